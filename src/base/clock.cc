#include "base/clock.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <span>

#include "base/fixed_text.h"

namespace drawbridge {
namespace {

using Microseconds = std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

struct Parts {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<Microseconds> time;
};

Parts parts_of(Timestamp moment) {
  const sys_time<Microseconds> point{Microseconds(moment.microseconds)};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<Microseconds>(point - day)};
}

/// Reads digits off the front of a text, counting what it took.
class DigitCursor {
 public:
  explicit DigitCursor(std::string_view text) : rest_(text) {}

  bool number(std::size_t digits, int& out) {
    if (rest_.size() < digits) return false;
    const auto* end = rest_.data() + digits;
    const auto [stop, error] = std::from_chars(rest_.data(), end, out);
    if (error != std::errc{} || stop != end || rest_.front() == '-') return false;
    rest_.remove_prefix(digits);
    return true;
  }

  bool literal(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool one_of(std::string_view wanted, char& found) {
    if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) return false;
    found = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  /// Digits of a fraction of a second, as microseconds; at least one digit.
  bool fraction(int& out) {
    out = 0;
    std::size_t taken = 0;
    for (; taken < rest_.size() && rest_[taken] >= '0' && rest_[taken] <= '9'; ++taken) {
      if (taken < 6) out = out * 10 + (rest_[taken] - '0');
    }
    for (std::size_t digit = taken; digit < 6; ++digit) out *= 10;
    rest_.remove_prefix(taken);
    return taken > 0;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Offset from UTC in minutes; 0 for `Z` and for none.
bool read_offset(DigitCursor& in, int& minutes) {
  minutes = 0;
  char sign = 0;
  if (in.at_end() || in.one_of("Zz", sign)) return true;
  int hour = 0;
  int minute = 0;
  if (!in.one_of("+-", sign) || !in.number(2, hour)) return false;
  in.literal(':');
  if (!in.at_end() && !in.number(2, minute)) return false;
  if (hour > 23 || minute > 59) return false;
  minutes = (hour * 60 + minute) * (sign == '-' ? -1 : 1);
  return true;
}

bool read_time(DigitCursor& in, Microseconds& since_midnight, int& offset_minutes) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int fraction = 0;
  if (!in.number(2, hour) || !in.literal(':') || !in.number(2, minute)) return false;
  if (in.literal(':') && !in.number(2, second)) return false;
  if (in.literal('.') && !in.fraction(fraction)) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  since_midnight = std::chrono::hours(hour) + std::chrono::minutes(minute) +
                   std::chrono::seconds(second) + Microseconds(fraction);
  return read_offset(in, offset_minutes);
}

}  // namespace

Timestamp Timestamp::now() {
  const auto point = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<Microseconds>(point).count()};
}

Result<Timestamp> Timestamp::parse(std::string_view text) {
  const auto wrong = [] {
    return fail(ErrorCode::kInvalid,
                "Datetime has wrong format. Use one of these formats instead: "
                "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].");
  };
  DigitCursor in(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!in.number(4, year) || !in.literal('-') || !in.number(2, month) || !in.literal('-') ||
      !in.number(2, day)) {
    return wrong();
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970) return wrong();
  Microseconds since_midnight{0};
  int offset_minutes = 0;
  char separator = 0;
  if (in.one_of("Tt ", separator) && !read_time(in, since_midnight, offset_minutes)) return wrong();
  if (!in.at_end()) return wrong();
  const auto point =
      sys_days(date).time_since_epoch() + since_midnight - std::chrono::minutes(offset_minutes);
  return Timestamp{std::chrono::duration_cast<Microseconds>(point).count()};
}

std::string Timestamp::iso8601() const {
  const auto parts = parts_of(*this);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int{parts.day.year()},
                     unsigned{parts.day.month()}, unsigned{parts.day.day()},
                     parts.time.hours().count(), parts.time.minutes().count(),
                     parts.time.seconds().count(), parts.time.subseconds().count());
}

std::string Timestamp::generalized() const {
  std::string text(kGeneralizedSize, '\0');
  print_generalized(*this, std::span<char, kGeneralizedSize>(text));
  return text;
}

std::string Timestamp::date() const {
  const auto parts = parts_of(*this);
  return fmt::format("{:04}-{:02}-{:02}", int{parts.day.year()}, unsigned{parts.day.month()},
                     unsigned{parts.day.day()});
}

bool is_calendar_date(std::string_view text) {
  constexpr std::size_t kLength = 10;
  if (text.size() != kLength || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    const auto piece = text.substr(at, digits);
    const auto [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), value);
    return error == std::errc() && end == piece.data() + piece.size() ? value : 0U;
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(5, 2)),
                                         std::chrono::day(number(8, 2))};
  return static_cast<int>(date.year()) > 0 && date.ok();
}

}  // namespace drawbridge
