#include "ldap/server/attribute_selection.h"

#include <algorithm>
#include <array>

#include "base/keyed_hash.h"
#include "ldap/ber/length_prefix.h"
#include "ldap/ber/tag.h"
#include "ldap/directory/derived.h"
#include "ldap/protocol/search_entry.h"
#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::server {
namespace {

using directory::Entry;

std::size_t type_only_contents(std::string_view name) {
  return ber::element_size(name.size()) + ber::element_size(0);
}

/// The attribute as it is served: its octets, and the shared values behind them.
std::array<std::string_view, 2> parts_of(const Entry& entry, const Entry::Slice& slice) {
  return {entry.attribute_tlv(slice),
          slice.has_shared_values ? entry.shared_values() : std::string_view()};
}

/// Selected attributes that lie side by side in an entry, as one slice each, so that the answer is
/// made of few copies.
class Pieces {
 public:
  /// @return false when there is no room for another piece
  bool add(const Entry::Slice& slice) {
    octets_ += slice.end - slice.begin;
    has_shared_values_ |= slice.has_shared_values;
    if (count_ != 0 && pieces_[count_ - 1].end == slice.begin &&
        !pieces_[count_ - 1].has_shared_values) {
      pieces_[count_ - 1].end = slice.end;
      pieces_[count_ - 1].has_shared_values = slice.has_shared_values;
      return true;
    }
    if (count_ == pieces_.size()) return false;
    pieces_[count_++] = slice;
    return true;
  }
  std::size_t octets(const Entry& entry) const {
    return octets_ + (has_shared_values_ ? entry.shared_values().size() : 0);
  }
  void append_to(std::string& out, const Entry& entry) const {
    for (std::size_t at = 0; at < count_; ++at) {
      for (const std::string_view part : parts_of(entry, pieces_[at])) out.append(part);
    }
  }

 private:
  static constexpr std::size_t kMost = 16;  // more than the attributes of a person left out

  std::array<Entry::Slice, kMost> pieces_{};
  std::size_t count_ = 0;
  std::size_t octets_ = 0;  ///< Without the shared values.
  bool has_shared_values_ = false;
};

void append_type_only(std::string& out, std::string_view name) {
  ber::append_header(out, ber::kSequence, type_only_contents(name));
  ber::append_header(out, ber::kOctetString, name.size());
  out.append(name);
  ber::append_header(out, ber::kSet, 0);
}

}  // namespace

AttributeSelection::AttributeSelection(std::span<const std::string_view> requested)
    : all_user_(requested.empty()) {
  for (const std::string_view name : requested) {
    if (name == "*") {
      all_user_ = true;
    } else if (name == "+") {
      all_operational_ = true;
    } else if (const schema::AttributeType* type = schema::find_attribute(name)) {
      named_.set(static_cast<std::size_t>(type->id));
      has_names_ = true;
    }
  }
  note_kinds();
}

/// Once for all entries: which of these are selected is asked for each of them.
void AttributeSelection::note_kinds() {
  const auto& derived = directory::kDerivedAttributes;
  has_derived_ = std::any_of(derived.begin(), derived.end(),
                             [&](schema::AttributeId type) { return selects_operational(type); });
  for (std::size_t at = 0; at < directory::kFactAttributes.size(); ++at) {
    if (selects_operational(directory::kFactAttributes[at])) facts_ |= 1U << at;
  }
}

AttributeSelection AttributeSelection::for_replica(std::span<const std::string_view> requested) {
  using schema::AttributeId;
  AttributeSelection selection(requested);
  for (std::size_t at = 0; at < schema::kAttributeCount; ++at) {
    const auto type = static_cast<AttributeId>(at);
    const bool is_operational = schema::attribute_type(type).is_operational();
    const bool is_left_out = type == AttributeId::kMemberOf || type == AttributeId::kEntryUSN ||
                             directory::is_derived(type);
    const bool is_asked_for = is_operational ? selection.all_operational_ : selection.all_user_;
    if (is_asked_for && !is_left_out) selection.named_.set(at);
  }
  selection.all_user_ = selection.all_operational_ = false;
  selection.has_names_ = true;
  selection.facts_ = 0;
  selection.note_kinds();
  return selection;
}

