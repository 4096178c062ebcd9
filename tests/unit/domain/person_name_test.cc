#include "domain/person_name.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::domain {
namespace {

std::string cleaned(std::string_view text) {
  return clean_person_name(text, "first_name").value_or("(refused)");
}

TEST(PersonName, RunsOfWhiteSpaceBecomeOneBlank) {
  EXPECT_EQ(cleaned("  Mary \t\n Ann "), "Mary Ann");
  EXPECT_EQ(cleaned("tab\there"), "tab here");
  EXPECT_EQ(cleaned("line\u2028sep"), "line sep");
  EXPECT_EQ(cleaned(""), "");
  EXPECT_EQ(cleaned(" \r\n"), "");
}

TEST(PersonName, QuotesBracketsAndEveryScriptAreAccepted) {
  for (const auto* const name : {"O\"Brien\\", "Mc\"Quote", "[[users]]", "]]]", "\u674e", "a,b=c",
                                 "*)(uid=*", "${x}", "%00%n", "<script>", "d'\u00c9t\u00e9"}) {
    EXPECT_EQ(cleaned(name), name);
  }
}

TEST(PersonName, OtherControlCharactersAreRefusedWithTheField) {
  for (const std::string& name :
       {std::string("a\0b", 3), std::string("a\x1b[31m"), std::string("a\x7f"),
        std::string("a\u0080"), std::string("a\u202eb")}) {
    const auto result = clean_person_name(name, "last_name");
    ASSERT_FALSE(result) << ::testing::PrintToString(name);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(result.error().field, "last_name");
  }
}

TEST(PersonName, IllFormedUtf8IsRefused) {
  EXPECT_EQ(cleaned("a\xFF"), "(refused)");
  EXPECT_EQ(cleaned("\xED\xA0\x80"), "(refused)");
}

TEST(PersonName, TheLimitCountsCharactersNotOctets) {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\u674e";
  EXPECT_EQ(cleaned(wide), wide);
  EXPECT_EQ(cleaned(wide + "x"), "(refused)");
  EXPECT_EQ(cleaned(std::string(65536, 'a')), "(refused)");
  EXPECT_EQ(cleaned("  " + std::string(100, 'a') + "  "), std::string(100, 'a'));
}

TEST(PersonName, FullNameJoinsWhatIsThere) {
  EXPECT_EQ(full_name("Jane", "Roe"), "Jane Roe");
  EXPECT_EQ(full_name("", "Mononym"), "Mononym");
  EXPECT_EQ(full_name("Jo", ""), "Jo");
  EXPECT_EQ(full_name("", ""), "");
}

TEST(PersonName, LastWordIsTheEndOfTheName) {
  EXPECT_EQ(last_word("Jane van der Roe"), "Roe");
  EXPECT_EQ(last_word("Jo"), "Jo");
  EXPECT_EQ(last_word(" Jo  "), "Jo");
  EXPECT_EQ(last_word("  "), "");
}

TEST(PersonName, GecosIsPrintableAsciiWithoutColonAndComma) {
  EXPECT_EQ(gecos("\u0141ukasz \u017b\u00f3\u0142\u0107"), "Lukasz Zolc");
  EXPECT_EQ(gecos("a,b:c"), "a b c");
  EXPECT_EQ(gecos("\u674e\u5c0f\u9f99"), "");
  EXPECT_EQ(gecos("O\"Brien\\"), "O\"Brien\\");
  for (int c = 0; c < 256; ++c) {
    for (const char out : gecos(std::string(3, static_cast<char>(c)))) {
      EXPECT_TRUE(out >= 0x20 && out <= 0x7E && out != ':' && out != ',') << c;
    }
  }
}

TEST(Mail, AcceptsUsualQuotedAndInternationalAddresses) {
  for (const auto* const mail :
       {"jane@example.org", "j.r+x@uni.example", "\"quoted 5\"@example.org", "a@localhost",
        "\"a@b\"@example.org", "\"a\\\"b\"@example.org", "j@[192.0.2.1]", "j@[IPv6:2001:db8::1]",
        "\u00fcser@b\u00fccher.example", "o'brien@example.org"}) {
    EXPECT_TRUE(check_mail(mail)) << mail;
  }
}

TEST(Mail, RefusesWhatIsNoAddressWithDjangosText) {
  for (const auto* const mail : {"",
                                 "jane",
                                 "@example.org",
                                 "jane@",
                                 "a b@example.org",
                                 "a@b@example.org",
                                 "a@-x.org",
                                 "a@x-.org",
                                 "a@x..org",
                                 ".a@x.org",
                                 "a.@x.org",
                                 "a@example",
                                 "\"a\"b\"@x.org",
                                 "\"a\\\"@x.org",
                                 "a@x.org\n",
                                 "a\r\nBcc: x@x.org",
                                 "a@x.org\x01",
                                 "\xff@x.org",
                                 "<a@x.org>",
                                 "\"@x.org"}) {
    const auto result = check_mail(mail);
    ASSERT_FALSE(result) << mail;
    EXPECT_EQ(result.error().message, "Enter a valid email address.");
    EXPECT_EQ(result.error().field, "email");
  }
}

TEST(Mail, HasAtMost320Characters) {
  const std::string domain = "@example.org";
  EXPECT_TRUE(check_mail(std::string(320 - domain.size(), 'a') + domain));
  const auto result = check_mail(std::string(321 - domain.size(), 'a') + domain);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "Ensure this field has no more than 320 characters.");
  EXPECT_FALSE(check_mail(std::string(1 << 20, 'a')));
}

TEST(WaldurUsername, IsLowerCaseLettersDigitsAndFiveMarks) {
  for (const auto* const name : {"anna", "anna@uni.example", "a_b-c+d.e@f", "0", "_"}) {
    EXPECT_TRUE(check_waldur_username(name)) << name;
  }
  EXPECT_TRUE(check_waldur_username(std::string(128, 'a')));
  for (const auto* const name : {"", "Anna", "a b", "a\n", "\u00e9", "a/b", "a\"b"}) {
    const auto result = check_waldur_username(name);
    ASSERT_FALSE(result) << name;
    EXPECT_EQ(result.error().message, "Enter a valid username.");
  }
  EXPECT_FALSE(check_waldur_username(std::string(129, 'a')));
}

TEST(FreeipaUsername, FollowsThePatternOfTheProfile) {
  for (const auto* const name : {"anna", "0anna", ".a", "_a", "a.b-c_d"}) {
    EXPECT_TRUE(check_freeipa_username(name)) << name;
  }
  EXPECT_TRUE(check_freeipa_username(std::string(32, 'a')));
  for (const auto* const name : {"", "-a", "Anna", "a@b", "a b"}) {
    EXPECT_FALSE(check_freeipa_username(name)) << name;
  }
  EXPECT_FALSE(check_freeipa_username(std::string(33, 'a')));
}

}  // namespace
}  // namespace drawbridge::domain
