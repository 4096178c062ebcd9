#include "ldap/client/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drawbridge::ldap::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const PlainEntry kJane{"uid=jane,dc=x",
                       {{"objectClass", {"top", "person"}},
                        {"uid", {"jane"}},
                        {"member", {"uid=a,dc=x", "uid=b,dc=x"}},
                        {"entryUUID", {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}}}};

PlainEntry jane_with(std::string name, std::vector<std::string> values) {
  PlainEntry entry = kJane;
  for (auto& attribute : entry.attributes) {
    if (attribute.name == name) {
      attribute.values = std::move(values);
      return entry;
    }
  }
  entry.attributes.push_back({std::move(name), std::move(values)});
  return entry;
}

ComparisonRules rules() {
  ComparisonRules rules;
  rules.where_shown = {"entryUUID"};
  rules.if_ever_shown = {"memberOf"};
  return rules;
}

/// What differs between a found entry and kJane, with the digests' word checked against it.
std::vector<AttributeDifference> differences(const PlainEntry& found,
                                             const PlainEntry& expected = kJane,
                                             bool is_shown_elsewhere = false) {
  const Comparison comparison(rules());
  const auto elsewhere =
      is_shown_elsewhere ? comparison.shown_in({"", {{"memberOf", {"x"}}}}) : Comparison::Shown{0};
  const auto own = comparison.shown_in(found);
  const auto counting = comparison.counting(own, own | elsewhere);
  auto what = comparison.differences(found, expected, counting);
  EXPECT_EQ(what.empty(), comparison.digest(found, own) == comparison.digest(expected, counting));
  return what;
}

TEST(ComparisonTest, OrderNamesAndSpellingOfDnsMakeNoDifference) {
  EXPECT_THAT(differences(kJane), IsEmpty());
  EXPECT_THAT(differences(jane_with("objectClass", {"person", "top"})), IsEmpty());
  EXPECT_THAT(differences(jane_with("member", {"UID=B, DC=X", "uid=A,dc=x"})), IsEmpty());
  EXPECT_THAT(differences(jane_with("mail", {""})), IsEmpty());
  EXPECT_THAT(differences(jane_with("modifyTimestamp", {"20260101000000Z"})), IsEmpty());
  PlainEntry renamed = kJane;
  renamed.attributes[1].name = "userid";
  EXPECT_THAT(differences(renamed), IsEmpty());
}

TEST(ComparisonTest, EveryOtherDifferenceIsNamedByItsValues) {
  const auto other_case = differences(jane_with("uid", {"Jane"}));
  ASSERT_EQ(other_case.size(), 1U);
  EXPECT_EQ(other_case[0].name, "uid");
  EXPECT_THAT(other_case[0].found, ElementsAre("Jane"));
  EXPECT_THAT(other_case[0].expected, ElementsAre("jane"));

  const auto lost = differences(jane_with("member", {"uid=a,dc=x"}));
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_THAT(lost[0].found, IsEmpty());
  EXPECT_THAT(lost[0].expected, ElementsAre("uid=b,dc=x"));

  const auto more = differences(jane_with("accountStatus", {"active"}));
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more[0].name, "accountStatus");
  EXPECT_THAT(more[0].found, ElementsAre("active"));

  EXPECT_EQ(differences(jane_with("entryUUID", {"00000000-7dec-11d0-a765-00a0c91e6bf6"})).size(),
            1U);
  EXPECT_EQ(differences(jane_with("uid", {"jane", "jane"})).size(), 1U);
}

TEST(ComparisonTest, OptionalAttributesCountWhereTheyAreShown) {
  EXPECT_THAT(differences(jane_with("entryUUID", {})), IsEmpty());
  const auto expected = jane_with("memberOf", {"cn=g,dc=x"});
  EXPECT_THAT(differences(kJane, expected), IsEmpty());
  EXPECT_EQ(differences(kJane, expected, true).size(), 1U);
  EXPECT_THAT(differences(jane_with("memberOf", {"CN=G,dc=x"}), expected), IsEmpty());
  EXPECT_EQ(differences(jane_with("memberOf", {"cn=h,dc=x"}), expected).size(), 1U);
  const Comparison comparison(rules());
  EXPECT_THAT(comparison.never_shown(0), ElementsAre("memberOf"));
  EXPECT_THAT(comparison.never_shown(comparison.shown_in(expected)), IsEmpty());
}

TEST(ComparisonTest, ComparesTheNamedAttributesAloneAndNoIgnoredOne) {
  ComparisonRules some;
  some.only = {"UIDNUMBER", "uid"};
  some.ignored = {"userid"};
  const Comparison comparison(some);
  const PlainEntry found{"", {{"uid", {"x"}}, {"cn", {"x"}}, {"uidNumber", {"1"}}}};
  const PlainEntry expected{"", {{"uid", {"y"}}, {"cn", {"y"}}, {"uidNumber", {"2"}}}};
  const auto what = comparison.differences(found, expected, 0);
  ASSERT_EQ(what.size(), 1U);
  EXPECT_EQ(what[0].name, "uidNumber");
}

TEST(ComparisonTest, AKeyIsTheNormalFormOfTheName) {
  EXPECT_EQ(*comparison_key("UID=Jane , dc=X"), *comparison_key("uid=jane,dc=x"));
  EXPECT_FALSE(comparison_key("no name"));
}

}  // namespace
}  // namespace drawbridge::ldap::client