void AttributeSelection::append_entry(std::string& out, std::int32_t message_id,
                                      const directory::Tree& tree, const Entry& entry,
                                      bool types_only, std::size_t controls_size) const {
  const bool is_whole = !types_only && !has_names_ && all_user_ && !has_derived_ && !has_hidden_;
  if (is_whole) {
    const std::string_view attributes = entry.user_attributes();
    const std::string_view shared = entry.shared_values();
    protocol::append_search_entry_prefix(out, message_id, entry.name_tlv(),
                                         attributes.size() + shared.size(), controls_size);
    out.append(attributes).append(shared);
    return;
  }
  Pieces pieces;
  const auto slices = entry.slices();
  const bool is_in_pieces =
      !types_only && !has_derived_ &&
      std::all_of(slices.begin(), slices.end(),
                  [&](const Entry::Slice& slice) { return !selects(slice) || pieces.add(slice); });
  if (is_in_pieces) {
    protocol::append_search_entry_prefix(out, message_id, entry.name_tlv(),
                                         pieces.octets(entry) + facts_size(entry, false),
                                         controls_size);
    pieces.append_to(out, entry);
    append_facts(out, entry, false);
    return;
  }
  protocol::append_search_entry_prefix(out, message_id, entry.name_tlv(),
                                       selected_size(tree, entry, types_only), controls_size);
  append_selected(out, tree, entry, types_only);
}

std::size_t AttributeSelection::facts_size(const Entry& entry, bool types_only) const {
  std::size_t size = 0;
  visit_facts(entry, [&](const directory::EntryFacts& facts, schema::AttributeId type) {
    size += directory::fact_attribute_size(facts, type, types_only);
  });
  return size;
}

void AttributeSelection::append_facts(std::string& out, const Entry& entry, bool types_only) const {
  visit_facts(entry, [&](const directory::EntryFacts& facts, schema::AttributeId type) {
    directory::append_fact_attribute(facts, type, types_only, out);
  });
}

std::size_t AttributeSelection::selected_size(const directory::Tree& tree, const Entry& entry,
                                              bool types_only) const {
  std::size_t size = 0;
  for (const Entry::Slice slice : entry.slices()) {
    if (!selects(slice)) continue;
    const auto [octets, shared] = parts_of(entry, slice);
    size += types_only ? ber::element_size(type_only_contents(entry.served_name(slice)))
                       : octets.size() + shared.size();
  }
  size += facts_size(entry, types_only);
  if (!has_derived_) return size;
  for (const schema::AttributeId type : directory::kDerivedAttributes) {
    if (selects_operational(type)) size += directory::derived_size(tree, entry, type, types_only);
  }
  return size;
}

void AttributeSelection::append_selected(std::string& out, const directory::Tree& tree,
                                         const Entry& entry, bool types_only) const {
  for (const Entry::Slice slice : entry.slices()) {
    if (!selects(slice)) continue;
    if (types_only) {
      append_type_only(out, entry.served_name(slice));
    } else {
      const auto [octets, shared] = parts_of(entry, slice);
      out.append(octets).append(shared);
    }
  }
  append_facts(out, entry, types_only);
  if (!has_derived_) return;
  for (const schema::AttributeId type : directory::kDerivedAttributes) {
    if (selects_operational(type)) directory::append_derived(tree, entry, type, types_only, out);
  }
}

AttributeSelection SelectionCache::find(const protocol::AttributeList& requested) {
  if (requested.empty()) return {};
  const std::string_view octets = requested.octets();
  if (octets.size() > kMaxKeyOctets) return AttributeSelection(requested.names());
  // Most often it is the last one again, and a comparison costs less than a hash.
  if (slots_[last_].key == octets) return slots_[last_].selection;
  last_ = keyed_hash(octets) % kSlots;
  Slot& slot = slots_[last_];
  if (slot.key != octets) {
    slot.selection = AttributeSelection(requested.names());
    slot.key = octets;
  }
  return slot.selection;
}

}  // namespace drawbridge::ldap::server
