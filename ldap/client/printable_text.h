#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace drawbridge::ldap::client {

/// `text` for one line of a terminal or a message: octets that are not part of well-formed UTF-8,
/// control characters and those that change the direction of text become `\xHH`, a backslash
/// becomes two.
///
/// @param max_octets  of the original; what is behind them is said by its length
std::string printable_text(std::string_view text, std::size_t max_octets = 200);

}  // namespace drawbridge::ldap::client
