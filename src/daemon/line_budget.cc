#include "daemon/line_budget.h"

#include <algorithm>
#include <utility>

namespace drawbridge::daemon {

std::optional<std::uint64_t> LineBudget::take(Moment now) {
  return state_.with([&](State& state) -> std::optional<std::uint64_t> {
    if (const auto more = (now - state.refilled) / refill_; more > 0) {
      state.lines = std::min(burst_, state.lines + static_cast<std::uint64_t>(more));
      state.refilled = now;
    }
    if (state.lines == 0) {
      ++state.left_out;
      return std::nullopt;
    }
    --state.lines;
    return std::exchange(state.left_out, 0);
  });
}

}  // namespace drawbridge::daemon
