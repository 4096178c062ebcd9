#include "ldap/directory/change_sequence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"

namespace drawbridge::ldap::directory {
namespace {

constexpr std::uint64_t kMicrosecondsInASecond = 1'000'000;
constexpr std::size_t kSecondDigits = 14;
/// In the pattern: a digit, a hexadecimal digit, or the character itself.
constexpr std::string_view kPattern = "dddddddddddddd.ddddddZ#xxxxxx#xxx#xxxxxx";

bool fits(char c, char pattern) {
  const bool is_digit = c >= '0' && c <= '9';
  if (pattern == 'd') return is_digit;
  if (pattern == 'x') return is_digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return c == pattern;
}

}  // namespace

std::string change_sequence_number(std::uint64_t microseconds) {
  std::string second =
      Timestamp{static_cast<std::int64_t>(microseconds)}.generalized();  // ends with Z
  second.pop_back();
  return fmt::format("{}.{:06}Z#000000#000#000000", second, microseconds % kMicrosecondsInASecond);
}

std::optional<std::uint64_t> parse_change_sequence_number(std::string_view text) {
  if (text.size() != kPattern.size() ||
      !std::equal(text.begin(), text.end(), kPattern.begin(), fits)) {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t size) { return text.substr(at, size); };
  const auto moment = Timestamp::parse(fmt::format("{}-{}-{}T{}:{}:{}.{}Z", part(0, 4), part(4, 2),
                                                   part(6, 2), part(8, 2), part(10, 2), part(12, 2),
                                                   part(kSecondDigits + 1, 6)));
  if (!moment) return std::nullopt;
  return static_cast<std::uint64_t>(moment->microseconds);
}

}  // namespace drawbridge::ldap::directory
