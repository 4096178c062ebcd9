#pragma once

#include <algorithm>
#include <cstddef>
#include <future>
#include <thread>
#include <type_traits>
#include <vector>

namespace drawbridge {

/// How many threads to give so much work to, at most one for each core.
/// @param least  of the work that is worth a thread; more than 0
inline std::size_t share_count(std::size_t work, std::size_t least) {
  constexpr unsigned kMost = 8;
  const std::size_t cores = std::clamp(std::thread::hardware_concurrency(), 1U, kMost);
  return std::clamp<std::size_t>(work / least, 1, cores);
}

/// Divides [0, count) into ranges and calls `work(begin, end)` for each on a thread of its own.
/// @param least  of `count` that is worth a thread; more than 0
/// @return what the calls returned, in the order of the ranges; an exception of one is passed on
template <class Work>
auto in_shares(std::size_t count, std::size_t least, const Work& work) {
  using Result = std::invoke_result_t<const Work&, std::size_t, std::size_t>;
  const std::size_t shares = share_count(count, least);
  const auto run = [&](std::size_t share) {
    return work(count * share / shares, count * (share + 1) / shares);
  };
  std::vector<std::future<Result>> others;
  others.reserve(shares - 1);
  for (std::size_t share = 1; share < shares; ++share) {
    others.push_back(std::async(std::launch::async, run, share));
  }
  std::vector<Result> results;
  results.reserve(shares);
  results.push_back(run(0));
  for (auto& other : others) results.push_back(other.get());
  return results;
}

}  // namespace drawbridge
