#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/uuid.h"
#include "ldap/schema/attribute_id.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/object_class.h"

namespace drawbridge::ldap::directory {

/// What six operational attributes of an entry say. They are spelled when they are asked for
/// instead of being kept, which would take as much room as all that a group of one is otherwise.
struct EntryFacts {
  Uuid uuid;                  ///< entryUUID
  Timestamp created;          ///< createTimestamp
  std::uint64_t changed = 0;  ///< entryCSN, entryUSN, modifyTimestamp; microseconds since 1970.
  /// structuralObjectClass, one of the schema's; null: there are no facts.
  const schema::ObjectClass* structural_class = nullptr;
};

/// The attributes of facts, in the order in which they are served: after the stored ones.
inline constexpr std::array kFactAttributes = {
    schema::AttributeId::kStructuralObjectClass,
    schema::AttributeId::kEntryUUID,
    schema::AttributeId::kCreateTimestamp,
    schema::AttributeId::kEntryCSN,
    schema::AttributeId::kEntryUSN,
    schema::AttributeId::kModifyTimestamp,
};

constexpr bool is_of_facts(schema::AttributeId type) {
  return std::find(kFactAttributes.begin(), kFactAttributes.end(), type) != kFactAttributes.end();
}

/// Most octets of a value or of its normal form; an entry of a class with a longer name is refused.
inline constexpr std::size_t kMaxFactOctets = 48;

/// The type whose value cannot be spelled: a moment outside the years 0 to 9999, or a class without
/// room; null when all can.
const schema::AttributeType* find_unspellable(const EntryFacts& facts);

/// Room to spell one value in. What it gives may be a view of it, or of the facts, and is good
/// until it is asked again. Nothing is allocated.
class FactText {
 public:
  /// The one value of an attribute of facts, as served.
  std::string_view value(const EntryFacts& facts, schema::AttributeId type);
  /// Its normal form, see schema::append_normal_form.
  std::string_view normal_form(const EntryFacts& facts, schema::AttributeId type);

 private:
  std::array<char, kMaxFactOctets> octets_{};
};

/// Octets of the PartialAttribute of an attribute of facts.
std::size_t fact_attribute_size(const EntryFacts& facts, schema::AttributeId type, bool types_only);

/// Appends that PartialAttribute.
void append_fact_attribute(const EntryFacts& facts, schema::AttributeId type, bool types_only,
                           std::string& out);

}  // namespace drawbridge::ldap::directory
