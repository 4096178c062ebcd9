#include "base/hash_order.h"

#include <gtest/gtest.h>

#include <random>

namespace drawbridge {
namespace {

struct Item {
  std::uint64_t hash = 0;
  std::size_t place = 0;

  friend bool operator==(const Item&, const Item&) = default;
};

bool by_hash(const Item& a, const Item& b) { return a.hash < b.hash; }
bool by_hash_and_falling_place(const Item& a, const Item& b) {
  return a.hash != b.hash ? a.hash < b.hash : a.place > b.place;
}

std::vector<Item> items_of(std::size_t count, std::uint64_t (*hash)(std::mt19937_64&)) {
  std::mt19937_64 random(count);
  std::vector<Item> items;
  for (std::size_t place = 0; place < count; ++place) items.push_back({hash(random), place});
  return items;
}

class HashOrderTest : public testing::TestWithParam<std::size_t> {
 protected:
  template <class Less>
  void expect_sorted(std::vector<Item> items, const Less& less) {
    auto expected = items;
    std::stable_sort(expected.begin(), expected.end(), less);
    sort_by_hash(items, less);
    EXPECT_EQ(items, expected);
  }
};

TEST_P(HashOrderTest, SortsHashesThatDiffer) {
  expect_sorted(items_of(GetParam(), [](auto& random) { return random(); }), by_hash);
}

TEST_P(HashOrderTest, LeavesEqualHashesInTheirOrder) {
  const auto few = [](std::mt19937_64& random) { return random() % 7 * 0x2492492492492492U; };
  expect_sorted(items_of(GetParam(), few), by_hash);
}

TEST_P(HashOrderTest, SortsHashesThatDifferInTheirLowerBitsAlone) {
  expect_sorted(items_of(GetParam(), [](auto& random) { return random() % 1000; }), by_hash);
}

TEST_P(HashOrderTest, SortsByTheRestOfTheOrderWhereHashesAreEqual) {
  expect_sorted(items_of(GetParam(), [](auto& random) { return random() % 3 << 60U; }),
                by_hash_and_falling_place);
}

INSTANTIATE_TEST_SUITE_P(Counts, HashOrderTest, testing::Values(0, 1, 2, 100, 4096, 50'000));

}  // namespace
}  // namespace drawbridge
