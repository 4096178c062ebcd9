#include "ldap/directory/match.h"

#include <gtest/gtest.h>

#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/filter/filter.h"
#include "support/small_stack.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::directory {
namespace {

Truth evaluate(const std::string& text) {
  static const auto tree = test::sample_tree();
  static const Entry* user7 =
      tree->find(test::name("uid=user7,ou=people,ou=alpha,dc=example,dc=org"));
  const auto filter = filter::Filter::parse(text);
  EXPECT_TRUE(filter) << text;
  return Matcher(*filter, *tree).evaluate(*user7);
}

struct Row {
  const char* filter;
  Truth truth;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.filter; }

class MatchTable : public testing::TestWithParam<Row> {};

TEST_P(MatchTable, HasTheTruthOfRfc4511) {
  EXPECT_EQ(evaluate(GetParam().filter), GetParam().truth) << GetParam().filter;
}

constexpr Truth kTrue = Truth::kTrue;
constexpr Truth kFalse = Truth::kFalse;
constexpr Truth kUndefined = Truth::kUndefined;

INSTANTIATE_TEST_SUITE_P(
    Items, MatchTable,
    testing::Values(Row{"(uid=user7)", kTrue}, Row{"(UID=USER7)", kTrue},
                    Row{"(uid=user8)", kFalse}, Row{"(0.9.2342.19200300.100.1.1=user7)", kTrue},
                    Row{"(uid=*)", kTrue}, Row{"(description=*)", kFalse},
                    Row{"(description=x)", kFalse}, Row{"(nosuch=*)", kUndefined},
                    Row{"(nosuch=x)", kUndefined}, Row{"(userPassword=*)", kUndefined},
                    Row{"(userPassword=x)", kUndefined}, Row{"(uidNumber=5007)", kTrue},
                    Row{"(uidNumber=05007)", kUndefined}, Row{"(uidNumber=abc)", kUndefined},
                    Row{"(uidNumber>=5007)", kTrue}, Row{"(uidNumber>=999)", kTrue},
                    Row{"(uidNumber>=10000)", kFalse}, Row{"(uidNumber<=5006)", kFalse},
                    Row{"(uidNumber<=10000)", kTrue}, Row{"(entryUSN>=107)", kTrue},
                    Row{"(entryUSN>=108)", kFalse},
                    Row{"(modifyTimestamp>=20260101000000Z)", kTrue},
                    Row{"(modifyTimestamp>=20270101000000Z)", kFalse},
                    Row{"(cn=zoë user 7)", kTrue},
                    Row{"(cn=zoe\\cc\\88 user 7)", kTrue},               // decomposed
                    Row{"(cn= Zoë\\e2\\80\\89USER\\c2\\ad 7 )", kTrue},  // thin space, soft hyphen
                    Row{"(cn=zo\\d0\\b5 user 7)", kFalse},  // a Cyrillic letter that looks alike
                    Row{"(cn=\\ff)", kUndefined}, Row{"(cn=ZOË*7)", kTrue},
                    Row{"(cn=zoë*8)", kFalse}, Row{"(cn=*user*)", kTrue}, Row{"(sn=USER)", kTrue},
                    Row{"(cn~=zoë user 7)", kTrue}, Row{"(objectClass=POSIXACCOUNT)", kTrue},
                    Row{"(objectClass=posixGroup)", kFalse}, Row{"(mail=user7@example.ORG)", kTrue},
                    Row{"(memberOf=CN=project1, ou=groups,ou=alpha,dc=example,dc=org)", kTrue},
                    Row{"(memberOf=cn=project2,ou=groups,ou=alpha,dc=example,dc=org)", kFalse},
                    Row{"(memberOf=broken)", kUndefined},
                    Row{"(entryDN=UID=user7,ou=people,ou=alpha,dc=example,dc=org)", kTrue},
                    Row{"(entryDN=dc=example,dc=org)", kFalse}, Row{"(entryDN=*)", kTrue},
                    Row{"(hasSubordinates=FALSE)", kTrue}, Row{"(hasSubordinates=TRUE)", kFalse},
                    Row{"(subschemaSubentry=cn=subschema)", kTrue},
                    Row{"(sshPublicKey=ssh-ed25519 BBBBuser7)", kTrue},
                    Row{"(uid:nosuchrule:=user7)", kUndefined}, Row{"(uid:=USER7)", kTrue}));

// RFC 4511 section 4.5.1.7.7
INSTANTIATE_TEST_SUITE_P(
    Extensible, MatchTable,
    testing::Values(
        Row{"(uid:caseExactMatch:=USER7)", kFalse}, Row{"(uid:caseExactMatch:=user7)", kTrue},
        Row{"(uid:2.5.13.5:=user7)", kTrue}, Row{"(sn:caseIgnoreMatch:= uSer )", kTrue},
        Row{"(cn:caseIgnoreMatch:=ZOË  user 7)", kTrue},
        Row{"(cn:caseExactMatch:=ZOË user 7)", kFalse},
        Row{"(description:caseIgnoreMatch:=x)", kFalse},
        Row{"(mail:caseIgnoreIA5Match:=USER7@example.org)", kTrue},
        Row{"(mail:caseExactIA5Match:=user7@Example.org)", kTrue},
        Row{"(mail:caseExactIA5Match:=user7@example.org)", kFalse},
        Row{"(mail:caseIgnoreMatch:=user7@example.org)", kUndefined},
        Row{"(uidNumber:integerMatch:=05007)", kUndefined},
        Row{"(uidNumber:integerOrderingMatch:=5008)", kTrue},
        Row{"(uidNumber:integerOrderingMatch:=5007)", kFalse},
        Row{"(uidNumber:integerOrderingMatch:=999)", kFalse},
        Row{"(modifyTimestamp:generalizedTimeMatch:=20260301091530+0100)", kTrue},
        Row{"(modifyTimestamp:generalizedTimeOrderingMatch:=20270101000000Z)", kTrue},
        Row{"(uid:caseIgnoreSubstringsMatch:=US\\2a7)", kTrue},
        Row{"(uid:caseExactSubstringsMatch:=US\\2a7)", kFalse},
        Row{"(uid:caseIgnoreSubstringsMatch:=\\2a8)", kFalse},
        Row{"(sshPublicKey:octetStringMatch:=ssh-ed25519 AAAAuser7)", kTrue},
        Row{"(memberOf:distinguishedNameMatch:=CN=project1,OU=groups, ou=alpha,dc=example,dc=org)",
            kTrue},
        Row{"(objectClass:objectIdentifierMatch:=1.3.6.1.1.1.2.0)", kTrue},
        // Of all attributes that the rule can match.
        Row{"(:caseIgnoreMatch:=USER7)", kTrue}, Row{"(:caseExactMatch:=USER7)", kFalse},
        Row{"(:integerMatch:=5007)", kTrue}, Row{"(:integerMatch:=1)", kFalse},
        Row{"(:nosuchrule:=user7)", kUndefined},
        Row{"(:distinguishedNameMatch:=cn=subschema)", kTrue}, Row{"(:booleanMatch:=FALSE)", kTrue},
        Row{"(:booleanMatch:=TRUE)", kFalse}, Row{"(:caseIgnoreSubstringsMatch:=zoë\\2a)", kTrue},
        // And of the name.
        Row{"(uid:dn:=user7)", kTrue}, Row{"(ou:dn:=People)", kTrue}, Row{"(ou:=People)", kFalse},
        Row{"(ou:dn:=beta)", kFalse}, Row{"(dc:dn:=EXAMPLE)", kTrue},
        Row{"(dc:dn:caseExactIA5Match:=EXAMPLE)", kFalse},
        Row{"(:dn:caseIgnoreMatch:=alpha)", kTrue}, Row{"(:dn:caseExactMatch:=ALPHA)", kFalse},
        Row{"(nosuch:dn:=alpha)", kUndefined}, Row{"(:dn:nosuchrule:=alpha)", kUndefined},
        Row{"(!(ou:dn:=beta))", kTrue}, Row{"(!(:nosuchrule:=x))", kUndefined}));

// T: (uid=user7)  F: (uid=x)  U: (nosuch=x)
INSTANTIATE_TEST_SUITE_P(
    Sets, MatchTable,
    testing::Values(
        Row{"(&)", kTrue}, Row{"(|)", kFalse}, Row{"(!(uid=user7))", kFalse},
        Row{"(!(uid=x))", kTrue}, Row{"(!(nosuch=x))", kUndefined},
        Row{"(&(uid=user7)(uid=user7))", kTrue}, Row{"(&(uid=user7)(uid=x))", kFalse},
        Row{"(&(uid=user7)(nosuch=x))", kUndefined}, Row{"(&(uid=x)(nosuch=x))", kFalse},
        Row{"(&(nosuch=x)(uid=x))", kFalse}, Row{"(&(nosuch=x)(nosuch=x))", kUndefined},
        Row{"(|(uid=x)(uid=x))", kFalse}, Row{"(|(uid=user7)(nosuch=x))", kTrue},
        Row{"(|(nosuch=x)(uid=user7))", kTrue}, Row{"(|(uid=x)(nosuch=x))", kUndefined},
        Row{"(!(&(uid=user7)(nosuch=x)))", kUndefined},
        Row{"(&(uid=user7)(objectclass=posixAccount)(uid=*)(&(uidNumber=*)(!(uidNumber=0))))",
            kTrue},
        Row{"(&(|(uid=x)(uid=user7))(!(|(uid=x)(uid=y))))", kTrue}));

TEST(Matcher, GivesUpOnAnEntryThatIsTooMuchWork) {
  std::vector<int> users(20'000);
  std::iota(users.begin(), users.end(), 0);
  const auto large = test::group("alpha", 0, users);
  const auto tree = test::sample_tree(1);
  const auto one = filter::Filter::parse("(memberUid=*none*)");
  ASSERT_TRUE(one);
  Matcher fair(*one, *tree);
  EXPECT_EQ(fair.evaluate(*large), kFalse);
  EXPECT_FALSE(fair.is_exhausted());
  EXPECT_GT(fair.take_work(), 20'000U);
  EXPECT_EQ(fair.take_work(), 0U);
  std::string text = "(|";
  for (int i = 0; i < 4000; ++i) text += "(memberUid=*none*)";
  const auto many = filter::Filter::parse(text + ")");
  ASSERT_TRUE(many);
  Matcher greedy(*many, *tree);
  EXPECT_EQ(greedy.evaluate(*large), kUndefined);
  EXPECT_TRUE(greedy.is_exhausted());
  EXPECT_LT(greedy.take_work(), kMaxWorkPerEntry + 1000);
  EXPECT_EQ(greedy.evaluate(*tree->find(test::name("dc=example,dc=org"))), kFalse);
  EXPECT_FALSE(greedy.is_exhausted());
}

TEST(Matcher, HasStackEnoughForTheDeepestFilterThatCanBeAllowed) {
  constexpr std::size_t kMost = 1024;  // of the setting ldap.filter_depth_max
  drawbridge::test::run_on_a_small_stack([] {
    const auto tree = test::sample_tree(1);
    const Entry* suffix = tree->find(test::name("dc=example,dc=org"));
    for (const auto& [opening, truth] :
         {std::pair{"(&(dc=example)", kTrue}, {"(|(dc=x)", kTrue}, {"(!", kFalse}}) {
      std::string text;
      for (std::size_t level = 1; level < kMost; ++level) text += opening;
      text += "(dc=example)" + std::string(kMost - 1, ')');
      const filter::FilterLimits limits{.max_depth = kMost, .max_nodes = 2 * kMost};
      const auto octets = filter::encode_text(text, limits);
      ASSERT_TRUE(octets);
      const auto element = ber::Reader(*octets).next();
      ASSERT_TRUE(element);
      const auto filter = filter::Filter::decode(*element, limits);
      ASSERT_TRUE(filter);
      EXPECT_FALSE(filter::Filter::decode(*element, {.max_depth = kMost - 1, .max_nodes = 4096}));
      EXPECT_EQ(Matcher(*filter, *tree).evaluate(*suffix), truth) << opening;
    }
  });
}

TEST(Matcher, TakesOnlyTrueForAMatch) {
  const auto tree = test::sample_tree(1);
  const Entry* suffix = tree->find(test::name("dc=example,dc=org"));
  const auto filter = filter::Filter::parse("(!(nosuch=x))");
  ASSERT_TRUE(filter);
  EXPECT_FALSE(Matcher(*filter, *tree).matches(*suffix));
}

}  // namespace
}  // namespace drawbridge::ldap::directory
