#pragma once

#include <string>
#include <string_view>

#include "ldap/client/plain_entry.h"
#include "ldap/directory/entry.h"

namespace drawbridge::ldap::client {

/// Appends `name: value` of an LDIF record (RFC 2849), in base64 when the value does not fit the
/// SAFE-STRING rule or ends with a blank; lines are folded at 76 columns.
void append_ldif_line(std::string& out, std::string_view name, std::string_view value);

/// Appends a content record with the blank line after it. Nothing is left out.
void append_ldif_entry(std::string& out, const PlainEntry& entry);

/// Appends the record of an entry for slapadd(8) with the blank line after it. Of the operational
/// attributes those that a copy must keep are there: entryUUID, entryCSN, the two timestamps and
/// structuralObjectClass. memberOf is left out, which OpenLDAP knows only with an overlay that
/// makes it, and so is entryUSN, which it does not know at all.
void append_ldif_entry(std::string& out, const directory::Entry& entry);

}  // namespace drawbridge::ldap::client
