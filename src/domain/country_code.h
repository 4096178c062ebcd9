#pragma once

#include <string_view>

namespace drawbridge::domain {

/// Whether the text has the form of an ISO 3166-1 alpha-2 code: two upper-case letters.
constexpr bool is_country_code(std::string_view text) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 2 && is_upper(text[0]) && is_upper(text[1]);
}

}  // namespace drawbridge::domain
