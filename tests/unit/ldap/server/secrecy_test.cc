#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ldap/schema/attribute_type.h"
#include "unit/ldap/server/conversation.h"

// No operation may say anything of an attribute that is secret: whatever is asked, the answer is
// the one that would come if there were no such attribute, and Compare is refused (50).

namespace drawbridge::ldap::server {
namespace {

using test::Conversation;
using test::kUser7;
using test::Search;

std::vector<std::string> secret_names() {
  std::vector<std::string> names;
  for (const auto& type : schema::attribute_types()) {
    if (!type.is_secret) continue;
    names.emplace_back(type.name);
    names.emplace_back(type.oid);
    names.push_back(std::string(type.name) + ";binary");
  }
  return names;
}

/// What a comparison with it is answered with: a type that has no ";binary" is not known at all.
int refusal_of(std::string_view name) { return name.ends_with(";binary") ? 17 : 50; }

std::vector<std::string> conditions_on(const std::string& name) {
  return {"(" + name + "=*)",          "(" + name + "=secret)",
          "(" + name + "={SSHA}*)",    "(" + name + ">=a)",
          "(" + name + "<=z)",         "(" + name + "~=secret)",
          "(" + name + ":=secret)",    "(" + name + ":octetStringMatch:=secret)",
          "(" + name + ":dn:=secret)", "(" + name + ":caseIgnoreMatch:=secret)"};
}

class Secrecy : public testing::TestWithParam<std::string> {
 protected:
  Secrecy() { EXPECT_EQ(talk.ask_one(test::bind(1, GetParam(), "secret")).code, 0); }
  std::vector<std::string> found(const std::string& filter) {
    return test::entry_names(
        talk.ask(test::search(2, Search{.base = kUser7, .scope = 0, .filter = filter})));
  }
  Conversation talk;
};

TEST_P(Secrecy, FiltersAreUndefined) {
  ASSERT_FALSE(secret_names().empty());
  for (const std::string& name : secret_names()) {
    for (const std::string& condition : conditions_on(name)) {
      EXPECT_TRUE(found(condition).empty()) << condition;
      EXPECT_TRUE(found("(!" + condition + ")").empty()) << condition;
      EXPECT_TRUE(found("(&(uid=user7)" + condition + ")").empty()) << condition;
      EXPECT_TRUE(found("(!(|(uid=x)" + condition + "))").empty()) << condition;
      EXPECT_EQ(found("(|(uid=user7)" + condition + ")").size(), 1U) << condition;
    }
  }
  EXPECT_TRUE(found("(:octetStringMatch:=secret)").empty());
}

TEST_P(Secrecy, CompareIsRefused) {
  for (const std::string& name : secret_names()) {
    EXPECT_EQ(talk.ask_one(test::compare(2, kUser7, name, "secret")).code, refusal_of(name))
        << name;
    EXPECT_EQ(talk.ask_one(test::compare(2, kUser7, name, "other")).code, refusal_of(name)) << name;
    EXPECT_EQ(talk.ask_one(test::compare(3, "uid=user1,ou=people,ou=none,dc=example,dc=org", name,
                                         "secret"))
                  .code,
              32);
  }
}

TEST_P(Secrecy, NothingIsReturned) {
  for (const std::string& name : secret_names()) {
    for (const bool types_only : {false, true}) {
      const auto all = talk.ask(test::search(2, Search{.base = kUser7,
                                                       .scope = 0,
                                                       .attributes = {name, "*", "+"},
                                                       .types_only = types_only}));
      ASSERT_EQ(all.size(), 2U);
      for (const auto& [type, values] : all.front().attributes) {
        EXPECT_FALSE(schema::find_attribute(type)->is_secret);
      }
    }
  }
}

TEST_P(Secrecy, PagesAreCountedWithoutIt) {
  Search request{.base = kUser7, .filter = "(|(uid=user7)(userPassword=*))"};
  request.controls = {{std::string(protocol::kPagedResultsOid), true,
                       protocol::encode_paged_results({.size = 1, .cookie = ""})}};
  const auto with = talk.send(test::search(2, request));
  request.filter = "(uid=user7)";
  EXPECT_EQ(talk.send(test::search(2, request)), with);
}

INSTANTIATE_TEST_SUITE_P(Session, Secrecy,
                         testing::Values("cn=alpha-sssd,ou=services,dc=example,dc=org",
                                         "cn=beta-sssd,ou=services,dc=example,dc=org", kUser7),
                         [](const auto& test) { return "Identity" + std::to_string(test.index); });

TEST(SecrecyOfAnonymous, IsThatNothingExists) {
  Conversation talk;
  for (const std::string& name : secret_names()) {
    EXPECT_EQ(talk.ask_one(test::compare(2, kUser7, name, "secret")).code, 32);
    EXPECT_EQ(
        talk.ask_one(test::search(3, Search{.base = kUser7, .filter = "(" + name + "=*)"})).code,
        32);
    EXPECT_EQ(talk.ask_one(test::compare(4, "", name, "secret")).code, refusal_of(name))
        << "of the root DSE";
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
