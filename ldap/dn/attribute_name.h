#pragma once

#include <string>
#include <string_view>

namespace drawbridge::ldap::dn {

/// Whether `text` may name an attribute type in a distinguished name: a descriptor (a letter,
/// then letters, digits, hyphens; RFC 4512 section 1.4, the underscore tolerated) or a dotted OID.
bool is_attribute_name(std::string_view text);

/// Appends the canonical, lower-case name of an attribute type: `2.5.4.11`, `OID.2.5.4.11` and
/// `organizationalUnitName` give `ou`; a name that is not in the table only lower-cased.
void append_canonical_name(std::string_view name, std::string& out);

}  // namespace drawbridge::ldap::dn
