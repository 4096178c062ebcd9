#include "domain/slug.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "domain/transliteration.h"

namespace drawbridge::domain {
namespace {

constexpr std::string_view kServices = "services";

bool is_word_character(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string slugify(std::string_view name) {
  std::string slug;
  for (const char c : ascii_lower(transliterate(name))) {
    if (is_word_character(c)) {
      slug += c;
    } else if ((c == ' ' || c == '-') && !slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  const auto first = slug.find_first_not_of("-_");
  if (first == std::string::npos) return {};
  slug = slug.substr(first, kSlugMax);
  slug.resize(slug.find_last_not_of("-_") + 1);
  return slug;
}

Status check_slug(std::string_view slug) {
  if (slug.empty()) return fail(ErrorCode::kInvalid, "This field may not be blank.", "slug");
  if (slug.size() > kSlugMax) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 50 characters.", "slug");
  }
  if (!std::all_of(slug.begin(), slug.end(),
                   [](char c) { return is_word_character(c) || c == '-'; })) {
    return fail(ErrorCode::kInvalid,
                "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.",
                "slug");
  }
  return {};
}

Status check_offering_slug(std::string_view slug) {
  DRAWBRIDGE_CHECK(check_slug(slug));
  if (equal_ignoring_case(slug, kServices)) {
    return fail(ErrorCode::kInvalid, "This slug is reserved.", "slug");
  }
  return {};
}

std::string numbered_slug(std::string_view base, std::uint64_t number) {
  const std::string suffix = number <= 1 ? std::string() : fmt::format("-{}", number);
  return std::string(base.substr(0, kSlugMax - suffix.size())) + suffix;
}

}  // namespace drawbridge::domain
