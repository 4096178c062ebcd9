#include "ldap/dn/escape.h"

#include <cstddef>

namespace drawbridge::ldap::dn {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool needs_backslash(std::string_view value, std::size_t at) {
  switch (value[at]) {
    case '"':
    case '+':
    case ',':
    case ';':
    case '<':
    case '>':
    case '\\':
      return true;
    case '#':
      return at == 0;
    case ' ':
      return at == 0 || at + 1 == value.size();
    default:
      return false;
  }
}

}  // namespace

void append_escaped_value(std::string_view value, std::string& out) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto octet = static_cast<unsigned char>(value[i]);
    if (octet < 0x20 || octet == 0x7f) {
      out += '\\';
      out += kHexDigits[octet >> 4U];
      out += kHexDigits[octet & 0x0fU];
      continue;
    }
    if (needs_backslash(value, i)) out += '\\';
    out += value[i];
  }
}

std::string escape_value(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  append_escaped_value(value, out);
  return out;
}

}  // namespace drawbridge::ldap::dn
