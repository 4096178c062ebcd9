#pragma once

#include <array>
#include <span>

#include "ldap/schema/attribute_type.h"
#include "ldap/schema/object_class.h"

namespace drawbridge::ldap::schema {

/// The compiled-in table of attribute types, in the order of AttributeId. Schema is never loaded:
/// neither from files nor from the network.
const std::array<AttributeType, kAttributeCount>& builtin_attribute_types();

/// The compiled-in object classes, superiors first.
std::span<const ObjectClass> builtin_object_classes();

}  // namespace drawbridge::ldap::schema
