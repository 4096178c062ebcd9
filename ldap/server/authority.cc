#include "ldap/server/authority.h"

#include <algorithm>

namespace drawbridge::ldap::server {
namespace {

std::vector<std::string> keys_of(const std::vector<dn::Dn>& names) {
  std::vector<std::string> keys;
  keys.reserve(names.size());
  for (const dn::Dn& name : names) keys.push_back(name.key());
  std::sort(keys.begin(), keys.end());
  return keys;
}

const std::string* holder(const std::vector<std::string>& subtrees, std::string_view key) {
  for (const std::string& subtree : subtrees) {
    if (key.starts_with(subtree)) return &subtree;
  }
  return nullptr;
}

}  // namespace

Authority::Authority(const Identity& identity)
    : subtrees_(keys_of(identity.subtrees)),
      entries_(keys_of(identity.entries)),
      hidden_(keys_of(identity.hidden)),
      hidden_attributes_(identity.hidden_attributes) {}

bool Authority::sees(std::string_view key) const {
  if (hidden_by(key) != nullptr) return false;
  return holder(subtrees_, key) != nullptr ||
         std::binary_search(entries_.begin(), entries_.end(), key);
}

const std::string* Authority::hidden_by(std::string_view key) const { return holder(hidden_, key); }

std::vector<Authority::Range> Authority::ranges_below(std::string_view base) const {
  std::vector<Range> found;
  for (const std::string& subtree : subtrees_) {
    if (base.starts_with(subtree)) return {{base, false}};
    if (subtree.starts_with(base)) found.push_back({subtree, false});
  }
  for (const std::string& entry : entries_) {
    if (entry.starts_with(base)) found.push_back({entry, true});
  }
  // A subtree comes before the entry of the same name, and before all that is inside it.
  std::sort(found.begin(), found.end(), [](const Range& a, const Range& b) {
    return a.key != b.key ? a.key < b.key : a.is_single < b.is_single;
  });
  const auto adds_nothing = [](const Range& previous, const Range& range) {
    return previous.key == range.key ||
           (!previous.is_single && range.key.starts_with(previous.key));
  };
  std::vector<Range> out;
  for (const Range& range : found) {
    if (out.empty() || !adds_nothing(out.back(), range)) out.push_back(range);
  }
  return out;
}

}  // namespace drawbridge::ldap::server
