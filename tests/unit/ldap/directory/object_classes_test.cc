#include "ldap/directory/object_classes.h"

#include <gtest/gtest.h>

#include "ldap/schema/matching.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::directory {
namespace {

TEST(ObjectClasses, HaveTheNormalFormsOfTheirNames) {
  const ObjectClasses classes{"top", "inetOrgPerson", "ldapPublicKey"};
  const auto& type = schema::attribute_type(schema::AttributeId::kObjectClass);
  ASSERT_EQ(classes.values().size(), 3U);
  for (const auto& [name, form] : classes.values()) {
    std::string expected;
    ASSERT_TRUE(schema::append_normal_form(type, name, expected));
    EXPECT_EQ(form, expected) << name;
  }
}

TEST(ObjectClasses, MakeTheEntryThatTheirNamesMake) {
  const ObjectClasses classes{"top", "posixAccount"};
  const auto with_names = test::entry("uid=a,dc=x", {{"objectClass", {"top", "posixAccount"}}});
  const auto with_forms = test::entry("uid=a,dc=x", {{"objectClass", {}, classes.values()}});
  EXPECT_EQ(with_forms->user_attributes(), with_names->user_attributes());
  const auto forms_of = [](const EntryPointer& entry) {
    std::vector<std::string> forms;
    auto cursor = entry->normal_values(*entry->find(schema::AttributeId::kObjectClass));
    while (const auto form = cursor.next()) forms.emplace_back(*form);
    return forms;
  };
  EXPECT_EQ(forms_of(with_forms), forms_of(with_names));
  const auto encoded = Entry::make({test::name("uid=a,dc=x"), {classes.attribute()}});
  ASSERT_TRUE(encoded);
  EXPECT_NE(classes.attribute().encoded, nullptr);
  EXPECT_EQ((*encoded)->user_attributes(), with_names->user_attributes());
  EXPECT_EQ(forms_of(*encoded), forms_of(with_names));
}

TEST(ObjectClasses, StandBesideTheOtherAttributesOfTheEntry) {
  const ObjectClasses classes{"top", "account"};
  const AttributeContent uid{"uid", {"A"}};
  const auto entry = Entry::make({test::name("uid=a,dc=x"), {classes.attribute(), uid}});
  ASSERT_TRUE(entry);
  const auto expected =
      test::entry("uid=a,dc=x", {{"objectClass", {"top", "account"}}, {"uid", {"A"}}});
  EXPECT_EQ((*entry)->user_attributes(), expected->user_attributes());
  const auto twice = classes.attribute();
  EXPECT_FALSE(Entry::make({test::name("uid=a,dc=x"), {classes.attribute(), twice}}));
}

TEST(ObjectClasses, LeaveANameOutsideTheSchemaToTheEntry) {
  const ObjectClasses classes{"no such class"};
  EXPECT_TRUE(classes.values().front().normal_form.empty());
  EXPECT_EQ(classes.attribute().encoded, nullptr);
  EXPECT_FALSE(Entry::make({test::name("uid=a,dc=x"), {classes.attribute()}}));
  EXPECT_FALSE(Entry::make({test::name("uid=a,dc=x"), {{"objectClass", {}, classes.values()}}}));
}

}  // namespace
}  // namespace drawbridge::ldap::directory
