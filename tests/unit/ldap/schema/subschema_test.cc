#include "ldap/schema/subschema.h"

#include <gtest/gtest.h>
#include <ldap.h>
#include <ldap_schema.h>

#include <algorithm>
#include <memory>
#include <string>

#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"
#include "ldap/schema/matching_rule.h"
#include "ldap/schema/object_class.h"

namespace drawbridge::ldap::schema {
namespace {

// libldap's parser of RFC 4512 descriptions is the judge, in its strict mode.
constexpr unsigned kStrict = LDAP_SCHEMA_ALLOW_NONE;

TEST(Subschema, DescribesAttributeTypesThatLibldapReads) {
  const auto descriptions = attribute_type_descriptions();
  ASSERT_EQ(descriptions.size(), attribute_types().size());
  for (std::size_t i = 0; i < descriptions.size(); ++i) {
    int code = 0;
    const char* where = nullptr;
    LDAPAttributeType* read =
        ldap_str2attributetype(descriptions[i].c_str(), &code, &where, kStrict);
    ASSERT_NE(read, nullptr) << descriptions[i] << ": " << ldap_scherr2str(code);
    const AttributeType& type = attribute_types()[i];
    EXPECT_EQ(std::string(read->at_oid), type.oid);
    EXPECT_EQ(std::string(read->at_names[0]), type.name);
    EXPECT_EQ(std::string(read->at_syntax_oid), type.syntax);
    EXPECT_EQ(read->at_single_value != 0, type.is_single_valued);
    EXPECT_EQ(read->at_usage != LDAP_SCHEMA_USER_APPLICATIONS, type.is_operational());
    ldap_attributetype_free(read);
  }
}

TEST(Subschema, DescribesObjectClassesThatLibldapReads) {
  const auto descriptions = object_class_descriptions();
  ASSERT_EQ(descriptions.size(), object_classes().size());
  for (std::size_t i = 0; i < descriptions.size(); ++i) {
    int code = 0;
    const char* where = nullptr;
    LDAPObjectClass* read = ldap_str2objectclass(descriptions[i].c_str(), &code, &where, kStrict);
    ASSERT_NE(read, nullptr) << descriptions[i] << ": " << ldap_scherr2str(code);
    EXPECT_EQ(std::string(read->oc_names[0]), object_classes()[i].name);
    for (char** name = read->oc_at_oids_must; name != nullptr && *name != nullptr; ++name) {
      EXPECT_NE(find_attribute(*name), nullptr) << *name;
    }
    for (char** name = read->oc_at_oids_may; name != nullptr && *name != nullptr; ++name) {
      EXPECT_NE(find_attribute(*name), nullptr) << *name;
    }
    ldap_objectclass_free(read);
  }
}

TEST(Subschema, DescribesMatchingRulesAndSyntaxesThatLibldapReads) {
  for (const std::string& description : matching_rule_descriptions()) {
    int code = 0;
    const char* where = nullptr;
    LDAPMatchingRule* read = ldap_str2matchingrule(description.c_str(), &code, &where, kStrict);
    ASSERT_NE(read, nullptr) << description << ": " << ldap_scherr2str(code);
    ldap_matchingrule_free(read);
  }
  for (const std::string& description : ldap_syntax_descriptions()) {
    int code = 0;
    const char* where = nullptr;
    LDAPSyntax* read = ldap_str2syntax(description.c_str(), &code, &where, kStrict);
    ASSERT_NE(read, nullptr) << description << ": " << ldap_scherr2str(code);
    ldap_syntax_free(read);
  }
}

TEST(Subschema, SaysWhichTypesARuleCanMatch) {
  for (const std::string& description : matching_rule_use_descriptions()) {
    int code = 0;
    const char* where = nullptr;
    LDAPMatchingRuleUse* read =
        ldap_str2matchingruleuse(description.c_str(), &code, &where, kStrict);
    ASSERT_NE(read, nullptr) << description << ": " << ldap_scherr2str(code);
    const MatchingRule rule = find_matching_rule(read->mru_oid);
    EXPECT_NE(rule, MatchingRule::kNone);
    EXPECT_EQ(rule, find_matching_rule(read->mru_names[0]));
    for (char** name = read->mru_applies_oids; name != nullptr && *name != nullptr; ++name) {
      const AttributeType* type = find_attribute(*name);
      ASSERT_NE(type, nullptr) << *name;
      EXPECT_FALSE(type->is_secret) << *name;
      EXPECT_TRUE(is_applicable(rule, *type)) << description;
    }
    ldap_matchingruleuse_free(read);
  }
}

TEST(MatchingRules, AreFoundByNameAndOid) {
  for (std::size_t i = 1; i < kMatchingRuleCount; ++i) {
    const auto rule = static_cast<MatchingRule>(i);
    EXPECT_EQ(find_matching_rule(describe(rule).oid), rule);
    EXPECT_EQ(find_matching_rule(describe(rule).name), rule);
    const std::string_view name = describe(rule).name;
    const RuleKind kind = name.ends_with("OrderingMatch")     ? RuleKind::kOrdering
                          : name.ends_with("SubstringsMatch") ? RuleKind::kSubstrings
                                                              : RuleKind::kEquality;
    EXPECT_EQ(kind_of(rule), kind) << name;
  }
  EXPECT_EQ(find_matching_rule("CASEIGNOREMATCH"), MatchingRule::kCaseIgnore);
  EXPECT_EQ(find_matching_rule(""), MatchingRule::kNone);
  EXPECT_EQ(find_matching_rule("1.2.840.113556.1.4.1941"), MatchingRule::kNone);
}

TEST(MatchingRules, ApplyToValuesOfTheirKindOnly) {
  const auto applies = [](MatchingRule rule, const char* type) {
    return is_applicable(rule, *find_attribute(type));
  };
  EXPECT_TRUE(applies(MatchingRule::kCaseExact, "cn"));
  EXPECT_TRUE(applies(MatchingRule::kCaseIgnoreOrdering, "serialNumber"));
  EXPECT_TRUE(applies(MatchingRule::kCaseIgnoreSubstrings, "memberUid"));
  EXPECT_TRUE(applies(MatchingRule::kCaseExactIa5, "mail"));
  EXPECT_TRUE(applies(MatchingRule::kObjectIdentifierFirstComponent, "objectClasses"));
  EXPECT_FALSE(applies(MatchingRule::kCaseIgnore, "mail"));
  EXPECT_FALSE(applies(MatchingRule::kCaseIgnore, "jpegPhoto"));
  EXPECT_FALSE(applies(MatchingRule::kInteger, "cn"));
  EXPECT_FALSE(applies(MatchingRule::kOctetString, "userPassword"));
  EXPECT_FALSE(applies(MatchingRule::kObjectIdentifierFirstComponent, "objectClass"));
  EXPECT_FALSE(applies(MatchingRule::kNone, "jpegPhoto"));
}

TEST(Subschema, HasTheDescriptionsThatClientsLookFor) {
  const auto types = attribute_type_descriptions();
  const auto has = [](const std::vector<std::string>& all, const std::string& wanted) {
    return std::find(all.begin(), all.end(), wanted) != all.end();
  };
  EXPECT_TRUE(has(types,
                  "( 0.9.2342.19200300.100.1.1 NAME ( 'uid' 'userid' ) EQUALITY caseIgnoreMatch "
                  "SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"));
  EXPECT_TRUE(has(types,
                  "( 2.5.18.2 NAME 'modifyTimestamp' EQUALITY generalizedTimeMatch ORDERING "
                  "generalizedTimeOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE "
                  "NO-USER-MODIFICATION USAGE directoryOperation )"));
  EXPECT_TRUE(has(object_class_descriptions(),
                  "( 1.3.6.1.1.1.2.2 NAME 'posixGroup' SUP top AUXILIARY MUST gidNumber MAY ( "
                  "userPassword $ memberUid $ description ) )"));
}

}  // namespace
}  // namespace drawbridge::ldap::schema
