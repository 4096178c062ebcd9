#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::domain {

inline constexpr std::size_t kSlugMax = 50;

/// The slug of a name: transliterated, lower case, letters, digits, `_` and `-`; runs of blanks and
/// `-` one `-`, none of `-` and `_` at the ends, cut to 50. Empty when nothing is left: then the
/// caller takes the object's uuid.
std::string slugify(std::string_view name);

/// Whether `slug` is 1 to 50 of `A-Za-z0-9_-`.
/// @return kInvalid with field `slug`.
Status check_slug(std::string_view slug);

/// The same for an offering, whose slug names its subtree: `services` (in any case) is taken by the
/// service accounts.
Status check_offering_slug(std::string_view slug);

/// `base` for 1, else `base-2`, `base-3`, ...; the base cut so that both fit 50. Slugs are unique
/// without regard to case (fold_name of domain/username.h).
std::string numbered_slug(std::string_view base, std::uint64_t number);

}  // namespace drawbridge::domain
