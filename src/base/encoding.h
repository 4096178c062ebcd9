#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge {

/// Two lower-case hex digits a byte.
std::string hex_encode(std::string_view bytes);

/// @return the bytes, or kInvalid when `text` is not an even number of hex digits of either case.
Result<std::string> hex_decode(std::string_view text);

enum class Base64Padding {
  kRequired,   ///< `=` up to a multiple of four, as RFC 4648 section 4 has it.
  kForbidden,  ///< No `=` at all, as in SSH fingerprints.
  kOptional,   ///< Either, but a part of the padding is wrong.
};

/// Standard alphabet of RFC 4648 section 4. `padding` kOptional writes it.
std::string base64_encode(std::string_view bytes, Base64Padding padding = Base64Padding::kRequired);

/// Strict: no white space, no line breaks, no bits set behind the last byte (one text per value).
///
/// @return the bytes, or kInvalid.
Result<std::string> base64_decode(std::string_view text,
                                  Base64Padding padding = Base64Padding::kRequired);

/// Appends `text` as a JSON string with its quotes (RFC 8259 section 7). Control characters,
/// line separators and marks of writing direction are escaped; every byte that is not part of valid
/// UTF-8 becomes U+FFFD, so the result is always valid JSON. The plain ASCII run is one copy.
void append_json_string(std::string& out, std::string_view text);

}  // namespace drawbridge
