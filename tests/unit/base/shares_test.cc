#include "base/shares.h"

#include <gmock/gmock.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace drawbridge {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr auto kAsPair = [](std::size_t begin, std::size_t end) { return std::pair(begin, end); };

TEST(InShares, GivesLittleWorkToOneCall) {
  EXPECT_THAT(in_shares(0, 10, kAsPair), ElementsAre(Pair(0, 0)));
  EXPECT_THAT(in_shares(19, 10, kAsPair), ElementsAre(Pair(0, 19)));
}

TEST(InShares, CoversAllOnceInOrder) {
  for (const std::size_t count : {20U, 1000U, 1001U}) {
    const auto ranges = in_shares(count, 10, kAsPair);
    EXPECT_LE(ranges.size(), count / 10);
    std::size_t next = 0;
    for (const auto& [begin, end] : ranges) {
      EXPECT_EQ(begin, next);
      EXPECT_GT(end, begin);
      next = end;
    }
    EXPECT_EQ(next, count);
  }
}

TEST(InShares, LeavesTheOtherRangesToOthersWhileOneTakesLong) {
  constexpr std::size_t kCount = 1000;
  std::mutex mutex;
  std::condition_variable news;
  std::size_t done = 0;
  const auto done_in_time = in_shares(kCount, 1, [&](std::size_t begin, std::size_t end) {
    std::unique_lock lock(mutex);
    done += end - begin;
    news.notify_all();
    return begin > 0 ||
           news.wait_for(lock, std::chrono::seconds(60), [&] { return done == kCount; });
  });
  EXPECT_THAT(done_in_time, testing::Each(true));
}

TEST(InShares, PassesAnExceptionOn) {
  const auto fail_at_the_end = [](std::size_t, std::size_t end) -> int {
    if (end == 1000) throw std::runtime_error("the last share");
    return 0;
  };
  EXPECT_THROW(in_shares(1000, 1, fail_at_the_end), std::runtime_error);
}

}  // namespace
}  // namespace drawbridge
