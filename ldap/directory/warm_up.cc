#include "ldap/directory/warm_up.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/fixed_vector.h"
#include "base/prefetch.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/indexed.h"

namespace drawbridge::ldap::directory {
namespace {

/// The groups of a person whose names come next to each other in the index of links.
constexpr std::size_t kLinksALookup = 4;

/// An entry's own object, its key and its table of attributes.
constexpr std::size_t kEntryBegin = 320;

/// Of an entry or of shared values; what lies behind is found by the processor itself, since it is
/// read from end to end.
constexpr std::size_t kMostOctets = 1024;

/// Of an entry with links: they come last, and of a large one not all are read.
constexpr std::size_t kMostOctetsWithLinks = 512;

constexpr std::size_t kMostWays = kMaxWarmedUp * kLinksALookup;

using Hashes = FixedVector<std::uint64_t, kMostWays>;
using Entries = FixedVector<const Entry*, kMostWays>;

IndexKey first_key(const EqualityIndex&, std::uint64_t hash) { return {hash, nullptr}; }
LinkKey first_key(const LinkIndex&, std::uint64_t hash) { return {hash, 0}; }

/// Goes down an index for all the hashes in step and visits at most `most` keys of each.
template <class Index, class Visit>
void visit_keys(const Index& index, const Hashes& hashes, std::size_t most, const Visit& visit) {
  if (hashes.empty()) return;
  std::array<typename Index::Descent, kMostWays> ways;
  std::fill_n(ways.begin(), hashes.size(), typename Index::Descent(index));
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (std::size_t at = 0; at < hashes.size(); ++at) {
      goes_on |= ways[at].step(first_key(index, hashes[at]));
    }
  }
  for (std::size_t at = 0; at < hashes.size(); ++at) {
    const auto items = ways[at].items();
    for (const auto& item : items.first(std::min(most, items.size()))) {
      if (item.key.hash != hashes[at]) break;
      visit(item.key);
    }
  }
}

void fetch_begins(const EqualityIndex& index, const Hashes& hashes, Entries& out) {
  visit_keys(index, hashes, 1, [&](const IndexKey& key) {
    prefetch(key.entry, kEntryBegin);
    out.push_back(key.entry);
  });
}

void fetch(std::string_view octets, std::size_t most) {
  prefetch(octets.data(), std::min(octets.size(), most));
}

}  // namespace

void warm_up(const Tree& tree, std::span<const IndexLookup> lookups) {
  Hashes values;
  Hashes links;
  for (const IndexLookup& lookup : lookups.first(std::min(lookups.size(), kMaxWarmedUp))) {
    (is_link(lookup.type) ? links : values).push_back(lookup.hash);
  }
  Hashes names;
  visit_keys(tree.links(), links, kLinksALookup,
             [&](const LinkKey& key) { names.push_back(key.name); });
  Entries linked;
  fetch_begins(tree.linked(), names, linked);
  Entries found;
  fetch_begins(tree.index(), values, found);
  for (const Entry* entry : linked) fetch(entry->user_attributes(), kMostOctetsWithLinks);
  for (const Entry* entry : found) {
    fetch(entry->user_attributes(), kMostOctets);
    fetch(entry->shared_values(), kMostOctets);
  }
}

}  // namespace drawbridge::ldap::directory
