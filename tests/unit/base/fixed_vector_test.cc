#include "base/fixed_vector.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace drawbridge {
namespace {

using Texts = FixedVector<std::string, 5>;

std::vector<std::string> contents(const Texts& texts) { return {texts.begin(), texts.end()}; }

Texts texts(const std::vector<std::string>& from) {
  Texts out;
  out.append(from.begin(), from.end());
  return out;
}

const std::string kLong(100, 'x');

TEST(FixedVector, InsertsAndErasesAtEveryPlace) {
  for (std::size_t index = 0; index <= 4; ++index) {
    Texts changed = texts({"a", kLong, "c", "d"});
    std::vector<std::string> model = contents(changed);
    changed.insert(index, "new" + kLong);
    model.insert(model.begin() + static_cast<std::ptrdiff_t>(index), "new" + kLong);
    ASSERT_EQ(contents(changed), model) << index;
    changed.erase(index);
    ASSERT_EQ(contents(changed), (std::vector<std::string>{"a", kLong, "c", "d"})) << index;
  }
}

TEST(FixedVector, MovesItsTailBehindAnother) {
  for (std::size_t index = 0; index <= 3; ++index) {
    Texts from = texts({"a", kLong, "c"});
    Texts to = texts({"first", kLong});
    from.move_tail(index, to);
    std::vector<std::string> all = contents(from);
    ASSERT_EQ(all.size(), index);
    for (std::size_t at = 2; at < to.size(); ++at) all.push_back(to[at]);
    EXPECT_EQ(all, (std::vector<std::string>{"a", kLong, "c"}));
    EXPECT_EQ(to[0], "first");
  }
}

TEST(FixedVector, HoldsAndReleasesWhatItsElementsHold) {
  const auto shared = std::make_shared<int>(1);
  {
    FixedVector<std::shared_ptr<int>, 4> all;
    for (int i = 0; i < 4; ++i) all.push_back(shared);
    const FixedVector<std::shared_ptr<int>, 4> copy(all);
    EXPECT_EQ(shared.use_count(), 1 + 4 + 4);
    all.erase(0);
    EXPECT_EQ(shared.use_count(), 1 + 3 + 4);
    EXPECT_EQ(copy.front(), shared);
  }
  EXPECT_EQ(shared.use_count(), 1);
}

}  // namespace
}  // namespace drawbridge
