#include "base/persistent_map.h"

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace drawbridge {
namespace {

using Small = PersistentMap<int, int, std::less<>, 8, 8>;
using Model = std::map<int, int>;

template <class Map>
std::vector<std::pair<int, int>> contents(const Map& map) {
  std::vector<std::pair<int, int>> out;
  for (auto cursor = map.begin(); !cursor.at_end(); cursor.next()) {
    out.emplace_back(cursor->key, cursor->value);
  }
  return out;
}

std::vector<std::pair<int, int>> contents(const Model& model) {
  return {model.begin(), model.end()};
}

Small sorted_map(int count) {
  std::vector<Small::Item> items;
  for (int n = 0; n < count; ++n) items.push_back({n * 2, n});
  return Small::from_sorted(std::move(items));
}

TEST(PersistentMap, IsEmptyAtFirst) {
  const Small map;
  EXPECT_EQ(map.size(), 0U);
  EXPECT_EQ(map.find(1), nullptr);
  EXPECT_TRUE(map.begin().at_end());
  EXPECT_TRUE(map.lower_bound(0).at_end());
}

TEST(PersistentMap, BuildsFromSortedItemsOfAnyCount) {
  for (int count = 0; count < 700; ++count) {
    const Small map = sorted_map(count);
    ASSERT_EQ(map.size(), static_cast<std::size_t>(count));
    ASSERT_EQ(contents(map).size(), map.size());
    for (int n = 0; n < count; ++n) {
      ASSERT_NE(map.find(n * 2), nullptr);
      ASSERT_EQ(map.find(n * 2)->value, n);
      ASSERT_EQ(map.find(n * 2 + 1), nullptr);
    }
  }
}

TEST(PersistentMap, DescendsToTheFirstItemNotLess) {
  for (int count = 0; count < 300; ++count) {
    const Small map = sorted_map(count);
    for (int key = -1; key <= 2 * count; ++key) {
      Small::Descent way(map);
      while (way.step(key)) {
      }
      ASSERT_FALSE(way.step(key));
      const auto items = way.items();
      const auto cursor = map.lower_bound(key);
      // Behind the last item of a node it does not look into the next one.
      if (items.empty()) continue;
      ASSERT_FALSE(cursor.at_end()) << key;
      ASSERT_EQ(&items.front(), &*cursor) << key;
    }
    for (int n = 0; n < count; ++n) {
      Small::Descent way(map);
      while (way.step(n * 2)) {
      }
      ASSERT_FALSE(way.items().empty());
      ASSERT_EQ(way.items().front().value, n);
    }
  }
}

TEST(PersistentMap, FindsTheFirstItemNotLess) {
  const Small map = sorted_map(500);
  for (int n = -3; n <= 998; ++n) {
    const auto cursor = map.lower_bound(n);
    ASSERT_FALSE(cursor.at_end()) << n;
    EXPECT_EQ(cursor->key, n <= 0 ? 0 : n + n % 2);
  }
  EXPECT_TRUE(map.lower_bound(999).at_end());
}

TEST(PersistentMap, DoesWhatAnOrderedMapDoesUnderRandomChanges) {
  std::mt19937 random(7);
  Small map;
  Model model;
  std::vector<std::pair<Small, Model>> versions;
  for (int round = 0; round < 300; ++round) {
    Small::Editor editor(map);
    const bool shrinking = round % 100 >= 60;
    for (int change = 0; change < 40; ++change) {
      const int key = static_cast<int>(random() % 600);
      const int value = static_cast<int>(random() % 1000);
      if (random() % 4 < (shrinking ? 3U : 1U)) {
        ASSERT_EQ(editor.erase(key), model.erase(key) == 1);
      } else {
        ASSERT_EQ(editor.put(key, value), model.count(key) == 0);
        model[key] = value;
      }
    }
    map = editor.finish();
    ASSERT_EQ(map.size(), model.size());
    ASSERT_EQ(contents(map), contents(model));
    versions.emplace_back(map, model);
  }
  for (const auto& [old_map, old_model] : versions) {
    ASSERT_EQ(contents(old_map), contents(old_model));
  }
}

TEST(PersistentMap, CanBeEmptiedAndFilledAgain) {
  Small::Editor editor(sorted_map(300));
  for (int n = 299; n >= 0; --n) ASSERT_TRUE(editor.erase(n * 2));
  EXPECT_TRUE(editor.current().empty());
  EXPECT_FALSE(editor.erase(0));
  for (int n = 0; n < 300; ++n) ASSERT_TRUE(editor.put(n, n));
  EXPECT_EQ(contents(editor.finish()).size(), 300U);
}

TEST(PersistentMap, LeavesAVersionAloneThatTheEditorHasGivenOut) {
  Small::Editor editor(sorted_map(100));
  editor.put(1, 1);
  const Small first = editor.finish();
  editor.put(3, 3);
  editor.erase(1);
  const Small second = editor.finish();
  EXPECT_NE(first.find(1), nullptr);
  EXPECT_EQ(first.find(3), nullptr);
  EXPECT_EQ(second.find(1), nullptr);
  EXPECT_NE(second.find(3), nullptr);
}

/// A value that counts its copies: what an edit copies is what it costs.
struct Counted {
  static inline std::size_t copies = 0;
  Counted() = default;
  Counted(const Counted&) { ++copies; }
  Counted(Counted&&) = default;
  Counted& operator=(const Counted&) {
    ++copies;
    return *this;
  }
  Counted& operator=(Counted&&) = default;
  ~Counted() = default;
};

TEST(PersistentMap, CopiesOnlyThePathToTheChange) {
  using Map = PersistentMap<int, Counted>;
  std::vector<Map::Item> items;
  for (int n = 0; n < 200'000; ++n) items.push_back({n * 2, Counted{}});
  const Map map = Map::from_sorted(std::move(items));
  Counted::copies = 0;
  Map::Editor editor(map);
  editor.put(100'001, Counted{});
  const Map next = editor.finish();
  EXPECT_EQ(next.size(), 200'001U);
  EXPECT_LE(Counted::copies, 130U);
}

TEST(PersistentMap, KeepsNoKeyOfAnItemThatHasGone) {
  // Keys are views into their values: AddressSanitizer sees a key kept too long.
  using Map =
      PersistentMap<std::string_view, std::shared_ptr<const std::string>, std::less<>, 8, 8>;
  std::mt19937 random(11);
  Map map;
  for (int round = 0; round < 400; ++round) {
    Map::Editor editor(map);
    for (int change = 0; change < 10; ++change) {
      auto text = std::make_shared<const std::string>(
          "a key that is too long to live inside the string object " +
          std::to_string(random() % 200));
      if (random() % 3 == 0) {
        editor.erase(std::string_view(*text));
      } else {
        editor.put(std::string_view(*text), text);
      }
    }
    map = editor.finish();
  }
  for (auto cursor = map.begin(); !cursor.at_end(); cursor.next()) {
    EXPECT_EQ(cursor->key.data(), cursor->value->data());
  }
}

}  // namespace
}  // namespace drawbridge
