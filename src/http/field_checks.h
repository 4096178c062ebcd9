#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "json/read.h"

/// Rules for fields of bodies that several endpoints share.
namespace drawbridge::http {

/// Code points.
inline constexpr std::size_t kNameMax = 150;
inline constexpr std::size_t kCommentMax = 10000;
inline constexpr std::size_t kAddressMax = 2000;

inline constexpr json::TextRules kNameRules = {.max_length = kNameMax};
/// Blank is as good as none.
inline constexpr json::TextRules kUsernameRules = {.max_length = 100, .may_be_blank = true};
inline constexpr json::TextRules kTextRules = {.max_length = kCommentMax, .may_be_blank = true};

/// Puts what a body gave in the place of `field`; what it left out stays.
template <class T>
Status replace_if_given(T& field, Result<std::optional<T>> given) {
  if (!given) return tl::unexpected(std::move(given.error()));
  if (*given) field = std::move(**given);
  return {};
}
/// The same for a field that may be null.
template <class T>
Status replace_if_given(std::optional<T>& field, Result<json::Nullable<T>> given) {
  if (!given) return tl::unexpected(std::move(given.error()));
  if (given->is_given) field = std::move(given->value);
  return {};
}

/// An http or https address, or blank.
/// @return kInvalid "Enter a valid URL." on `key` for anything else, so that no page that shows it
///         can be made to run a script
Result<std::optional<std::string>> optional_web_address(const json::Value& object,
                                                        std::string_view key);

/// A mail address, or blank (RFC 5321's form; Waldur's texts).
Result<std::optional<std::string>> optional_mail(const json::Value& object, std::string_view key);

}  // namespace drawbridge::http
