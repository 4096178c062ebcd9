#pragma once

#include <string>
#include <string_view>

#include "ldap/directory/entry.h"

namespace drawbridge::daemon {

/// Appends `name: value` of an LDIF record (RFC 2849), in base64 when the value does not fit the
/// SAFE-STRING rule or ends with a blank; lines are folded at 76 columns.
void append_ldif_line(std::string& out, std::string_view name, std::string_view value);

/// Appends the record of an entry with the blank line after it. What an OpenLDAP server makes
/// itself, or knows only with an overlay, is left out: operational attributes and memberOf.
void append_ldif_entry(std::string& out, const ldap::directory::Entry& entry);

}  // namespace drawbridge::daemon
