#include "daemon/ldif.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace drawbridge::daemon {
namespace {

constexpr std::size_t kColumns = 76;

/// SAFE-STRING of RFC 2849, without the blank at the end that its note 8 warns of.
bool is_safe(std::string_view value) {
  if (value.empty()) return true;
  const char first = value.front();
  if (first == ' ' || first == ':' || first == '<' || value.back() == ' ') return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte != 0 && byte != '\n' && byte != '\r' && byte < 0x80U;
  });
}

void append_folded(std::string& out, std::string_view line) {
  out += line.substr(0, kColumns);
  line.remove_prefix(std::min(kColumns, line.size()));
  while (!line.empty()) {
    out += "\n ";
    out += line.substr(0, kColumns - 1);
    line.remove_prefix(std::min(kColumns - 1, line.size()));
  }
  out += '\n';
}

}  // namespace

void append_ldif_line(std::string& out, std::string_view name, std::string_view value) {
  std::string line(name);
  if (is_safe(value)) {
    line += value.empty() ? ":" : ": ";
    line += value;
  } else {
    line += ":: ";
    line += base64_encode(value);
  }
  append_folded(out, line);
}

void append_ldif_entry(std::string& out, const ldap::directory::Entry& entry) {
  append_ldif_line(out, "dn", entry.dn());
  for (const auto& slice : entry.slices()) {
    const auto name = entry.served_name(slice);
    if (slice.is_operational || equal_ignoring_case(name, "memberOf")) continue;
    auto values = entry.values(slice);
    while (const auto value = values.next()) append_ldif_line(out, name, *value);
  }
  out += '\n';
}

}  // namespace drawbridge::daemon
