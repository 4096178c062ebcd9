#pragma once

#include <string>
#include <string_view>

namespace drawbridge::ldap::dn {

/// `value` as it must stand in the text of a distinguished name (RFC 4514 section 2.4): the
/// special characters, a leading `#` or space and a trailing space get a backslash; control
/// characters and DEL become `\XX`, so that a printed name is always one line. UTF-8 stays.
std::string escape_value(std::string_view value);

/// Appends the same.
void append_escaped_value(std::string_view value, std::string& out);

}  // namespace drawbridge::ldap::dn
