#include "base/uuid_index.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace drawbridge {
namespace {

/// UUIDs that differ in their last bytes alone.
Uuid numbered(std::uint32_t number) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t at = 0; at < sizeof number; ++at) {
    bytes[15 - at] = static_cast<std::uint8_t>(number >> (8 * at));
  }
  return Uuid(bytes);
}

TEST(UuidIndex, OfNothingFindsNothing) {
  EXPECT_FALSE(UuidIndex().find(Uuid()));
  EXPECT_FALSE(UuidIndex(std::vector<Uuid>{}).find(numbered(1)));
}

TEST(UuidIndex, FindsEachInItsPlaceAndNoOther) {
  for (const std::uint32_t count : {1U, 2U, 3U, 1000U, 1024U}) {
    std::vector<Uuid> uuids;
    for (std::uint32_t at = 0; at < count; ++at) uuids.push_back(numbered(3 * at));
    const UuidIndex index(uuids);
    ASSERT_EQ(index.size(), count);
    for (std::uint32_t at = 0; at < count; ++at) {
      EXPECT_EQ(index.find(uuids[at]), at);
      EXPECT_EQ(index[at], uuids[at]);
      EXPECT_FALSE(index.find(numbered(3 * at + 1)));
    }
  }
}

TEST(UuidIndex, FindsTheFirstOfEqualOnes) {
  const UuidIndex index({numbered(7), numbered(8), numbered(7)});
  EXPECT_EQ(index.find(numbered(7)), 0U);
  EXPECT_EQ(index.find(numbered(8)), 1U);
}

}  // namespace
}  // namespace drawbridge
