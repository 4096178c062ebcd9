#include "ldap/schema/attribute_type.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "ldap/dn/attribute_name.h"
#include "ldap/schema/object_class.h"
#include "ldap/schema/syntax.h"

namespace drawbridge::ldap::schema {
namespace {

TEST(FindAttribute, KnowsEveryTypeByNameAliasAndOidInAnyCase) {
  for (const AttributeType& type : attribute_types()) {
    EXPECT_EQ(find_attribute(type.name), &type);
    EXPECT_EQ(find_attribute(type.oid), &type) << type.name;
    if (!type.alias.empty()) {
      EXPECT_EQ(find_attribute(type.alias), &type);
    }
    std::string upper(type.name);
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(find_attribute(upper), &type);
    EXPECT_EQ(&attribute_type(type.id), &type);
  }
}

TEST(FindAttribute, DropsTheBinaryOptionAndKnowsNoOther) {
  ASSERT_NE(find_attribute("userCertificate;binary"), nullptr);
  EXPECT_EQ(find_attribute("userCertificate;BINARY")->id, AttributeId::kUserCertificate);
  EXPECT_EQ(find_attribute("cn;lang-de"), nullptr);
  EXPECT_EQ(find_attribute("cn;"), nullptr);
  EXPECT_EQ(find_attribute(";binary"), nullptr);
  EXPECT_EQ(find_attribute("cn;binary"), nullptr);
  EXPECT_EQ(find_attribute("cn;lang-de;binary"), nullptr);
}

TEST(FindAttribute, KnowsNothingElse) {
  for (const char* name :
       {"", "dn", "c n", "uidnumbe", "uidNumber ", "krbPrincipalName", "2.5.4"}) {
    EXPECT_EQ(find_attribute(name), nullptr) << name;
  }
}

TEST(AttributeTypes, HaveNoOidOrNameTwice) {
  std::set<std::string_view> seen;
  for (const AttributeType& type : attribute_types()) {
    EXPECT_TRUE(seen.insert(type.oid).second) << type.oid;
    EXPECT_TRUE(seen.insert(type.name).second) << type.name;
    EXPECT_TRUE(dn::is_attribute_name(type.oid)) << type.oid;
  }
}

TEST(AttributeTypes, NameOnlySyntaxesThatAreDescribed) {
  std::set<std::string_view> known;
  for (const auto& syntax : syntaxes()) known.insert(syntax.oid);
  for (const AttributeType& type : attribute_types()) {
    EXPECT_TRUE(known.contains(type.syntax)) << type.name;
  }
  for (std::size_t i = 1; i < kMatchingRuleCount; ++i) {
    EXPECT_TRUE(known.contains(describe(static_cast<MatchingRule>(i)).syntax));
  }
}

TEST(AttributeTypes, AgreeWithTheNamesOfDistinguishedNames) {
  for (const AttributeType& type : attribute_types()) {
    if (type.alias.empty() && type.id != AttributeId::kOu) continue;
    for (const auto other : {type.name, type.alias}) {
      std::string canonical;
      dn::append_canonical_name(other, canonical);
      ASSERT_EQ(find_attribute(canonical), &type) << other;
    }
  }
  for (const char* oid : {"2.5.4.3", "2.5.4.10", "2.5.4.11", "0.9.2342.19200300.100.1.1",
                          "0.9.2342.19200300.100.1.25", "1.3.6.1.1.1.1.0", "2.5.4.42"}) {
    std::string canonical;
    dn::append_canonical_name(oid, canonical);
    EXPECT_EQ(find_attribute(canonical), find_attribute(oid)) << oid;
    EXPECT_NE(canonical, oid);
  }
}

TEST(AttributeTypes, TellUserFromOperationalOnes) {
  for (const char* name :
       {"createTimestamp", "modifyTimestamp", "entryUUID", "entryDN", "entryCSN", "entryUSN",
        "structuralObjectClass", "subschemaSubentry", "hasSubordinates", "namingContexts",
        "supportedControl", "lastUSN", "attributeTypes", "vendorName"}) {
    ASSERT_NE(find_attribute(name), nullptr) << name;
    EXPECT_TRUE(find_attribute(name)->is_operational()) << name;
  }
  for (const char* name :
       {"uid", "cn", "memberOf", "sshPublicKey", "objectClass", "shadowExpire"}) {
    EXPECT_FALSE(find_attribute(name)->is_operational()) << name;
  }
}

TEST(AttributeTypes, KeepOnlyThePasswordSecret) {
  for (const AttributeType& type : attribute_types()) {
    EXPECT_EQ(type.is_secret, type.id == AttributeId::kUserPassword) << type.name;
  }
}

TEST(AttributeDescription, IsATypeWithOptions) {
  for (const char* text : {"cn", "cn;lang-de", "userCertificate;binary", "1.2.3", "x-a;b;c-1"}) {
    EXPECT_TRUE(is_attribute_description(text)) << text;
  }
  for (const char* text : {"", ";", "cn;", "cn;;a", "cn; a", "1cn", "c*", "cn;a b", "cn;a;"}) {
    EXPECT_FALSE(is_attribute_description(text)) << text;
  }
}

TEST(ObjectClasses, AreFoundByNameAndOidAndHaveKnownSuperiors) {
  for (const ObjectClass& object_class : object_classes()) {
    EXPECT_EQ(find_object_class(object_class.name), &object_class);
    EXPECT_EQ(find_object_class(object_class.oid), &object_class);
    if (object_class.name == "top") continue;
    const ObjectClass* superior = find_object_class(object_class.superior);
    ASSERT_NE(superior, nullptr) << object_class.name;
    EXPECT_LT(superior, &object_class);
  }
  EXPECT_EQ(find_object_class("POSIXACCOUNT"), find_object_class("posixAccount"));
  EXPECT_EQ(find_object_class("nope"), nullptr);
  EXPECT_EQ(find_object_class(""), nullptr);
}

TEST(ObjectClasses, HaveThePosixGroupAuxiliary) {
  EXPECT_EQ(find_object_class("posixGroup")->kind, ClassKind::kAuxiliary);
  EXPECT_EQ(find_object_class("groupOfMembers")->kind, ClassKind::kStructural);
}

}  // namespace
}  // namespace drawbridge::ldap::schema
