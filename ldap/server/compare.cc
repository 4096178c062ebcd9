#include "ldap/server/compare.h"

#include <optional>
#include <string>

#include "ldap/directory/derived.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"
#include "ldap/server/search.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::LdapResult;
using protocol::ResultCode;

LdapResult truth(bool is_true) {
  return {is_true ? ResultCode::kCompareTrue : ResultCode::kCompareFalse};
}

bool equals(const schema::AttributeType& type, std::string_view value, std::string_view asserted) {
  std::string form;
  return schema::append_normal_form(type, value, form) && form == asserted;
}

LdapResult compare_values(const directory::Tree& tree, const directory::Entry& entry,
                          const schema::AttributeType& type, std::string_view asserted) {
  if (directory::is_derived(type.id)) {
    const std::string_view value = directory::derived_value(tree, entry, type.id);
    return value.empty() ? LdapResult{ResultCode::kNoSuchAttribute}
                         : truth(equals(type, value, asserted));
  }
  const auto slice = entry.find(type.id);
  if (!slice) {
    const directory::EntryFacts* facts = entry.facts();
    if (facts == nullptr || !directory::is_of_facts(type.id)) return {ResultCode::kNoSuchAttribute};
    return truth(directory::FactText().normal_form(*facts, type.id) == asserted);
  }
  directory::ValueCursor values = entry.values(*slice);
  while (const auto value = values.next()) {
    if (equals(type, *value, asserted)) return truth(true);
  }
  return truth(false);
}

}  // namespace

LdapResult compare(const protocol::CompareRequest& request, Services& services,
                   const Authority& authority, bool offers_external) {
  std::string key;
  if (const Status parsed = dn::append_key(request.entry, key); !parsed) {
    return {ResultCode::kInvalidDnSyntax, {}, parsed.error().message};
  }
  const auto& tree = *services.tree();
  const directory::EntryPointer special = services.special_entry(tree, key, offers_external);
  const directory::Entry* entry = special.get();
  if (entry == nullptr && authority.sees(key)) entry = tree.find(std::string_view(key));
  if (entry == nullptr) return no_such_object(tree, authority, key);

  const schema::AttributeType* type = schema::find_attribute(request.attribute);
  const bool is_seen =
      type != nullptr && (special != nullptr || authority.sees_attribute(type->id));
  if (!is_seen) return {ResultCode::kUndefinedAttributeType};
  if (type->is_secret) return {ResultCode::kInsufficientAccessRights};
  if (type->equality == schema::MatchingRule::kNone) return {ResultCode::kInappropriateMatching};
  const auto asserted = schema::normal_form(*type, request.value);
  if (!asserted) return {ResultCode::kInvalidAttributeSyntax};
  return compare_values(tree, *entry, *type, *asserted);
}

}  // namespace drawbridge::ldap::server
