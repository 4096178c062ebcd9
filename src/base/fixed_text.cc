#include "base/fixed_text.h"

#include <array>
#include <chrono>
#include <cstring>
#include <string_view>

namespace drawbridge {
namespace {

using Microseconds = std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

/// `00` to `99` side by side: a look-up takes a third of the divisions.
constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t value = 0; value < 100; ++value) {
    pairs[2 * value] = static_cast<char>('0' + value / 10);
    pairs[2 * value + 1] = static_cast<char>('0' + value % 10);
  }
  return pairs;
}();

void print_two_digits(unsigned value, char* out) {
  std::memcpy(out, kPairs.data() + std::size_t{2} * (value % 100), 2);
}

bool is_before_dash(std::size_t octet) {
  return octet == 3 || octet == 5 || octet == 7 || octet == 9;
}

}  // namespace

bool has_generalized(Timestamp moment) {
  constexpr sys_time<Microseconds> kBegin = sys_days(std::chrono::year(0) / 1 / 1);
  constexpr sys_time<Microseconds> kEnd = sys_days(std::chrono::year(10'000) / 1 / 1);
  const sys_time<Microseconds> point{Microseconds(moment.microseconds)};
  return point >= kBegin && point < kEnd;
}

void print_generalized(Timestamp moment, std::span<char, kGeneralizedSize> out) {
  const sys_time<Microseconds> point{Microseconds(moment.microseconds)};
  const auto days = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(days);
  const auto second =
      static_cast<unsigned>(std::chrono::floor<std::chrono::seconds>(point - days).count());
  const auto year = static_cast<unsigned>(int{date.year()});
  char* const text = out.data();
  print_two_digits(year / 100, text);
  print_two_digits(year, text + 2);
  print_two_digits(unsigned{date.month()}, text + 4);
  print_two_digits(unsigned{date.day()}, text + 6);
  print_two_digits(second / 3600, text + 8);
  print_two_digits(second / 60 % 60, text + 10);
  print_two_digits(second % 60, text + 12);
  out.back() = 'Z';
}

void print_dashed(const Uuid& uuid, std::span<char, kDashedSize> out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  char* text = out.data();
  for (std::size_t octet = 0; octet < uuid.bytes().size(); ++octet) {
    *text++ = kDigits[uuid.bytes()[octet] >> 4U];
    *text++ = kDigits[uuid.bytes()[octet] & 0x0fU];
    if (is_before_dash(octet)) *text++ = '-';
  }
}

}  // namespace drawbridge
