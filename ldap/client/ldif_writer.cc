#include "ldap/client/ldif_writer.h"

#include <algorithm>

#include "base/encoding.h"
#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::client {
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

bool is_written(const directory::Entry::Slice& slice) {
  using schema::AttributeId;
  if (!slice.is_operational) return slice.type != AttributeId::kMemberOf;
  return directory::is_of_facts(slice.type) && slice.type != AttributeId::kEntryUSN;
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

void append_ldif_entry(std::string& out, const PlainEntry& entry) {
  append_ldif_line(out, "dn", entry.dn);
  for (const auto& attribute : entry.attributes) {
    for (const auto& value : attribute.values) append_ldif_line(out, attribute.name, value);
  }
  out += '\n';
}

void append_ldif_entry(std::string& out, const directory::Entry& entry) {
  append_ldif_line(out, "dn", entry.dn());
  for (const auto slice : entry.slices()) {
    if (!is_written(slice)) continue;
    auto values = entry.values(slice);
    while (const auto value = values.next()) {
      append_ldif_line(out, entry.served_name(slice), *value);
    }
  }
  if (const directory::EntryFacts* facts = entry.facts()) {
    for (const schema::AttributeId type : directory::kFactAttributes) {
      directory::FactText text;
      if (type == schema::AttributeId::kEntryUSN) continue;
      append_ldif_line(out, schema::attribute_type(type).name, text.value(*facts, type));
    }
  }
  out += '\n';
}

}  // namespace drawbridge::ldap::client
