#pragma once

#include <span>
#include <string>

#include "ldap/schema/attribute_set.h"

namespace drawbridge::ldap::server {

/// The attribute types that do not exist for somebody who may see `visible` alone. Never among
/// them: objectClass and every operational attribute (entryUUID, modifyTimestamp, entryCSN, ...),
/// which clients work by and which say nothing about a person.
/// @param visible  names of the schema; unknown ones do not count
schema::AttributeSet types_hidden_unless(std::span<const std::string> visible);

}  // namespace drawbridge::ldap::server
