#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ldap/schema/attribute_id.h"
#include "ldap/schema/matching_rule.h"

namespace drawbridge::ldap::schema {

/// What an attribute is for (RFC 4512 section 2.5.1).
enum class Usage : std::uint8_t {
  kUserApplications,    ///< Returned for `*` and for an empty list.
  kDirectoryOperation,  ///< The other three are operational: returned for `+` or by name only.
  kDistributedOperation,
  kDsaOperation,
};

/// One attribute type (RFC 4512 section 2.5.1). Supertypes are written out: every type states its
/// own syntax and rules, and matching knows no subtypes.
struct AttributeType {
  AttributeId id = AttributeId::kObjectClass;
  std::string_view oid;
  std::string_view name;    ///< The spelling served.
  std::string_view alias;   ///< A second name; empty when there is none.
  std::string_view syntax;  ///< OID.
  MatchingRule equality = MatchingRule::kNone;
  MatchingRule ordering = MatchingRule::kNone;
  MatchingRule substrings = MatchingRule::kNone;
  bool is_single_valued = false;
  bool is_read_only = false;  ///< NO-USER-MODIFICATION
  Usage usage = Usage::kUserApplications;
  /// Known, but never served and never matched: filters on it are Undefined, compare is
  /// insufficientAccessRights (50).
  bool is_secret = false;

  bool is_operational() const { return usage != Usage::kUserApplications; }
};

/// All types, in the order of their ids.
std::span<const AttributeType> attribute_types();

/// The type with this id.
const AttributeType& attribute_type(AttributeId id);

/// Looks an attribute description up: name, alias or OID, in any case. The option `;binary` is
/// allowed, and dropped, for types that are transferred with it (RFC 4522: certificates); any
/// other description with an option names nothing here, since no value of ours carries one (RFC
/// 4512 section 2.5).
/// @return nothing when there is no such type. Time O(length), no allocation.
const AttributeType* find_attribute(std::string_view description);

/// Whether `text` has the form of an attribute description (RFC 4512 section 2.5): options
/// included; says nothing about whether it is known.
bool is_attribute_description(std::string_view text);

}  // namespace drawbridge::ldap::schema
