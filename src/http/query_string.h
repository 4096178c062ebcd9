#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace drawbridge::http {

/// The parameters of a request target's query, decoded, in the order given; names may repeat.
class QueryString {
 public:
  using Pair = std::pair<std::string, std::string>;

  QueryString() = default;
  explicit QueryString(std::vector<Pair> pairs) : pairs_(std::move(pairs)) {}

  /// @param text  what follows the `?`, at most 16 KiB; `+` is a blank
  /// @return kInvalid for a broken percent escape, invalid UTF-8 or a NUL; kTooLarge over 1000
  /// pairs
  static Result<QueryString> parse(std::string_view text);

  const std::vector<Pair>& pairs() const { return pairs_; }

  /// The last value given under `name`.
  std::optional<std::string_view> value(std::string_view name) const;
  /// Every value given under `name` that is not blank, in order.
  std::vector<std::string_view> values(std::string_view name) const;

 private:
  std::vector<Pair> pairs_;
};

/// @return the decoded bytes, or kInvalid for a broken escape, invalid UTF-8 or a NUL.
Result<std::string> percent_decode(std::string_view text, bool plus_is_blank);

/// Everything but the unreserved characters of RFC 3986 section 2.3 as %XX; commas too, because
/// Waldur's clients split Link headers at every comma.
std::string percent_encode(std::string_view text);

}  // namespace drawbridge::http
