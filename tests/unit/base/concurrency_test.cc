#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

#include "base/bounded_queue.h"
#include "base/guarded.h"
#include "base/published.h"
#include "base/worker_pool.h"

namespace drawbridge {
namespace {

using Queue = BoundedQueue<std::unique_ptr<int>>;

Queue::Deadline already_past() { return std::chrono::steady_clock::now(); }

TEST(Guarded, LosesNoChangeOfManyThreads) {
  Guarded<int> count;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&count] {
        for (int time = 0; time < 1000; ++time) count.with([](int& value) { ++value; });
      });
    }
  }
  EXPECT_EQ(count.load(), 4000);
}

TEST(Guarded, HoldsWhatCannotBeCopied) {
  const Guarded<std::unique_ptr<int>> value(std::make_unique<int>(7));
  EXPECT_EQ(value.with([](const auto& held) { return *held; }), 7);
}

TEST(BoundedQueue, RefusesWhenFullAndLeavesTheItem) {
  Queue queue(1);
  EXPECT_EQ(queue.try_push(std::make_unique<int>(1)), Queue::Push::kAccepted);
  auto second = std::make_unique<int>(2);
  EXPECT_EQ(queue.try_push(std::move(second)), Queue::Push::kFull);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(queue.push_until(std::move(second), already_past()), Queue::Push::kFull);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(**queue.pop(), 1);
  EXPECT_EQ(queue.try_push(std::move(second)), Queue::Push::kAccepted);
}

TEST(BoundedQueue, GivesBackNothingWhenTheDeadlinePasses) {
  Queue queue(1);
  EXPECT_FALSE(queue.pop_until(already_past()));
  EXPECT_TRUE(queue.pop_many_until(8, already_past()).empty());
}

TEST(BoundedQueue, TakesManyInOrderUpToTheLimit) {
  BoundedQueue<int> queue(8);
  for (int item = 0; item < 5; ++item) queue.try_push(int{item});
  EXPECT_EQ(queue.pop_many(3), (std::vector{0, 1, 2}));
  EXPECT_EQ(queue.pop_many(3), (std::vector{3, 4}));
}

TEST(BoundedQueue, HandsOutWhatIsLeftAfterCloseAndTakesNoMore) {
  BoundedQueue<int> queue(8);
  queue.try_push(1);
  queue.close();
  EXPECT_EQ(queue.try_push(2), BoundedQueue<int>::Push::kClosed);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_TRUE(queue.pop_many(4).empty());
}

TEST(BoundedQueue, WakesAWaitingTakerOnClose) {
  BoundedQueue<int> queue(1);
  auto taker = std::async(std::launch::async, [&queue] { return queue.pop(); });
  queue.close();
  EXPECT_EQ(taker.get(), std::nullopt);
}

TEST(BoundedQueue, PassesEveryItemOnceBetweenManyThreads) {
  BoundedQueue<int> queue(4);
  Guarded<std::multiset<int>> seen;
  {
    std::vector<std::jthread> takers;
    for (int taker = 0; taker < 2; ++taker) {
      takers.emplace_back([&] {
        while (const auto item = queue.pop()) seen.with([&](auto& set) { set.insert(*item); });
      });
    }
    std::vector<std::jthread> givers;
    for (int giver = 0; giver < 2; ++giver) {
      givers.emplace_back([&queue, giver] {
        for (int item = 0; item < 500; ++item) {
          queue.push_until(giver * 500 + item, BoundedQueue<int>::Deadline::max());
        }
      });
    }
    givers.clear();  // joins
    queue.close();
  }
  std::multiset<int> all;
  for (int item = 0; item < 1000; ++item) all.insert(item);
  EXPECT_EQ(seen.load(), all);
}

TEST(Published, GivesReadersTheLatestValueAndKeepsTheOneTheyHold) {
  Published<int> published(std::make_shared<const int>(1));
  Published<int>::Reader reader(published);
  EXPECT_EQ(reader.get(), 1);
  const auto held = reader.hold();
  published.publish(std::make_shared<const int>(2));
  EXPECT_EQ(reader.get(), 2);
  EXPECT_EQ(*held, 1);
  EXPECT_EQ(*published.load(), 2);
}

TEST(WorkerPool, RunsEveryJobItTookBeforeItStops) {
  std::atomic<int> done = 0;
  WorkerPool pool("test", 2, 100);
  for (int job = 0; job < 100; ++job) {
    ASSERT_TRUE(pool.try_run([&done] { ++done; }));
  }
  pool.stop();
  EXPECT_EQ(done, 100);
  EXPECT_FALSE(pool.try_run([] {}));
}

TEST(WorkerPool, RefusesWhenItsQueueIsFull) {
  std::promise<void> started;
  std::promise<void> go_on;
  WorkerPool pool("test", 1, 1);
  ASSERT_TRUE(pool.try_run([&] {
    started.set_value();
    go_on.get_future().wait();
  }));
  started.get_future().wait();
  EXPECT_TRUE(pool.try_run([] {}));
  EXPECT_FALSE(pool.try_run([] {}));
  go_on.set_value();
}

TEST(WorkerPool, OutlivesAJobThatThrows) {
  std::promise<std::string> told;
  std::promise<void> next_ran;
  WorkerPool pool("test", 1, 4, [&told](const std::string& what) { told.set_value(what); });
  pool.try_run([] { throw std::runtime_error("broken"); });
  pool.try_run([&next_ran] { next_ran.set_value(); });
  EXPECT_EQ(told.get_future().get(), "broken");
  next_ran.get_future().wait();
}

}  // namespace
}  // namespace drawbridge
