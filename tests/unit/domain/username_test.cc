#include "domain/username.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::domain {
namespace {

NameRules compile(std::string_view pattern) { return *NameRules::compile(pattern, {"root"}); }

TEST(AccountName, TheDefaultPatternTakesPosixNames) {
  const NameRules rules;
  for (const auto* const name : {"j.smith", "jane_roe_00", "_x", "a", "a-b", "u5001", "robot-0"}) {
    EXPECT_TRUE(check_account_name(rules, name)) << name;
  }
  EXPECT_TRUE(check_account_name(rules, std::string(32, 'a')));
}

TEST(AccountName, WhatIsOutsideThePatternIsRefusedOnUsername) {
  const NameRules rules;
  for (const std::string& name :
       {std::string(), std::string("9a"), std::string("-a"), std::string(".a"), std::string("Jane"),
        std::string("a b"), std::string("a@b"), std::string("a\n"), std::string("a\0b", 3),
        std::string("\u00e9"), std::string("a:b"), std::string("a/b"), std::string("*)(uid=*"),
        std::string("]]"), std::string(33, 'a'), std::string(65536, 'a')}) {
    const auto result = check_account_name(rules, name);
    ASSERT_FALSE(result) << name.substr(0, 40);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(result.error().field, "username");
  }
}

TEST(AccountName, SystemNamesAreReserved) {
  const NameRules rules;
  for (const auto* const name :
       {"root", "daemon", "bin", "sys", "nobody", "sshd", "ldap", "sssd"}) {
    const auto result = check_account_name(rules, name);
    ASSERT_FALSE(result) << name;
    EXPECT_NE(result.error().message.find("reserved"), std::string::npos);
  }
  EXPECT_TRUE(rules.is_reserved("ROOT"));
  EXPECT_FALSE(rules.is_reserved("rooted"));
}

TEST(AccountName, TheOperatorsListReplacesTheDefaultOne) {
  const auto rules = *NameRules::compile(kDefaultNamePattern, {"Jane"});
  EXPECT_FALSE(check_account_name(rules, "jane"));
  EXPECT_TRUE(check_account_name(rules, "daemon"));
}

TEST(NameRules, RefuseAPatternThatDoesNotCompile) {
  for (const std::string& pattern :
       {std::string("["), std::string("(a"), std::string(), std::string("(a)\\1"),
        std::string(300, 'a'), std::string("a{1000000000}")}) {
    const auto rules = NameRules::compile(pattern, {});
    ASSERT_FALSE(rules) << pattern.substr(0, 20);
    EXPECT_EQ(rules.error().field, "names.pattern");
  }
}

TEST(NameRules, APatternMadeToBacktrackIsMatchedInLinearTime) {
  // 2^60 steps for a backtracking matcher: this test would not end.
  const auto rules = compile("^(([a-z])+)+([a-z]+)*!$");
  EXPECT_FALSE(rules.matches(std::string(60, 'a')));
}

TEST(NameRules, TheWholeNameMustMatchEvenWithoutAnchors) {
  const auto rules = compile("[a-z]+");
  EXPECT_TRUE(rules.matches("jane"));
  EXPECT_FALSE(rules.matches("jane 1"));
  EXPECT_FALSE(rules.matches("1jane"));
}

TEST(NameRules, NoPatternLetsDangerousCharactersIn) {
  const auto rules = compile("[\\s\\S]*");
  EXPECT_TRUE(rules.matches("a@b+c"));
  for (const std::string& name :
       {std::string(), std::string("-rf"), std::string("a:b"), std::string("a/b"), std::string("."),
        std::string(".."), std::string("a b"), std::string("a\nb"), std::string("a\0b", 3),
        std::string("\xff"), std::string("a\u202e"), std::string("a\u2028"),
        std::string(65, 'a')}) {
    EXPECT_FALSE(rules.matches(name)) << ::testing::PrintToString(name);
  }
}

TEST(NameRules, KnowWhichCharactersThePatternTakesWhere) {
  const NameRules rules;
  EXPECT_TRUE(rules.allows_first('a'));
  EXPECT_TRUE(rules.allows_first('_'));
  EXPECT_FALSE(rules.allows_first('9'));
  EXPECT_FALSE(rules.allows_first('.'));
  EXPECT_TRUE(rules.allows_later('9'));
  EXPECT_TRUE(rules.allows_later('.'));
  EXPECT_TRUE(rules.allows_later('-'));
  EXPECT_FALSE(rules.allows_later('@'));
  EXPECT_FALSE(rules.allows_later('A'));
  EXPECT_FALSE(rules.allows_later('\xc3'));
  EXPECT_EQ(rules.generated_max(), 32U);
  EXPECT_EQ(compile("[a-z]{1,8}").generated_max(), 8U);
  EXPECT_EQ(compile("[a-z]{1,60}").generated_max(), kGeneratedNameMax);
  EXPECT_EQ(compile("[a-z]{3}[0-9]{4}").generated_max(), 0U);
}

TEST(NameRules, NamesAreComparedWithoutRegardToCase) {
  EXPECT_TRUE(same_name("Jane", "jANE"));
  EXPECT_TRUE(same_name("\u0141", "\u0142"));
  EXPECT_FALSE(same_name("jane", "jane1"));
  EXPECT_EQ(fold_name("A.B-c_9"), "a.b-c_9");
}

}  // namespace
}  // namespace drawbridge::domain
