#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/guarded.h"

namespace drawbridge::daemon {

/// How many lines of a kind reach the log: `burst` at once and one more every `refill`, so that
/// whoever makes the lines cannot fill a disk. Any thread.
class LineBudget {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  LineBudget(std::uint32_t burst, std::chrono::milliseconds refill)
      : burst_(burst), refill_(refill), state_(State{burst, {}, 0}) {}

  /// @return how many were left out since the last one; nothing: leave this one out too
  std::optional<std::uint64_t> take(Moment now);

 private:
  struct State {
    std::uint64_t lines;
    Moment refilled;
    std::uint64_t left_out;
  };

  std::uint64_t burst_;
  std::chrono::milliseconds refill_;
  Guarded<State> state_;
};

}  // namespace drawbridge::daemon
