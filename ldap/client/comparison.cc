#include "ldap/client/comparison.h"

#include <algorithm>

#include "base/keyed_hash.h"
#include "base/text.h"
#include "ldap/client/printable_text.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/syntax.h"

namespace drawbridge::ldap::client {
namespace {

/// Has an optional unique identifier behind the DN in RFC 4519; nobody writes one.
constexpr std::string_view kUniqueMember = "uniquemember";

std::string canonical_name(std::string_view name) {
  const auto* type = schema::find_attribute(name);
  return ascii_lower(type == nullptr ? name : type->name);
}

std::vector<std::string> canonical_names(const std::vector<std::string>& names) {
  std::vector<std::string> canonical;
  for (const auto& name : names) canonical.push_back(canonical_name(name));
  return canonical;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_operational(std::string_view canonical) {
  const auto* type = schema::find_attribute(canonical);
  return type != nullptr && type->is_operational();
}

bool holds_names(std::string_view canonical) {
  if (canonical == kUniqueMember) return true;
  const auto* type = schema::find_attribute(canonical);
  return type != nullptr && type->syntax == schema::kDnSyntax;
}

std::string normal_value(std::string_view canonical, const std::string& value) {
  std::string key;
  if (holds_names(canonical) && dn::append_key(value, key)) return key;
  return value;
}

void append_piece(std::string& out, std::string_view piece) {
  out.append(std::to_string(piece.size())).append(":").append(piece);
}

}  // namespace

Comparison::Comparison(const ComparisonRules& rules)
    : only_(canonical_names(rules.only)),
      ignored_(canonical_names(rules.ignored)),
      optional_(canonical_names(rules.where_shown)),
      if_ever_shown_(rules.if_ever_shown) {
  for (const auto& name : canonical_names(rules.if_ever_shown)) {
    directory_wide_ |= Shown{1} << optional_.size();
    optional_.push_back(name);
  }
}

Comparison::Shown Comparison::bit_of(std::string_view canonical) const {
  const auto found = std::find(optional_.begin(), optional_.end(), canonical);
  return found == optional_.end() ? 0 : Shown{1} << (found - optional_.begin());
}

Comparison::Shown Comparison::shown_in(const PlainEntry& entry) const {
  Shown shown = 0;
  for (const auto& attribute : entry.attributes) {
    if (!attribute.values.empty()) shown |= bit_of(canonical_name(attribute.name));
  }
  return shown;
}

Comparison::Shown Comparison::counting(Shown own, Shown anywhere) const {
  return own | (anywhere & directory_wide_);
}

bool Comparison::counts(std::string_view canonical, Shown counting) const {
  if (holds(ignored_, canonical)) return false;
  if (const Shown bit = bit_of(canonical); bit != 0) return (counting & bit) != 0;
  return only_.empty() ? !is_operational(canonical) : holds(only_, canonical);
}

std::vector<Comparison::Value> Comparison::values_of(const PlainEntry& entry,
                                                     Shown counting) const {
  std::vector<Value> values;
  for (const auto& attribute : entry.attributes) {
    const auto name = canonical_name(attribute.name);
    if (!counts(name, counting)) continue;
    for (const auto& value : attribute.values) {
      if (!value.empty())
        values.push_back({name, normal_value(name, value), &attribute.name, &value});
    }
  }
  std::sort(values.begin(), values.end(),
            [](const Value& a, const Value& b) { return order_of(a, b) < 0; });
  return values;
}

int Comparison::order_of(const Value& a, const Value& b) {
  const int by_name = a.attribute.compare(b.attribute);
  return by_name != 0 ? by_name : a.normal.compare(b.normal);
}

std::uint64_t Comparison::digest(const PlainEntry& entry, Shown counting) const {
  std::string whole;
  for (const auto& value : values_of(entry, counting)) {
    append_piece(whole, value.attribute);
    append_piece(whole, value.normal);
  }
  return keyed_hash(whole);
}

std::vector<AttributeDifference> Comparison::differences(const PlainEntry& found,
                                                         const PlainEntry& expected,
                                                         Shown counting) const {
  const auto there = values_of(found, counting);
  const auto wanted = values_of(expected, counting);
  std::vector<AttributeDifference> differences;
  std::string_view current;
  const auto of = [&](const Value& value) -> AttributeDifference& {
    if (differences.empty() || current != value.attribute) {
      current = value.attribute;
      differences.push_back({*value.served_name, {}, {}});
    }
    return differences.back();
  };
  auto a = there.begin();
  auto b = wanted.begin();
  while (a != there.end() || b != wanted.end()) {
    const int order = a == there.end() ? 1 : b == wanted.end() ? -1 : order_of(*a, *b);
    if (order < 0) {
      of(*a).found.push_back(*a->served);
    } else if (order > 0) {
      of(*b).expected.push_back(*b->served);
    }
    if (order <= 0) ++a;
    if (order >= 0) ++b;
  }
  return differences;
}

std::vector<std::string> Comparison::never_shown(Shown anywhere) const {
  std::vector<std::string> names;
  for (const auto& name : if_ever_shown_) {
    if ((anywhere & bit_of(canonical_name(name))) == 0) names.push_back(name);
  }
  return names;
}

Result<std::string> comparison_key(std::string_view dn) {
  std::string key;
  if (dn::append_key(dn, key)) return key;
  return fail(ErrorCode::kUnavailable,
              "The directory shows an entry whose name is no DN: " + printable_text(dn) + ".");
}

}  // namespace drawbridge::ldap::client
