#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::schema {

enum class ClassKind : std::uint8_t { kAbstract, kStructural, kAuxiliary };

/// One object class (RFC 4512 section 2.4).
struct ObjectClass {
  std::string_view oid;
  std::string_view name;      ///< The spelling served.
  std::string_view superior;  ///< Name; empty for top.
  ClassKind kind;
  std::span<const AttributeId> must;
  std::span<const AttributeId> may;
};

/// All classes, superiors first.
std::span<const ObjectClass> object_classes();

/// By name or OID, in any case; nothing when unknown.
const ObjectClass* find_object_class(std::string_view name_or_oid);

}  // namespace drawbridge::ldap::schema
