#include "ldap/directory/match.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "ldap/filter/filter.h"
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
                    Row{"(cn=zoë user 7)", kTrue}, Row{"(cn=ZOË*7)", kTrue},
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
                    Row{"(uid:nosuchrule:=user7)", kUndefined}, Row{"(uid:=USER7)", kTrue},
                    Row{"(uid:dn:=user7)", kUndefined}));

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

TEST(Matcher, TakesOnlyTrueForAMatch) {
  const auto tree = test::sample_tree(1);
  const Entry* suffix = tree->find(test::name("dc=example,dc=org"));
  const auto filter = filter::Filter::parse("(!(nosuch=x))");
  ASSERT_TRUE(filter);
  EXPECT_FALSE(Matcher(*filter, *tree).matches(*suffix));
}

}  // namespace
}  // namespace drawbridge::ldap::directory
