#pragma once

#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::directory {

/// The attributes of which one entry has many values, each of which is in few entries. Their index
/// knows entries by name, so that a new version of an entry costs what its values differ in.
constexpr bool is_link(schema::AttributeId type) {
  return type == schema::AttributeId::kMember || type == schema::AttributeId::kMemberUid;
}

/// The attributes with an equality index: what the clients of a cluster look things up by.
constexpr bool is_indexed(schema::AttributeId type) {
  switch (type) {
    case schema::AttributeId::kUid:
    case schema::AttributeId::kCn:
    case schema::AttributeId::kUidNumber:
    case schema::AttributeId::kGidNumber:
    case schema::AttributeId::kMemberUid:
    case schema::AttributeId::kMember:
    case schema::AttributeId::kMemberOf:
    case schema::AttributeId::kMail:
    case schema::AttributeId::kEntryUUID:
      return true;
    default:
      return false;
  }
}

/// The attributes whose normal forms are kept in the entry when they differ from the served
/// values: the indexed ones, and what enumerations match on every entry.
constexpr bool keeps_normal_forms(schema::AttributeId type) {
  return is_indexed(type) || type == schema::AttributeId::kObjectClass;
}

}  // namespace drawbridge::ldap::directory
