#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/views/views.h"
#include "projection/snapshot.h"

/// Records of the GLauth document: keys in the profile's order, every value through the TOML
/// encoder.
namespace drawbridge::projection {

/// Nothing hashes to it: the verifier of whoever must not bind.
inline constexpr std::string_view kUnmatchableSha256 =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends `text` as a TOML basic string on one line (TOML 1.0, "String").
/// REQUIRES: well-formed UTF-8.
void append_toml_string(std::string& out, std::string_view text);

/// Appends a [[groups]] record.
void append_glauth_group(std::string& out, std::string_view name, std::int64_t gid);

/// Appends a [[users]] record of a person or robot, with the blank line that parts it from a
/// record of a user before.
void append_glauth_user(std::string& out, const OfferingOutput& offering,
                        const app::AccountView& account, bool is_first);

}  // namespace drawbridge::projection
