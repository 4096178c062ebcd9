#include <cstddef>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/persistent_map.h"

namespace drawbridge {
namespace {

using Small = PersistentMap<int, int, std::less<>, 8, 8>;
using Model = std::map<int, int>;
/// Key, value before (-1: none), value after (-1: none).
using Difference = std::tuple<int, int, int>;

std::vector<Difference> differences(const Small& before, const Small& after) {
  std::vector<Difference> out;
  Small::Differences walk(before, after);
  while (walk.next()) {
    out.emplace_back(walk.before() != nullptr ? walk.before()->key : walk.after()->key,
                     walk.before() != nullptr ? walk.before()->value : -1,
                     walk.after() != nullptr ? walk.after()->value : -1);
  }
  return out;
}

std::vector<Difference> naive_differences(const Model& before, const Model& after) {
  std::map<int, Difference> out;
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end()) {
      out[key] = {key, value, -1};
    } else if (found->second != value) {
      out[key] = {key, value, found->second};
    }
  }
  for (const auto& [key, value] : after) {
    if (!before.contains(key)) out[key] = {key, -1, value};
  }
  std::vector<Difference> list;
  for (const auto& [key, difference] : out) list.push_back(difference);
  return list;
}

class Differences : public ::testing::TestWithParam<unsigned> {};

TEST_P(Differences, AreThoseOfTheContentsForAnyEdits) {
  std::mt19937 random(GetParam());
  const auto below = [&](int end) { return std::uniform_int_distribution<>(0, end - 1)(random); };
  Small map;
  Model model;
  std::vector<std::pair<Small, Model>> versions{{map, model}};
  for (int version = 0; version < 60; ++version) {
    Small::Editor editor(map);
    // Now and then whole stretches go or come, so that nodes join, split and change their height.
    const int edits = below(4) == 0 ? 400 : below(6);
    const int start = below(1000);
    for (int edit = 0; edit < edits; ++edit) {
      const int key = edits > 10 ? start + edit : below(1400);
      if (below(2) == 0 && edits < 10) {
        editor.put(key, version);
        model[key] = version;
      } else if (edits > 10 && start % 2 == 0) {
        editor.put(key, version);
        model[key] = version;
      } else {
        editor.erase(key);
        model.erase(key);
      }
    }
    map = editor.finish();
    versions.emplace_back(map, model);
  }
  for (int pair = 0; pair < 60; ++pair) {
    const auto& [before, model_before] = versions[static_cast<std::size_t>(below(61))];
    const auto& [after, model_after] = versions[static_cast<std::size_t>(below(61))];
    ASSERT_EQ(differences(before, after), naive_differences(model_before, model_after));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Differences, ::testing::Range(1U, 13U));

std::size_t visited_for_one_change(int count) {
  using Map = PersistentMap<int, int>;
  std::vector<Map::Item> items;
  for (int n = 0; n < count; ++n) items.push_back({n, n});
  const Map before = Map::from_sorted(std::move(items));
  Map::Editor editor(before);
  editor.put(count / 2, -5);
  const Map after = editor.finish();
  Map::Differences walk(before, after);
  EXPECT_TRUE(walk.next());
  EXPECT_EQ(walk.after()->key, count / 2);
  EXPECT_FALSE(walk.next());
  return walk.visited();
}

TEST(Differences, CostWhatTheChangeCostsWhateverTheSize) {
  // One path from the root to a leaf in each version: as many nodes as the map is high.
  EXPECT_EQ(visited_for_one_change(1'000), 6U);
  EXPECT_EQ(visited_for_one_change(100'000), 10U);
  EXPECT_EQ(visited_for_one_change(1'000'000), 12U);
}

TEST(Differences, OfEqualVersionsTakeNoLook) {
  Small::Editor editor{Small()};
  for (int n = 0; n < 500; ++n) editor.put(n, n);
  const Small map = editor.finish();
  Small::Differences walk(map, map);
  EXPECT_FALSE(walk.next());
  EXPECT_EQ(walk.visited(), 0U);
}

}  // namespace
}  // namespace drawbridge
