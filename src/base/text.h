#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace drawbridge {

/// The pieces between separators, empty ones included; one piece for a text without any.
std::vector<std::string_view> split(std::string_view text, char separator);

/// `text` without ASCII white space (blank, \t \n \v \f \r) at both ends.
std::string_view trim(std::string_view text);

/// ASCII letters to lower case; every other byte stays.
constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
std::string ascii_lower(std::string_view text);
std::string ascii_upper(std::string_view text);

/// Equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b);

std::string join(std::span<const std::string> pieces, std::string_view separator);
std::string join(std::span<const std::string_view> pieces, std::string_view separator);

/// The whole of `text` as a decimal integer: an optional minus, digits, nothing else.
///
/// @return the number, or kInvalid: empty, other characters, or outside T's range.
template <std::integral T>
Result<T> parse_integer(std::string_view text) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end) {
    return fail(ErrorCode::kInvalid, "A valid integer is required.");
  }
  return value;
}

/// Levenshtein distance in bytes. Time |a|*|b|; for short names.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `name` for a "did you mean", or nothing when none is near: within a
/// third of the name's length, at least 2. The first of equals wins.
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates);

}  // namespace drawbridge
