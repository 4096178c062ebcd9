#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace drawbridge {
namespace {

using namespace std::string_view_literals;
using Pieces = std::vector<std::string_view>;

TEST(Split, KeepsEmptyPieces) {
  EXPECT_EQ(split("a,b", ','), (Pieces{"a", "b"}));
  EXPECT_EQ(split(",a,,", ','), (Pieces{"", "a", "", ""}));
  EXPECT_EQ(split("", ','), (Pieces{""}));
}

TEST(Trim, TakesWhiteSpaceFromBothEndsOnly) {
  EXPECT_EQ(trim(" \t\r\na b\v\f "), "a b");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(AsciiCase, LeavesOtherBytesAlone) {
  EXPECT_EQ(ascii_lower("AbZ[Ł"), "abz[Ł");
  EXPECT_EQ(ascii_upper("aBz{ł"), "ABZ{ł");
  EXPECT_TRUE(equal_ignoring_case("Token", "tOKEN"));
  EXPECT_FALSE(equal_ignoring_case("Token", "Tokens"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join(Pieces{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join(std::vector<std::string>{"a"}, ", "), "a");
  EXPECT_EQ(join(Pieces{}, ", "), "");
}

TEST(ParseInteger, ReadsTheWholeRange) {
  EXPECT_EQ(parse_integer<std::int64_t>("-9223372036854775808").value(), INT64_MIN);
  EXPECT_EQ(parse_integer<std::uint8_t>("255").value(), 255);
  EXPECT_EQ(parse_integer<int>("007").value(), 7);
}

TEST(ParseInteger, RefusesEverythingElse) {
  for (const auto text :
       {""sv, " 1"sv, "1 "sv, "+1"sv, "0x1"sv, "1.0"sv, "-"sv, "1\0"sv, "9223372036854775808"sv}) {
    EXPECT_FALSE(parse_integer<std::int64_t>(text)) << text;
  }
  EXPECT_FALSE(parse_integer<std::uint8_t>("256"));
  EXPECT_FALSE(parse_integer<std::uint32_t>("-1"));
}

TEST(EditDistance, CountsInsertionsRemovalsAndReplacements) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("listen", "listen"), 0U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(NearestName, FindsASlipAndIgnoresStrangers) {
  const Pieces names = {"ldap.listen", "ldap.base_dn", "http.threads"};
  EXPECT_EQ(nearest_name("ldap.basedn", names), "ldap.base_dn");
  EXPECT_EQ(nearest_name("ldap.lisen", names), "ldap.listen");
  EXPECT_EQ(nearest_name("colour", names), std::nullopt);
}

}  // namespace
}  // namespace drawbridge
