#include "ldap/dn/escape.h"

#include <algorithm>
#include <array>
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

/// Whether nothing in the value is escaped, at whatever place. Most values are so.
bool is_plain(std::string_view value) {
  static constexpr std::string_view kSpecial = "\"+,;<>\\# ";
  static constexpr auto kIsPlain = [] {
    std::array<bool, 256> is_plain{};
    for (std::size_t octet = 0x20; octet < is_plain.size(); ++octet) {
      is_plain[octet] =
          octet != 0x7f && kSpecial.find(static_cast<char>(octet)) == std::string_view::npos;
    }
    return is_plain;
  }();
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return kIsPlain[static_cast<unsigned char>(c)]; });
}

}  // namespace

void append_escaped_value(std::string_view value, std::string& out) {
  if (is_plain(value)) {
    out += value;
    return;
  }
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
