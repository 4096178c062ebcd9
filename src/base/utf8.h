#pragma once

#include <string>
#include <string_view>

namespace drawbridge {

/// True when `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing
/// above U+10FFFF).
bool valid_utf8(std::string_view text);

/// True when `text` holds nothing but U+0020..U+007E.
bool is_printable_ascii(std::string_view text);

/// True when that is so, no blank is at either end and no two are side by side.
bool is_plain_line(std::string_view text);

/// The code points of `text`; every octet that belongs to no well-formed sequence becomes U+FFFD.
std::u32string code_points(std::string_view text);

/// Appends the UTF-8 form of `code_point`; what is not a scalar value is written as U+FFFD.
void append_utf8(std::string& out, char32_t code_point);

/// The UTF-8 form of `text`.
std::string to_utf8(std::u32string_view text);

/// Number of code points; octets outside well-formed sequences count one each.
std::size_t count_code_points(std::string_view text);

/// Full case folding (Unicode section 3.13, rule X4) after composition (NFC): equal results mean
/// equal without regard to case. Ill-formed octets become U+FFFD first.
std::string case_fold(std::string_view text);

/// Compatibility decomposition (UAX 15). Ill-formed octets become U+FFFD first.
std::string nfkd(std::string_view text);
/// The same for one code point, e.g. U+00E9 -> U+0065 U+0301.
std::u32string nfkd(char32_t code_point);

/// Compatibility composition (UAX 15). Ill-formed octets become U+FFFD first.
std::string nfkc(std::string_view text);

/// Simple lower-case mapping; code points without one are returned as they are.
char32_t to_lower(char32_t code_point);

/// The Unicode property White_Space: blanks of every width, tabs and all line breaks, among them
/// U+0085, U+00A0, U+2028 and U+2029.
bool is_white_space(char32_t code_point);

/// General category Cc (C0, DEL, C1), and the directional controls U+202A..U+202E and
/// U+2066..U+2069, which make text show in another order than it is stored. Tab and the line
/// breaks among them are controls too; callers that accept white space ask for it first.
bool is_control(char32_t code_point);

/// True when `text` holds a control character (is_control) or U+2028 or U+2029.
bool has_control_characters(std::string_view text);

/// `text` with every run of white space made one blank, and none at either end.
std::string single_line(std::string_view text);

}  // namespace drawbridge
