#include "ldap/schema/subschema.h"

#include <gtest/gtest.h>
#include <ldap.h>
#include <ldap_schema.h>

#include <algorithm>
#include <memory>
#include <string>

#include "ldap/schema/attribute_type.h"
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
