#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ldap/protocol/password_modify.h"
#include "ldap/protocol/password_policy.h"

namespace drawbridge::ldap::protocol {
namespace {

std::string octets(std::string_view text) { return std::string(text); }

TEST(PasswordModify, ReadsTheThreePartsEachOfThemOptional) {
  // Annotated: SEQUENCE { [0] "me", [1] "old", [2] "new" }
  using namespace std::string_view_literals;
  const auto whole = decode_password_modify("\x30\x0e\x80\x02me\x81\x03old\x82\x03new"sv);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->user_identity, "me");
  EXPECT_EQ(whole->old_password, "old");
  EXPECT_EQ(whole->new_password, "new");
  const auto fresh = decode_password_modify("\x30\x05\x82\x03new"sv);
  ASSERT_TRUE(fresh);
  EXPECT_FALSE(fresh->user_identity || fresh->old_password);
  EXPECT_EQ(fresh->new_password, "new");
  const auto nothing = decode_password_modify(std::nullopt);
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->new_password);
  EXPECT_TRUE(decode_password_modify("\x30\x00"sv));
}

TEST(PasswordModify, RefusesWhatIsMalformed) {
  using namespace std::string_view_literals;
  for (const auto value :
       {""sv, "\x30"sv, "\x30\x01"sv, "\x31\x00"sv, "\x30\x00x"sv, "\x30\x03\x82\x05x"sv,
        "\x30\x04\x83\x02xx"sv, "\x30\x06\x82\x01x\x81\x01y"sv, "\x30\x80\x82\x01x\x00\x00"sv}) {
    EXPECT_FALSE(decode_password_modify(value)) << octets(value).size();
  }
}

TEST(PasswordModify, WritesTheGeneratedPassword) {
  EXPECT_EQ(encode_generated_password("abc"),
            "\x30\x05\x80\x03"
            "abc");
}

TEST(PasswordPolicy, SaysNothingOrOneError) {
  EXPECT_EQ(encode_password_policy(), std::string("\x30\x00", 2));
  EXPECT_EQ(encode_password_policy(PasswordPolicyError::kPasswordTooShort), "\x30\x03\x81\x01\x06");
}

}  // namespace
}  // namespace drawbridge::ldap::protocol
