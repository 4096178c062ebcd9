#include "ldap/directory/root_dse.h"

#include <string>
#include <vector>

#include "ldap/directory/derived.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/subschema.h"

#ifndef DRAWBRIDGE_VERSION
#define DRAWBRIDGE_VERSION "unknown"
#endif

namespace drawbridge::ldap::directory {
namespace {

std::vector<std::string> texts(std::span<const std::string_view> views) {
  return {views.begin(), views.end()};
}

}  // namespace

Result<EntryPointer> make_root_dse(const RootDseContent& content) {
  EntryContent entry;
  entry.attributes = {
      {"objectClass", {"top"}},
      {"structuralObjectClass", {"top"}},
      {"namingContexts", {std::string(content.naming_context)}},
      {"supportedLDAPVersion", {"3"}},
      {"supportedControl", texts(content.controls)},
      {"supportedExtension", texts(content.extensions)},
      {"supportedFeatures", texts(content.features)},
      {"supportedSASLMechanisms", texts(content.sasl_mechanisms)},
      {"vendorName", {"Drawbridge"}},
      {"vendorVersion", {"Drawbridge " DRAWBRIDGE_VERSION}},
      {"lastUSN", {std::to_string(content.last_usn)}},
  };
  return Entry::make(entry);
}

Result<EntryPointer> make_subschema() {
  EntryContent entry;
  DRAWBRIDGE_TRY(entry.dn, dn::Dn::parse(kSubschemaDn));
  entry.attributes = {
      {"objectClass", {"top", "subschema"}},
      {"cn", {"Subschema"}},
      {"structuralObjectClass", {"subschema"}},
      {"objectClasses", schema::object_class_descriptions()},
      {"attributeTypes", schema::attribute_type_descriptions()},
      {"matchingRules", schema::matching_rule_descriptions()},
      {"matchingRuleUse", schema::matching_rule_use_descriptions()},
      {"ldapSyntaxes", schema::ldap_syntax_descriptions()},
  };
  return Entry::make(entry);
}

}  // namespace drawbridge::ldap::directory
