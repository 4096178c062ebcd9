#include "base/uuid_index.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
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

TEST(UuidIndex, FindsManyAsItFindsOne) {
  std::vector<Uuid> uuids;
  for (std::uint32_t at = 0; at < 100; ++at) uuids.push_back(numbered(2 * at));
  const UuidIndex index(uuids);
  const auto every = [](std::size_t at) { return numbered(static_cast<std::uint32_t>(at)); };
  for (const std::size_t count : {0U, 1U, 31U, 32U, 33U, 150U}) {
    std::size_t next = 0;
    index.find_each(count, every, [&](std::size_t at, std::optional<std::size_t> place) {
      EXPECT_EQ(at, next++);
      EXPECT_EQ(place, index.find(every(at)));
    });
    EXPECT_EQ(next, count);
  }
}

TEST(UuidIndex, GuessesThePlaceOfWhatIsAloneInItsSlot) {
  const UuidIndex index({numbered(7)});
  EXPECT_EQ(index.guess(numbered(7)), 0U);
  EXPECT_FALSE(UuidIndex().guess(numbered(7)));
  std::vector<Uuid> uuids;
  for (std::uint32_t at = 0; at < 1000; ++at) uuids.push_back(numbered(at));
  const UuidIndex many(uuids);
  std::size_t right = 0;
  for (std::uint32_t at = 0; at < 1000; ++at) {
    const auto place = many.guess(uuids[at]);
    ASSERT_TRUE(place);
    ASSERT_LT(*place, uuids.size());
    right += *place == at ? 1 : 0;
  }
  EXPECT_GT(right, 500U);
}

TEST(UuidIndex, OfNothingFindsNoneOfMany) {
  std::size_t asked = 0;
  const auto every = [](std::size_t) { return numbered(1); };
  UuidIndex().expect(numbered(1));
  UuidIndex().find_each(40, every, [&](std::size_t, std::optional<std::size_t> place) {
    EXPECT_FALSE(place);
    ++asked;
  });
  EXPECT_EQ(asked, 40U);
}

}  // namespace
}  // namespace drawbridge
