#include "ldap/server/entry_walk.h"

#include <algorithm>
#include <utility>

#include "base/prefetch.h"
#include "ldap/directory/candidates.h"
#include "ldap/directory/class_counts.h"
#include "ldap/dn/dn.h"

namespace drawbridge::ldap::server {

using directory::Entry;
using protocol::Scope;

namespace {

/// Of shared values, which lie away from their entry: they are on their way into the caches while
/// the filter is evaluated. What lies behind is found by the processor itself.
constexpr std::size_t kMostSharedOctets = 1024;

}  // namespace

bool is_in_scope(std::string_view key, std::string_view base_key, Scope scope) {
  switch (scope) {
    case Scope::kBaseObject:
      return key == base_key;
    case Scope::kSingleLevel:
      return key.size() > base_key.size() && key.starts_with(base_key) &&
             dn::key_depth(key) == dn::key_depth(base_key) + 1;
    case Scope::kWholeSubtree:
      return key.starts_with(base_key);
  }
  return false;
}

EntryWalk::EntryWalk(const directory::Tree& tree, const Authority& authority,
                     std::string_view base_key, Scope scope, const filter::Filter& filter)
    : tree_(&tree),
      authority_(&authority),
      base_key_(base_key),
      scope_(scope),
      base_depth_(dn::key_depth(base_key)) {
  if (scope == Scope::kBaseObject) {
    has_candidates_ = true;
    if (const Entry* base = tree.find(base_key)) candidates_.push_back(base);
    return;
  }
  has_candidates_ = directory::find_candidates(tree, filter, candidates_);
  if (has_candidates_) return;
  required_classes_ = directory::required_classes(filter);
  for (const Authority::Range& range : authority.ranges_below(base_key_)) {
    ranges_.push_back({std::string(range.key), range.is_single});
  }
}

const Entry* EntryWalk::next(std::size_t& steps) {
  if (given_back_ != nullptr) return std::exchange(given_back_, nullptr);
  return has_candidates_ ? next_candidate(steps) : next_in_ranges(steps);
}

const Entry* EntryWalk::next_candidate(std::size_t& steps) {
  for (; steps != 0 && next_candidate_ < candidates_.size(); --steps) {
    const Entry* entry = candidates_[next_candidate_++];
    const std::string_view shared = entry->shared_values();
    prefetch(shared.data(), std::min(shared.size(), kMostSharedOctets));
    if (is_in_scope(entry->key()) && authority_->sees(entry->key())) return entry;
  }
  return nullptr;
}

const Entry* EntryWalk::next_in_ranges(std::size_t& steps) {
  for (; steps != 0 && (is_in_range_ || enter_range()); --steps) {
    const Range& range = ranges_[next_range_ - 1];
    const bool is_over =
        cursor_.at_end() ||
        (range.is_single ? cursor_->key != range.key : !cursor_->key.starts_with(range.key));
    if (is_over) {
      is_in_range_ = false;
      continue;
    }
    const Entry* entry = cursor_->value.get();
    if (skip(entry->key()) || skip_children(entry->key())) continue;
    previous_ = entry;
    cursor_.next();
    if (is_in_scope(entry->key())) return entry;
  }
  return nullptr;
}

bool EntryWalk::enter_range() {
  if (next_range_ == ranges_.size()) return false;
  cursor_ = tree_->entries().lower_bound(std::string_view(ranges_[next_range_].key));
  ++next_range_;
  previous_ = nullptr;
  is_in_range_ = true;
  return true;
}

/// Moves the cursor behind a hidden subtree, and, for a single level, behind what is too deep.
bool EntryWalk::skip(std::string_view key) {
  if (const std::string* hidden = authority_->hidden_by(key)) {
    cursor_ = tree_->entries().lower_bound(dn::subtree_end(*hidden));
    return true;
  }
  if (scope_ != Scope::kSingleLevel || dn::key_depth(key) <= base_depth_ + 1) return false;
  std::string_view child = key;
  while (dn::key_depth(child) > base_depth_ + 1) child = dn::parent_key(child);
  cursor_ = tree_->entries().lower_bound(dn::subtree_end(child));
  return true;
}

/// Moves the cursor behind the entries below the previous one when the filter is true of none.
bool EntryWalk::skip_children(std::string_view key) {
  if (required_classes_.empty() || previous_ == nullptr || !key.starts_with(previous_->key())) {
    return false;
  }
  const std::string_view container = previous_->key();
  const bool has_all =
      std::all_of(required_classes_.begin(), required_classes_.end(),
                  [&](std::uint64_t hash) { return tree_->has_class_below(container, hash); });
  if (has_all) return false;
  cursor_ = tree_->entries().lower_bound(dn::subtree_end(container));
  previous_ = nullptr;
  return true;
}

}  // namespace drawbridge::ldap::server
