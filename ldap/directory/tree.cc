#include "ldap/directory/tree.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

#include "base/hash_order.h"
#include "base/keyed_hash.h"
#include "base/shares.h"
#include "ldap/directory/class_counts.h"
#include "ldap/directory/index_keys.h"

namespace drawbridge::ldap::directory {

bool IndexOrder::is_before(const Entry* a, const Entry* b) {
  // The lower bound of a hash is asked for without an entry.
  if (a == nullptr || b == nullptr) return a == nullptr && b != nullptr;
  return a->key() < b->key();
}

std::uint64_t index_hash(schema::AttributeId type, std::string_view normal_value) {
  // The odd constant (of the golden ratio) spreads the types over all bits.
  return keyed_hash(normal_value) + static_cast<std::uint64_t>(type) * 0x9e3779b97f4a7c15ULL;
}

void append_index_keys(const Entry& entry, IndexKeys& out) {
  std::optional<std::uint64_t> name;
  for (const Entry::Slice slice : entry.slices()) {
    if (!is_indexed(slice.type)) continue;
    const bool is_of_links = is_link(slice.type);
    if (is_of_links && !name) {
      name = index_hash(schema::AttributeId::kEntryDN, entry.key());
      out.linked.push_back({*name, &entry});
    }
    NormalValueCursor values = entry.normal_values(slice);
    while (const auto value = values.next()) {
      const std::uint64_t hash = index_hash(slice.type, *value);
      if (is_of_links) {
        out.links.push_back({hash, *name});
      } else {
        out.values.push_back({hash, &entry});
      }
    }
  }
  const EntryFacts* facts = entry.facts();
  if (facts == nullptr) return;
  for (const schema::AttributeId type : kFactAttributes) {
    if (!is_indexed(type)) continue;
    FactText text;
    out.values.push_back({index_hash(type, text.normal_form(*facts, type)), &entry});
  }
}

namespace {

bool is_same(const IndexKey& a, const IndexKey& b) {
  return a.hash == b.hash && a.entry == b.entry;
}
bool is_same(const LinkKey& a, const LinkKey& b) { return a == b; }

/// What is worth a thread when a tree is built, in entries or keys.
constexpr std::size_t kWorthAThread = 10'000;

template <class T>
void append(std::vector<T>& whole, const std::vector<T>& part) {
  whole.insert(whole.end(), part.begin(), part.end());
}

/// As std::inplace_merge, which looks at every element: not at those in front of all of the other
/// stretch or behind it. To look at an entry is to fetch it into the processor's caches.
template <class Iterator, class Less>
void merge_neighbours(Iterator begin, Iterator middle, Iterator end, Less less) {
  if (begin == middle || middle == end) return;
  begin = std::upper_bound(begin, middle, *middle, less);
  if (begin == middle) return;
  end = std::lower_bound(middle, end, *std::prev(middle), less);
  if (less(*std::prev(end), *begin)) {
    std::rotate(begin, middle, end);
  } else {
    std::inplace_merge(begin, middle, end, less);
  }
}

/// Merges sorted stretches that follow one another, as std::stable_sort would.
/// @param ends  where they end, ascending; the last is the end of all
template <class T, class Less>
void merge_stretches(std::vector<T>& all, std::vector<std::size_t> ends, Less less) {
  const auto place = [&](std::size_t at) { return all.begin() + static_cast<std::ptrdiff_t>(at); };
  while (ends.size() > 1) {
    std::vector<std::size_t> merged;
    std::size_t begin = 0;
    for (std::size_t first = 0; first < ends.size(); first += 2) {
      const std::size_t end = ends[std::min(first + 1, ends.size() - 1)];
      merge_neighbours(place(begin), place(ends[first]), place(end), less);
      merged.push_back(end);
      begin = end;
    }
    ends = std::move(merged);
  }
}

/// As std::stable_sort, on several threads where that is worth it.
template <class T, class Less>
void sort_in_shares(std::vector<T>& all, Less less) {
  const auto place = [&](std::size_t at) { return all.begin() + static_cast<std::ptrdiff_t>(at); };
  auto ends = in_shares(all.size(), kWorthAThread, [&](std::size_t begin, std::size_t end) {
    std::stable_sort(place(begin), place(end), less);
    return end;
  });
  merge_stretches(all, std::move(ends), less);
}

/// As std::stable_sort. What comes in a few long stretches that are sorted is only merged.
template <class T, class Less>
void sort_stretches(std::vector<T>& all, Less less) {
  constexpr std::size_t kUsualLength = 100;
  const std::size_t most = all.size() / kUsualLength + 8;
  const auto shares = in_shares(all.size(), kWorthAThread, [&](std::size_t begin, std::size_t end) {
    std::vector<std::size_t> ends;
    for (std::size_t at = std::max<std::size_t>(begin, 1); at < end && ends.size() <= most; ++at) {
      if (less(all[at], all[at - 1])) ends.push_back(at);
    }
    return ends;
  });
  std::vector<std::size_t> ends;
  for (const auto& share : shares) append(ends, share);
  if (ends.size() > most) return sort_in_shares(all, less);
  ends.push_back(all.size());
  merge_stretches(all, std::move(ends), less);
}

/// The index keys of all entries.
IndexKeys index_keys(const std::vector<EntryMap::Item>& entries) {
  const auto shares =
      in_shares(entries.size(), kWorthAThread, [&](std::size_t begin, std::size_t end) {
        constexpr std::size_t kUsualKeys = 6;
        IndexKeys keys;
        keys.values.reserve((end - begin) * kUsualKeys);
        for (; begin < end; ++begin) append_index_keys(*entries[begin].value, keys);
        return keys;
      });
  IndexKeys whole;
  std::size_t values = 0;
  for (const IndexKeys& share : shares) values += share.values.size();
  whole.values.reserve(values);
  for (const IndexKeys& share : shares) {
    append(whole.values, share.values);
    append(whole.linked, share.linked);
    append(whole.links, share.links);
  }
  return whole;
}

/// @param keys  equal ones by `less` are in the index's order
template <class Index, class Key, class Less>
Index index_of(std::vector<Key> keys, const Less& less) {
  sort_by_hash(keys, less);
  const auto same = [](const Key& a, const Key& b) { return is_same(a, b); };
  keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
  std::vector<typename Index::Item> items;
  items.reserve(keys.size());
  for (const Key& key : keys) items.push_back({key, Nothing{}});
  return Index::from_sorted(std::move(items));
}

}  // namespace

Tree::Tree(dn::Dn suffix) : suffix_(std::move(suffix)) {}

Result<std::shared_ptr<const Tree>> Tree::build(dn::Dn suffix, std::vector<EntryPointer> entries,
                                                std::uint64_t last_usn) {
  const auto tree = std::make_shared<Tree>(std::move(suffix));
  const auto by_key = [](const EntryPointer& a, const EntryPointer& b) {
    return a->key() < b->key();
  };
  sort_stretches(entries, by_key);
  std::vector<EntryMap::Item> items;
  items.reserve(entries.size());
  for (EntryPointer& entry : entries) {
    if (!entry->key().starts_with(tree->suffix_.key())) {
      return fail(ErrorCode::kInvalid, "An entry is not below the suffix.",
                  std::string(entry->dn()));
    }
    if (!items.empty() && items.back().key == entry->key()) {
      return fail(ErrorCode::kConflict, "Two entries have the same DN.", std::string(entry->dn()));
    }
    const std::string_view key = entry->key();
    items.push_back({key, std::move(entry)});
  }
  IndexKeys keys = index_keys(items);
  // The keys are in the order of their entries, which is the second part of IndexOrder.
  const auto by_hash = [](const IndexKey& a, const IndexKey& b) { return a.hash < b.hash; };
  const auto threads = items.size() < kWorthAThread ? Threads::kOne : Threads::kOfAllCores;
  auto rest = begin_work(threads, [&] {
    ClassCounter classes(tree->suffix_.key());
    for (const EntryMap::Item& item : items) classes.add(*item.value);
    tree->class_counts_ = classes.counts();
    tree->linked_ = index_of<EqualityIndex>(std::move(keys.linked), by_hash);
    tree->links_ = index_of<LinkIndex>(std::move(keys.links), std::less<>());
    tree->entries_ = EntryMap::from_sorted(std::move(items));
  });
  tree->index_ = index_of<EqualityIndex>(std::move(keys.values), by_hash);
  rest.get();
  tree->last_usn_ = last_usn;
  return tree;
}

const Entry* Tree::find(std::string_view key) const {
  const EntryMap::Item* item = entries_.find(key);
  return item == nullptr ? nullptr : item->value.get();
}

const Entry* Tree::find(const dn::Dn& name) const { return find(std::string_view(name.key())); }

EntryPointer Tree::share(const dn::Dn& name) const {
  const EntryMap::Item* item = entries_.find(std::string_view(name.key()));
  return item == nullptr ? nullptr : item->value;
}

const LastChangeMap::Item* Tree::context_of(std::string_view key) const {
  for (; key.starts_with(suffix_.key()); key = dn::parent_key(key)) {
    if (const auto* item = contexts_.find(key)) return item;
    if (key.empty()) break;
  }
  return nullptr;
}

bool Tree::has_class_below(std::string_view key, std::uint64_t class_hash) const {
  const std::uint64_t container = index_hash(schema::AttributeId::kEntryDN, key);
  return class_counts_.find(LinkKey{class_hash, container}) != nullptr;
}

const Entry* Tree::find_uuid(const Uuid& uuid) const {
  // The normal form of a UUID is its octets (RFC 4530 section 2.2).
  const std::string octets(uuid.bytes().begin(), uuid.bytes().end());
  const std::uint64_t hash = index_hash(schema::AttributeId::kEntryUUID, octets);
  auto cursor = index_.lower_bound(IndexKey{hash, nullptr});
  for (; !cursor.at_end() && cursor->key.hash == hash; cursor.next()) {
    if (cursor->key.entry->uuid() == uuid) return cursor->key.entry;
  }
  return nullptr;
}

bool Tree::has_children(const Entry& entry) const {
  const std::string_view key = entry.key();
  auto cursor = entries_.lower_bound(key);
  if (!cursor.at_end() && cursor->key == key) cursor.next();
  return !cursor.at_end() && cursor->key.starts_with(key);
}

}  // namespace drawbridge::ldap::directory
