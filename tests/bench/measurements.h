#pragma once

#include <netinet/in.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace drawbridge::bench {

using SteadyClock = std::chrono::steady_clock;

/// What one run of a load generator saw; latencies in microseconds.
struct Measurements {
  std::vector<std::uint32_t> latencies;
  std::vector<std::uint32_t> wholes;  ///< Times of tasks of many requests, in microseconds.
  std::uint64_t entries = 0;          ///< That came with the answers.
  std::uint64_t wrong = 0;            ///< Answers that were not what they had to be.
  double seconds = 0;

  void add(SteadyClock::time_point begin, SteadyClock::time_point end);
  void add_whole(SteadyClock::time_point begin, SteadyClock::time_point end);
  void merge(const Measurements& other);
  /// One line of JSON: count, seconds, per_second, p50_us, p99_us, max_us, entries_per_second,
  /// wholes, whole_p50_us, wrong.
  std::string summary(const std::string& name);
};

/// A TCP connection to `host:port` (an IPv4 address), Nagle off.
Result<UniqueFd> connect_to(const std::string& address, bool non_blocking);

/// The lines of a file, at most 1 GiB.
Result<std::vector<std::string>> read_lines(const std::string& path);

}  // namespace drawbridge::bench
