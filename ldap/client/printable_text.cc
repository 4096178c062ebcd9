#include "ldap/client/printable_text.h"

#include "base/encoding.h"
#include "base/utf8.h"

namespace drawbridge::ldap::client {
namespace {

std::size_t length_of_character(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (valid_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

std::string printable_text(std::string_view text, std::size_t max_octets) {
  std::string out;
  const std::string_view shown = text.substr(0, max_octets);
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t length = length_of_character(shown.substr(at));
    const auto character = shown.substr(at, length == 0 ? 1 : length);
    if (length == 0 || has_control_characters(character)) {
      for (const char octet : character) out.append("\\x").append(hex_encode({&octet, 1}));
    } else if (character == "\\") {
      out += "\\\\";
    } else {
      out += character;
    }
    at += character.size();
  }
  if (shown.size() < text.size()) {
    out.append("... (").append(std::to_string(text.size())).append(" octets)");
  }
  return out;
}

}  // namespace drawbridge::ldap::client
