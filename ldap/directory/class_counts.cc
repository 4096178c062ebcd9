#include "ldap/directory/class_counts.h"

#include <utility>

#include "ldap/dn/dn.h"
#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::directory {
namespace {

/// The attribute with the classes, as it is stored; empty: the entry has none.
std::string_view class_octets(const Entry* entry) {
  if (entry == nullptr) return {};
  const auto slice = entry->find(schema::AttributeId::kObjectClass);
  return slice ? entry->attribute_tlv(*slice) : std::string_view();
}

std::vector<std::uint64_t> class_hashes(const Entry& entry) {
  std::vector<std::uint64_t> hashes;
  const auto slice = entry.find(schema::AttributeId::kObjectClass);
  if (!slice) return hashes;
  NormalValueCursor values = entry.normal_values(*slice);
  while (const auto value = values.next()) {
    hashes.push_back(index_hash(schema::AttributeId::kObjectClass, *value));
  }
  return hashes;
}

/// Calls `visit` with every class of the entry at every container that it is in.
template <class Visit>
void visit_counts(std::string_view suffix_key, const Entry& entry, const Visit& visit) {
  const std::vector<std::uint64_t> hashes = class_hashes(entry);
  for (std::string_view key = entry.key(); key != suffix_key && !key.empty();) {
    key = dn::parent_key(key);
    const std::uint64_t container = index_hash(schema::AttributeId::kEntryDN, key);
    for (const std::uint64_t hash : hashes) visit(LinkKey{hash, container});
  }
}

}  // namespace

void ClassCounter::add(const Entry& entry) {
  const std::string_view parent = dn::parent_key(entry.key());
  const std::string_view classes = class_octets(&entry);
  if (run_.first == nullptr || parent != run_.parent || classes != run_.classes) {
    count_run();
    run_ = {&entry, parent, classes, 0};
  }
  ++run_.length;
}

void ClassCounter::count_run() {
  if (run_.first == nullptr) return;
  visit_counts(suffix_key_, *run_.first,
               [this](const LinkKey& key) { counts_[key] += run_.length; });
}

ClassCounts ClassCounter::counts() {
  count_run();
  run_ = {};
  std::vector<ClassCounts::Item> items;
  items.reserve(counts_.size());
  for (const auto& [key, count] : counts_) items.push_back({key, count});
  return ClassCounts::from_sorted(std::move(items));
}

void replace_class_counts(std::string_view suffix_key, const Entry* before, const Entry* after,
                          ClassCounts::Editor& counts) {
  if (class_octets(before) == class_octets(after)) return;
  if (after != nullptr) {
    visit_counts(suffix_key, *after, [&counts](const LinkKey& key) {
      const ClassCounts::Item* item = counts.current().find(key);
      counts.put(key, item == nullptr ? 1 : item->value + 1);
    });
  }
  if (before == nullptr) return;
  visit_counts(suffix_key, *before, [&counts](const LinkKey& key) {
    const ClassCounts::Item* item = counts.current().find(key);
    if (item == nullptr) return;
    if (item->value > 1) {
      counts.put(key, item->value - 1);
    } else {
      counts.erase(key);
    }
  });
}

std::vector<std::uint64_t> required_classes(const filter::Filter& filter) {
  using filter::FilterKind;
  const auto nodes = filter.nodes();
  std::vector<std::uint64_t> hashes;
  for (std::size_t index = 0; index < nodes.size();) {
    const filter::FilterNode& node = nodes[index];
    if (node.kind == FilterKind::kAnd) {
      ++index;  // to its parts, all of which must be true
      continue;
    }
    const bool is_class = node.kind == FilterKind::kEqualityMatch && !node.is_of_nothing() &&
                          node.attribute->id == schema::AttributeId::kObjectClass && node.key;
    if (is_class) hashes.push_back(index_hash(schema::AttributeId::kObjectClass, *node.key));
    index = node.end;
  }
  return hashes;
}

}  // namespace drawbridge::ldap::directory
