#include "base/fixed_text.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace drawbridge {
namespace {

std::string generalized(std::int64_t microseconds) {
  std::array<char, kGeneralizedSize> text{};
  print_generalized(Timestamp{microseconds}, text);
  EXPECT_EQ(std::string(text.begin(), text.end()), Timestamp{microseconds}.generalized());
  return {text.begin(), text.end()};
}

TEST(FixedText, PrintsMomentsWithAllTheirDigits) {
  EXPECT_EQ(generalized(0), "19700101000000Z");
  EXPECT_EQ(generalized(-1), "19691231235959Z");
  EXPECT_EQ(generalized(951'868'799'999'999), "20000229235959Z");
  EXPECT_EQ(generalized(1'772'352'930'123'456), "20260301081530Z");
  EXPECT_EQ(generalized(253'402'300'799'999'999), "99991231235959Z");
}

TEST(FixedText, KnowsWhichMomentsHaveFourDigitsOfAYear) {
  constexpr std::int64_t kYear0 = -62'167'219'200'000'000;
  constexpr std::int64_t kYear10000 = 253'402'300'800'000'000;
  EXPECT_TRUE(has_generalized(Timestamp{kYear0}));
  EXPECT_FALSE(has_generalized(Timestamp{kYear0 - 1}));
  EXPECT_TRUE(has_generalized(Timestamp{kYear10000 - 1}));
  EXPECT_FALSE(has_generalized(Timestamp{kYear10000}));
  EXPECT_EQ(generalized(kYear0), "00000101000000Z");
  EXPECT_EQ(generalized(kYear10000), "00000101000000Z") << "the last four digits";
}

TEST(FixedText, PrintsAUuidWithDashes) {
  const std::string text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  std::array<char, kDashedSize> out{};
  print_dashed(*Uuid::parse(text), out);
  EXPECT_EQ(std::string(out.begin(), out.end()), text);
  EXPECT_EQ(Uuid::parse(text)->dashed(), text);
}

}  // namespace
}  // namespace drawbridge
