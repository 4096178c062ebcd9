#include "domain/group_name.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::domain {
namespace {

const Uuid kProject = *Uuid::parse("0123456789abcdef0123456789abcdef");

TEST(GroupName, IsTheSlugWhereTheSlugFits) {
  EXPECT_EQ(project_group_name("prj-astro-1", kProject), "prj-astro-1");
  EXPECT_EQ(project_group_name("a_b", kProject), "a_b");
}

TEST(GroupName, RunsOfOtherCharactersBecomeOneHyphen) {
  EXPECT_EQ(project_group_name("Astro & Physics!", kProject), "astro-physics");
  EXPECT_EQ(project_group_name("a -- b", kProject), "a-b");
  EXPECT_EQ(project_group_name("--a--", kProject), "a");
  EXPECT_EQ(project_group_name("x)(*\\,\n\xff", kProject), "x");
}

TEST(GroupName, WithoutALetterInFrontItComesFromTheUuid) {
  for (const auto* const slug : {"", "1st", "_a", "---", "\u674e", "9"}) {
    EXPECT_EQ(project_group_name(slug, kProject), "p01234567") << slug;
  }
}

TEST(GroupName, IsCutTo32) {
  EXPECT_EQ(project_group_name(std::string(50, 'a'), kProject), std::string(32, 'a'));
}

TEST(GroupName, IsAlwaysAGroupName) {
  for (int c = 0; c < 256; ++c) {
    std::string slug = "a-";
    slug += static_cast<char>(c);
    EXPECT_TRUE(is_group_name(project_group_name(slug + "z", kProject))) << c;
    EXPECT_TRUE(is_group_name(project_group_name(slug.substr(2), kProject))) << c;
  }
}

TEST(GroupName, NumbersShortenTheBase) {
  EXPECT_EQ(numbered_group_name("astro", 1), "astro");
  EXPECT_EQ(numbered_group_name("astro", 2), "astro-2");
  EXPECT_EQ(numbered_group_name("astro", 10), "astro-10");
  EXPECT_EQ(numbered_group_name(std::string(32, 'a'), 2), std::string(30, 'a') + "-2");
}

TEST(GroupName, OneBadCharacterIsRefused) {
  const NameRules rules;
  EXPECT_TRUE(check_group_name(rules, "astro-2"));
  EXPECT_TRUE(check_group_name(rules, "_astro"));
  for (const std::string& name :
       {std::string(), std::string("Astro"), std::string("a.b"), std::string("a(b"),
        std::string("a)"), std::string("a*"), std::string("a\\"), std::string("a,b"),
        std::string("a\n"), std::string("-a"), std::string("1a"), std::string("\u00e9"),
        std::string("a\0", 2), std::string(33, 'a'), std::string("sudo")}) {
    const auto result = check_group_name(rules, name);
    ASSERT_FALSE(result) << name;
    EXPECT_EQ(result.error().field, "name");
  }
}

}  // namespace
}  // namespace drawbridge::domain
