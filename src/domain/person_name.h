#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::domain {

/// Characters (not octets) of a first or last name.
inline constexpr std::size_t kPersonNameMaxCharacters = 100;

/// A first or last name as it is stored: runs of white space, tabs and line breaks become one
/// blank, blanks at the ends go. May be empty.
///
/// @param field the input field named in the error.
/// @return kInvalid for ill-formed UTF-8, for any other control character (is_control of
///         base/utf8.h) and for more than 100 characters.
Result<std::string> clean_person_name(std::string_view text, std::string_view field);

/// Both names with one blank between; the one that is there when the other is empty.
std::string full_name(std::string_view first_name, std::string_view last_name);

/// The last word of a name, for the `sn` of somebody without a last name (RFC 4519 section 2.32
/// makes `sn` mandatory for a person). Empty for a text without words.
std::string_view last_word(std::string_view text);

/// The full name as passwd(5) can hold it: transliterated to printable ASCII, without `:` and `,`.
/// Empty when nothing is left.
std::string gecos(std::string_view name);

/// An address of at most 320 characters: local part (dot-atom or quoted string, RFC 5322 section
/// 3.4.1; letters outside ASCII accepted, RFC 6531), `@`, host name or address literal.
/// @return kInvalid "Enter a valid email address.", "Ensure this field has no more than 320
///         characters.".
Status check_mail(std::string_view text, std::string_view field = "email");

/// The name somebody has at Waldur: 1 to 128 of `0-9a-z_.@+-`.
/// @return kInvalid "Enter a valid username.".
Status check_waldur_username(std::string_view text, std::string_view field = "username");

/// The name in a FreeIPA profile: `^[a-z0-9_.][a-z0-9_.-]{0,31}$`.
/// @return kInvalid "Enter a valid username.".
Status check_freeipa_username(std::string_view text, std::string_view field = "username");

}  // namespace drawbridge::domain
