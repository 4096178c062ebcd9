#pragma once

#include <array>
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/protocol/search_request.h"
#include "ldap/schema/attribute_id.h"
#include "ldap/schema/attribute_set.h"

namespace drawbridge::ldap::server {

/// Which attributes of an entry an answer carries (RFC 4511 section 4.5.1.8, RFC 3673).
class AttributeSelection {
 public:
  /// All user attributes.
  AttributeSelection() = default;

  /// `*`, `+`, `1.1`, names and OIDs in any case; an empty list is `*`. Unknown and secret ones
  /// and repetitions do not count.
  explicit AttributeSelection(std::span<const std::string_view> requested);

  /// The same less those types, whatever was asked for.
  AttributeSelection without(const schema::AttributeSet& hidden) const {
    AttributeSelection rest = *this;
    rest.hidden_ = hidden;
    rest.has_hidden_ = !hidden.is_empty();
    return rest;
  }

  /// The same for a consumer of content synchronisation: `*` and `+` without what a stock
  /// OpenLDAP does not know (entryUSN) or makes itself (memberOf, and what is derived). One
  /// attribute that its schema lacks, and nothing after that entry would ever arrive.
  static AttributeSelection for_replica(std::span<const std::string_view> requested);

  /// Appends a SearchResultEntry message; after it the caller appends exactly `controls_size`
  /// octets of encoded controls, which belong to it.
  void append_entry(std::string& out, std::int32_t message_id, const directory::Tree& tree,
                    const directory::Entry& entry, bool types_only,
                    std::size_t controls_size = 0) const;

  /// Octets of the PartialAttributes that append_selected adds.
  std::size_t selected_size(const directory::Tree& tree, const directory::Entry& entry,
                            bool types_only) const;
  /// Appends the PartialAttributes alone.
  void append_selected(std::string& out, const directory::Tree& tree, const directory::Entry& entry,
                       bool types_only) const;

 private:
  bool selects(const directory::Entry::Slice& slice) const {
    if (has_hidden_ && hidden_.contains(slice.type)) return false;
    return slice.is_operational
               ? all_operational_ || named_.test(static_cast<std::size_t>(slice.type))
               : all_user_ || named_.test(static_cast<std::size_t>(slice.type));
  }
  bool selects_operational(schema::AttributeId type) const {
    if (has_hidden_ && hidden_.contains(type)) return false;
    return all_operational_ || named_.test(static_cast<std::size_t>(type));
  }

  void note_kinds();
  /// Calls `visit` with the facts of that entry and the type of each attribute of them selected.
  template <class Visit>
  void visit_facts(const directory::Entry& entry, const Visit& visit) const {
    const directory::EntryFacts* facts = entry.facts();
    if (facts == nullptr) return;
    for (unsigned rest = facts_; rest != 0; rest &= rest - 1) {
      const auto type =
          directory::kFactAttributes[static_cast<std::size_t>(std::countr_zero(rest))];
      if (!has_hidden_ || !hidden_.contains(type)) visit(*facts, type);
    }
  }
  std::size_t facts_size(const directory::Entry& entry, bool types_only) const;
  void append_facts(std::string& out, const directory::Entry& entry, bool types_only) const;

  std::bitset<schema::kAttributeCount> named_;
  bool all_user_ = true;
  bool all_operational_ = false;
  bool has_names_ = false;
  bool has_derived_ = false;
  bool has_hidden_ = false;
  unsigned facts_ = 0;  ///< A bit for each of directory::kFactAttributes.
  schema::AttributeSet hidden_;
};

/// Selections of the lists that clients send again and again (sssd asks for the same 30 names in
/// each lookup). One event loop's; fixed size.
class SelectionCache {
 public:
  AttributeSelection find(const protocol::AttributeList& requested);

 private:
  struct Slot {
    std::string key;
    AttributeSelection selection;
  };
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kMaxKeyOctets = 2048;

  std::array<Slot, kSlots> slots_;
  std::size_t last_ = 0;
};

}  // namespace drawbridge::ldap::server
