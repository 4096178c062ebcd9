#include "ldap/schema/syntax_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>

#include "base/uuid.h"
#include "ldap/dn/attribute_name.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"
#include "ldap/schema/name_index.h"
#include "ldap/schema/object_class.h"

namespace drawbridge::ldap::schema {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

bool all_hex_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = ascii_lower(c);
    return is_digit(c) || (lower >= 'a' && lower <= 'f');
  });
}

/// Takes `count` digits off the front; nothing, and no change, when they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count || !all_digits(text.substr(0, count))) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(0, count)) number = number * 10 + (c - '0');
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

struct Time {
  std::chrono::sys_seconds seconds;
  std::uint64_t fraction = 0;  ///< In units of 10^-digits seconds.
  std::size_t digits = 0;
};

/// Date, hour, and as far as they are given minute and second. `unit` becomes the seconds that a
/// fraction counts: those of the last field given.
std::optional<std::chrono::sys_seconds> take_date_and_time(std::string_view& text,
                                                           std::uint64_t& unit) {
  const auto year = take_number(text, 4);
  const auto month = take_number(text, 2);
  const auto day = take_number(text, 2);
  const auto hour = take_number(text, 2);
  if (!year || !month || !day || !hour || *hour > 23) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const auto minute = take_number(text, 2);
  const auto second = minute ? take_number(text, 2) : std::nullopt;
  constexpr int kLeapSecond = 60;
  if (minute.value_or(0) > 59 || second.value_or(0) > kLeapSecond) return std::nullopt;
  unit = second ? 1 : (minute ? 60 : 3600);
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) +
         std::chrono::minutes(minute.value_or(0)) + std::chrono::seconds(second.value_or(0));
}

/// `.` or `,` and digits, counted in `unit` seconds. False when the mark stands without digits.
bool take_fraction(std::string_view& text, std::uint64_t unit, Time& time) {
  constexpr std::size_t kMaxDigits = 9;
  if (!take(text, '.') && !take(text, ',')) return true;
  std::uint64_t scale = 1;
  std::uint64_t fraction = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (time.digits == kMaxDigits) return false;
    fraction = fraction * 10 + static_cast<std::uint64_t>(text.front() - '0');
    scale *= 10;
    ++time.digits;
  }
  if (time.digits == 0) return false;
  const std::uint64_t total = fraction * unit;
  time.seconds += std::chrono::seconds(total / scale);
  time.fraction = total % scale;
  return true;
}

/// `Z` or a difference from UTC, after which nothing may come.
bool take_zone(std::string_view text, Time& time) {
  if (text == "Z") return true;
  const bool is_ahead = take(text, '+');
  if (!is_ahead && !take(text, '-')) return false;
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23) return false;
  const auto minutes = text.empty() ? std::optional<int>(0) : take_number(text, 2);
  if (!minutes || *minutes > 59 || !text.empty()) return false;
  const auto difference = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  time.seconds += is_ahead ? -difference : difference;
  return true;
}

void append_time(const Time& time, std::string& out) {
  const auto days = std::chrono::floor<std::chrono::days>(time.seconds);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time.seconds - days);
  fmt::format_to(std::back_inserter(out), "{:04}{:02}{:02}{:02}{:02}{:02}",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count());
  if (time.fraction == 0) return;
  fmt::format_to(std::back_inserter(out), ".{:0{}}", time.fraction, time.digits);
  while (out.back() == '0') out.pop_back();
}

}  // namespace

bool append_integer(std::string_view value, std::string& out) {
  const bool is_negative = take(value, '-');
  if (value.empty() || !all_digits(value) || value.size() > kMaxIntegerDigits) return false;
  const bool has_leading_zero = value.front() == '0' && (value.size() > 1 || is_negative);
  if (has_leading_zero) return false;
  const auto size = static_cast<std::uint16_t>(value.size());
  const unsigned length = is_negative ? 0xffffU - size : size;
  out += is_negative ? '0' : '1';
  out += static_cast<char>((length >> 8U) & 0xffU);
  out += static_cast<char>(length & 0xffU);
  for (const char c : value) out += is_negative ? static_cast<char>('0' + '9' - c) : c;
  return true;
}

bool append_generalized_time(std::string_view value, std::string& out) {
  std::uint64_t unit = 1;
  const auto seconds = take_date_and_time(value, unit);
  if (!seconds) return false;
  Time time{*seconds};
  if (!take_fraction(value, unit, time) || !take_zone(value, time)) return false;
  const auto year =
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time.seconds)).year();
  if (year < std::chrono::year(0) || year > std::chrono::year(9999)) return false;
  append_time(time, out);
  return true;
}

bool append_uuid(std::string_view value, std::string& out) {
  constexpr std::size_t kDashedSize = 36;
  if (value.size() != kDashedSize) return false;
  const auto uuid = Uuid::parse(value);
  if (!uuid) return false;
  for (const std::uint8_t octet : uuid->bytes()) out += static_cast<char>(octet);
  return true;
}

bool append_csn(std::string_view value, std::string& out) {
  constexpr std::string_view kShape = "00000000000000.000000Z#xxxxxx#xxx#xxxxxx";
  if (value.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool fits = kShape[i] == '0'   ? is_digit(value[i])
                      : kShape[i] == 'x' ? all_hex_digits(value.substr(i, 1))
                                         : value[i] == kShape[i];
    if (!fits) return false;
  }
  for (const char c : value) out += c == 'Z' ? c : ascii_lower(c);
  return true;
}

bool append_boolean(std::string_view value, std::string& out) {
  if (equals_ignoring_case(value, "TRUE")) {
    out += "TRUE";
  } else if (equals_ignoring_case(value, "FALSE")) {
    out += "FALSE";
  } else {
    return false;
  }
  return true;
}

bool append_object_identifier(std::string_view value, std::string& out) {
  std::string_view name;
  if (const ObjectClass* object_class = find_object_class(value)) {
    name = object_class->name;
  } else if (const AttributeType* type = find_attribute(value)) {
    name = type->name;
  } else if (dn::is_attribute_name(value) && is_digit(value.front())) {
    name = value;
  } else {
    return false;
  }
  std::transform(name.begin(), name.end(), std::back_inserter(out), ascii_lower);
  return true;
}

}  // namespace drawbridge::ldap::schema
