#include "ldap/directory/change_sequence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/fixed_text.h"

namespace drawbridge::ldap::directory {
namespace {

constexpr std::uint64_t kMicrosecondsInASecond = 1'000'000;
constexpr std::size_t kSecondDigits = 14;
constexpr std::size_t kFractionDigits = 6;
/// In the pattern: a digit, a hexadecimal digit, or the character itself.
constexpr std::string_view kPattern = "dddddddddddddd.ddddddZ#xxxxxx#xxx#xxxxxx";
static_assert(kPattern.size() == kChangeSequenceSize);

bool fits(char c, char pattern) {
  const bool is_digit = c >= '0' && c <= '9';
  if (pattern == 'd') return is_digit;
  if (pattern == 'x') return is_digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return c == pattern;
}

}  // namespace

std::string change_sequence_number(std::uint64_t microseconds) {
  std::string text(kChangeSequenceSize, '\0');
  print_change_sequence_number(microseconds, std::span<char, kChangeSequenceSize>(text));
  return text;
}

void print_change_sequence_number(std::uint64_t microseconds,
                                  std::span<char, kChangeSequenceSize> out) {
  constexpr std::string_view kRest = "Z#000000#000#000000";
  print_generalized(Timestamp{static_cast<std::int64_t>(microseconds)},
                    out.first<kGeneralizedSize>());
  out[kSecondDigits] = '.';
  std::uint64_t fraction = microseconds % kMicrosecondsInASecond;
  for (std::size_t at = kSecondDigits + kFractionDigits; at > kSecondDigits; --at) {
    out[at] = static_cast<char>('0' + fraction % 10);
    fraction /= 10;
  }
  kRest.copy(out.last<kRest.size()>().data(), kRest.size());
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
