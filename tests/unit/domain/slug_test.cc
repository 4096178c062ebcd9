#include "domain/slug.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::domain {
namespace {

TEST(Slug, IsMadeOfTheName) {
  EXPECT_EQ(slugify("Example HPC Centre"), "example-hpc-centre");
  EXPECT_EQ(slugify("  A -- B  "), "a-b");
  EXPECT_EQ(slugify("Żółć & Größe"), "zolc-grosse");
  EXPECT_EQ(slugify("_x_"), "x");
  EXPECT_EQ(slugify("李小龙"), "");
  EXPECT_EQ(slugify("a/b,c=d"), "abcd");
}

TEST(Slug, IsCutTo50WithoutAHyphenAtTheEnd) {
  EXPECT_EQ(slugify(std::string(60, 'a')), std::string(50, 'a'));
  EXPECT_EQ(slugify(std::string(49, 'a') + " bcd"), std::string(49, 'a'));
}

TEST(Slug, IsAlwaysValidOrEmpty) {
  for (int c = 0; c < 256; ++c) {
    const std::string slug = slugify(std::string("a") + static_cast<char>(c) + "z");
    EXPECT_TRUE(check_slug(slug)) << c;
  }
}

TEST(Slug, IsCheckedWhenGiven) {
  EXPECT_TRUE(check_slug("Hpc_1-x"));
  for (const auto* const slug : {"", "a b", "a,b", "a=b", "a/b", "\u00e9", "a\n"}) {
    const auto result = check_slug(slug);
    ASSERT_FALSE(result) << slug;
    EXPECT_EQ(result.error().field, "slug");
  }
  EXPECT_TRUE(check_slug(std::string(50, 'a')));
  EXPECT_FALSE(check_slug(std::string(51, 'a')));
}

TEST(Slug, ServicesIsReservedForOfferingsInAnyCase) {
  EXPECT_FALSE(check_offering_slug("services"));
  EXPECT_FALSE(check_offering_slug("Services"));
  EXPECT_TRUE(check_offering_slug("services-2"));
  EXPECT_TRUE(check_slug("services"));
}

TEST(Slug, NumbersShortenTheBase) {
  EXPECT_EQ(numbered_slug("hpc", 1), "hpc");
  EXPECT_EQ(numbered_slug("hpc", 2), "hpc-2");
  EXPECT_EQ(numbered_slug(std::string(50, 'a'), 12), std::string(47, 'a') + "-12");
}

}  // namespace
}  // namespace drawbridge::domain
