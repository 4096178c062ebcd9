#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge {

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  std::int64_t microseconds = 0;

  /// The system clock's now.
  static Timestamp now();

  /// ISO 8601: `YYYY-MM-DD` (midnight) or date and time with `T` or a blank between, fraction of
  /// 0 to 6 digits (further ones are cut), `Z`, an offset, or none (= UTC); as the wire contract
  /// takes it (api-surface section 4).
  /// @return kInvalid for anything else, and for years outside 1970..9999.
  static Result<Timestamp> parse(std::string_view text);

  /// `2026-03-01T08:15:30.123456Z`
  std::string iso8601() const;
  /// `20260301081530Z`, the GeneralizedTime of RFC 4517 section 3.3.13.
  std::string generalized() const;
  /// `2026-03-01`
  std::string date() const;

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

/// Whether the text is `YYYY-MM-DD`, a day of the calendar of any year from 0001 to 9999.
bool is_calendar_date(std::string_view text);

/// Where the time comes from, so that tests can say what it is.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override { return Timestamp::now(); }
};

}  // namespace drawbridge
