#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <optional>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace drawbridge {

/// How many threads to give so much work to, at most one for each core.
/// @param least  of the work that is worth a thread; more than 0
inline std::size_t share_count(std::size_t work, std::size_t least) {
  constexpr unsigned kMost = 8;
  const std::size_t cores = std::clamp(std::thread::hardware_concurrency(), 1U, kMost);
  return std::clamp<std::size_t>(work / least, 1, cores);
}

enum class Threads { kOne, kOfAllCores };

/// Begins the work on a thread of its own. Where none is asked for, or none can be had, the work is
/// done when its result is asked for.
template <class Work>
auto begin_work(Threads threads, Work work) {
  if (threads == Threads::kOfAllCores) {
    try {
      return std::async(std::launch::async, work);
    } catch (const std::system_error&) {
      // No thread is to be had (pids.max, RLIMIT_NPROC): the caller's own is as good, but slower.
    }
  }
  return std::async(std::launch::deferred, std::move(work));
}

/// Divides [0, count) into ranges and calls `work(begin, end)` for each, on as many threads as that
/// is worth. There are several ranges for a thread, each of which goes to the next thread that is
/// free: what some take longer, others do meanwhile.
/// @param least  of `count` that is worth a thread; more than 0
/// @return what the calls returned, in the order of the ranges; an exception of one is passed on
template <class Work>
auto in_shares(std::size_t count, std::size_t least, const Work& work) {
  using Result = std::invoke_result_t<const Work&, std::size_t, std::size_t>;
  constexpr std::size_t kOfAThread = 8;
  const std::size_t threads = share_count(count, least);
  const std::size_t shares = threads == 1 ? 1 : std::min(count / least, threads * kOfAThread);
  std::vector<std::optional<Result>> made(shares);
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t share = next++; share < shares; share = next++) {
      made[share].emplace(work(count * share / shares, count * (share + 1) / shares));
    }
  };
  std::vector<std::future<void>> others;
  others.reserve(threads - 1);
  for (std::size_t other = 1; other < threads; ++other) {
    others.push_back(begin_work(Threads::kOfAllCores, run));
  }
  run();
  for (auto& other : others) other.get();
  std::vector<Result> results;
  results.reserve(shares);
  for (auto& result : made) results.push_back(std::move(*result));
  return results;
}

}  // namespace drawbridge
