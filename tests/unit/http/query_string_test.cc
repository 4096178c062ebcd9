#include "http/query_string.h"

#include <gmock/gmock.h>

namespace drawbridge::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(QueryString, KeepsRepeatedNamesInOrder) {
  const auto query = QueryString::parse("state=OK&o=name&state=Error+creating");
  ASSERT_TRUE(query);
  EXPECT_THAT(query->values("state"), ElementsAre("OK", "Error creating"));
}

TEST(QueryString, DecodesEscapesInNamesAndValues) {
  const auto query = QueryString::parse("na%6De=%C5%82%2B%26");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->value("name"), "ł+&");
}

TEST(QueryString, LeavesBlankValuesOutOfTheList) {
  const auto query = QueryString::parse("name=&name=%20&flag");
  ASSERT_TRUE(query);
  EXPECT_THAT(query->values("name"), IsEmpty());
  EXPECT_EQ(query->value("flag"), "");
  EXPECT_EQ(query->value("absent"), std::nullopt);
}

TEST(QueryString, RefusesBrokenEscapes) {
  for (const auto* text : {"a=%", "a=%4", "a=%zz", "a=%-1"}) {
    EXPECT_FALSE(QueryString::parse(text)) << text;
  }
}

TEST(QueryString, RefusesBytesThatAreNoText) {
  EXPECT_FALSE(QueryString::parse("a=%ff%fe"));
  EXPECT_FALSE(QueryString::parse("a=%00"));
}

TEST(QueryString, RefusesMoreParametersThanAnybodyNeeds) {
  std::string text;
  for (int i = 0; i < 1001; ++i) text += "a=1&";
  EXPECT_EQ(QueryString::parse(text).error().code, ErrorCode::kTooLarge);
}

TEST(PercentEncode, LeavesNothingThatALinkHeaderWouldBreakAt) {
  EXPECT_EQ(percent_encode("a,b;c<d>\"e f"), "a%2Cb%3Bc%3Cd%3E%22e%20f");
}

TEST(PercentEncode, IsUndoneByDecoding) {
  const std::string text = "Łukasz O\"Brien\\ & Söhne, 100 % / ?#";
  EXPECT_EQ(percent_decode(percent_encode(text), false).value(), text);
}

}  // namespace
}  // namespace drawbridge::http
