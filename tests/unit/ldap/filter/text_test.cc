#include <gtest/gtest.h>
#include <lber.h>
#include <ldap.h>

#include <memory>
#include <string>

#include "ldap/filter/filter.h"

// Exported by libldap for its own tools, but not declared in ldap.h.
extern "C" int ldap_pvt_put_filter(BerElement* ber, const char* text);

namespace drawbridge::ldap::filter {
namespace {

using namespace std::string_literals;

class ValidText : public testing::TestWithParam<std::string> {};

TEST_P(ValidText, IsParsedAndPrintedAgain) {
  const auto filter = Filter::parse(GetParam());
  ASSERT_TRUE(filter) << filter.error().message;
  EXPECT_EQ(print(*filter), GetParam());
}

TEST_P(ValidText, IsEncodedAsLibldapDoes) {
  const auto ours = encode_text(GetParam());
  ASSERT_TRUE(ours);
  BerElement* ber = ber_alloc_t(LBER_USE_DER);
  ASSERT_NE(ldap_pvt_put_filter(ber, GetParam().c_str()), -1);
  berval* flattened = nullptr;
  ASSERT_EQ(ber_flatten(ber, &flattened), 0);
  EXPECT_EQ(*ours, std::string(flattened->bv_val, flattened->bv_len));
  ber_bvfree(flattened);
  ber_free(ber, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ValidText,
    testing::Values("(cn=Babs Jensen)", "(!(cn=Tim Howes))", "(objectClass=*)",
                    "(&(objectClass=Person)(|(sn=Jensen)(cn=babs j*)))", "(o=univ*of*mich*)",
                    "(seeAlso=)", R"((cn=\2a\28\29\5c\00))", R"((cn=Lu\c4\8di\c4\87))",
                    "(uidNumber>=5000)", "(uidNumber<=5000)", "(sn~=x)", "(cn=*a)", "(cn=*a*)",
                    "(cn:caseExactMatch:=Fred)", "(cn:=Betty)", "(sn:dn:2.4.6.8.10:=Barney)",
                    "(o:dn:=Ace)", "(:1.2.3:=Wilma)", "(:dn:2.4.6.8.10:=Dino)",
                    "(&(uid=a)(objectclass=posixAccount)(uid=*)(&(uidNumber=*)(!(uidNumber=0))))"));

TEST(FilterText, HasEmptySets) {
  EXPECT_EQ(print(*Filter::parse("(&)")), "(&)");
  EXPECT_EQ(print(*Filter::parse("(|)")), "(|)");
}

TEST(FilterText, MayHaveSpacesBetweenTheParts) {
  EXPECT_FALSE(Filter::parse("( & (uid=a) )"));
  EXPECT_EQ(print(*Filter::parse(" (& (uid=a)  (cn=b) ) ")), "(&(uid=a)(cn=b))");
}

class InvalidText : public testing::TestWithParam<std::string> {};

TEST_P(InvalidText, IsRefused) {
  const auto filter = Filter::parse(GetParam());
  ASSERT_FALSE(filter);
  EXPECT_EQ(filter.error().code, ErrorCode::kInvalid);
}

INSTANTIATE_TEST_SUITE_P(Table, InvalidText,
                         testing::Values("", " ", "x", "uid=a", "(", ")", "()", "(uid)", "(=a)",
                                         "(uid=a", "(uid=a))", "(uid=a)(cn=b)", "(&(uid=a)", "(!)",
                                         "(!(a=b)(c=d))", "(uid=a(b)", R"((uid=\))", R"((uid=\2))",
                                         R"((uid=\zz))", "(uid=**)", "(uid=a**b)", "(uid>=a*)",
                                         "(:=x)", "(>=1)", "(&uid=a)"));

TEST(FilterText, IsBoundedLikeTheBer) {
  const auto deep = [](std::size_t levels) {
    std::string text;
    for (std::size_t i = 1; i < levels; ++i) text += "(!";
    text += "(cn=a)";
    return text + std::string(levels - 1, ')');
  };
  EXPECT_TRUE(Filter::parse(deep(64)));
  EXPECT_EQ(Filter::parse(deep(65)).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(Filter::parse(deep(1000000)).error().code, ErrorCode::kTooLarge);
}

TEST(PrintFilter, StaysWithinTheLimit) {
  std::string text = "(|";
  for (int i = 0; i < 4000; ++i) text += "(cn=a)";
  const auto filter = Filter::parse(text + ")");
  ASSERT_TRUE(filter);
  const std::string printed = print(*filter, 100);
  EXPECT_EQ(printed.size(), 100u);
  EXPECT_TRUE(printed.starts_with("(|(cn=a)(cn=a)"));
  EXPECT_TRUE(printed.ends_with("..."));
}

TEST(PrintFilter, IsOneLineOfAsciiForAnyOctets) {
  std::string encoded = "\xa3\x0c\x04\x04"s + "a\n(b" + "\x04\x04" + "\x1b[\n\xff";
  const auto filter = Filter::decode(*ber::Reader(encoded).next());
  ASSERT_TRUE(filter);
  EXPECT_EQ(print(*filter), R"((a\0a\28b=\1b[\0a\ff))");
}

TEST(ParsedFilter, KeepsItsTextWhenMoved) {
  auto filter = Filter::parse("(uid=jdoe)");
  ASSERT_TRUE(filter);
  const Filter moved = std::move(*filter);
  EXPECT_EQ(moved.root().value, "jdoe");
}

}  // namespace
}  // namespace drawbridge::ldap::filter
