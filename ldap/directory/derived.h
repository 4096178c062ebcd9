#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::directory {

class Entry;
class Tree;

/// DN of the subschema subentry, as served.
inline constexpr std::string_view kSubschemaDn = "cn=Subschema";

/// Operational attributes that follow from an entry's name and place. They are made when asked
/// for instead of being kept once an entry.
inline constexpr std::array kDerivedAttributes = {
    schema::AttributeId::kEntryDN,
    schema::AttributeId::kSubschemaSubentry,
    schema::AttributeId::kHasSubordinates,
    schema::AttributeId::kContextCSN,
};

constexpr bool is_derived(schema::AttributeId type) {
  return std::find(kDerivedAttributes.begin(), kDerivedAttributes.end(), type) !=
         kDerivedAttributes.end();
}

/// The value of a derived attribute as served; a view of the entry, the tree or of fixed text.
/// Empty: the entry has no such attribute.
std::string_view derived_value(const Tree& tree, const Entry& entry, schema::AttributeId type);

/// Octets that append_derived adds.
std::size_t derived_size(const Tree& tree, const Entry& entry, schema::AttributeId type,
                         bool types_only);

/// Appends the PartialAttribute of a derived attribute.
void append_derived(const Tree& tree, const Entry& entry, schema::AttributeId type, bool types_only,
                    std::string& out);

}  // namespace drawbridge::ldap::directory
