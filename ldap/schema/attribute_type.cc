#include "ldap/schema/attribute_type.h"

#include <algorithm>

#include "ldap/dn/attribute_name.h"
#include "ldap/schema/builtin.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::schema {

namespace {

using AttributeIndex = NameIndex<1024>;

AttributeIndex build_index() {
  AttributeIndex index;
  for (const AttributeType& type : builtin_attribute_types()) {
    const auto number = static_cast<std::uint16_t>(type.id);
    index.add(type.name, number);
    index.add(type.alias, number);
    index.add(type.oid, number);
  }
  return index;
}

constexpr std::string_view kBinaryOption = ";binary";

/// Certificates (RFC 4523 section 2.1) and the older Binary syntax are transferred with the option
/// (RFC 4522); of other types it would ask for an encoding that is not served.
bool has_binary_transfer(const AttributeType& type) {
  return type.syntax == "1.3.6.1.4.1.1466.115.121.1.8" ||
         type.syntax == "1.3.6.1.4.1.1466.115.121.1.5";
}

bool is_option(std::string_view option) {
  return !option.empty() && std::all_of(option.begin(), option.end(), [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

std::span<const AttributeType> attribute_types() { return builtin_attribute_types(); }

const AttributeType& attribute_type(AttributeId id) {
  return builtin_attribute_types()[static_cast<std::size_t>(id)];
}

const AttributeType* find_attribute(std::string_view description) {
  static const AttributeIndex index = build_index();
  auto number = index.find(description);
  const bool is_plain = number != AttributeIndex::kAbsent;
  if (!is_plain) {
    if (description.size() <= kBinaryOption.size()) return nullptr;
    const std::size_t base = description.size() - kBinaryOption.size();
    if (!equals_ignoring_case(description.substr(base), kBinaryOption)) return nullptr;
    number = index.find(description.substr(0, base));
  }
  if (number == AttributeIndex::kAbsent) return nullptr;
  const AttributeType& type = builtin_attribute_types()[number];
  return is_plain || has_binary_transfer(type) ? &type : nullptr;
}

bool is_attribute_description(std::string_view text) {
  const std::size_t type_end = std::min(text.find(';'), text.size());
  if (!dn::is_attribute_name(text.substr(0, type_end))) return false;
  for (std::size_t from = type_end; from < text.size();) {
    const std::size_t to = std::min(text.find(';', from + 1), text.size());
    if (!is_option(text.substr(from + 1, to - from - 1))) return false;
    from = to;
  }
  return true;
}

}  // namespace drawbridge::ldap::schema
