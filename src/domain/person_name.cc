#include "domain/person_name.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "domain/transliteration.h"

namespace drawbridge::domain {
namespace {

constexpr std::size_t kMailMaxCharacters = 320;
constexpr std::size_t kWaldurUsernameMax = 128;
constexpr std::size_t kFreeipaUsernameMax = 32;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter_or_digit(char c) { return is_lower_or_digit(ascii_lower(c)); }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// `atext` of RFC 5322 section 3.2.3 and RFC 6531 section 3.3.
bool is_atom_character(char c) {
  constexpr std::string_view kSpecial = "!#$%&'*+-/=?^_`{|}~";
  return is_letter_or_digit(c) || is_beyond_ascii(c) || kSpecial.find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
  const auto atoms = split(text, '.');
  return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
    return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atom_character);
  });
}

/// RFC 5322 section 3.2.4, without folding white space; control characters are refused before.
bool is_quoted_string(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"') return false;
    if (inside[i] == '\\' && ++i == inside.size()) return false;
  }
  return true;
}

bool is_host_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return is_letter_or_digit(c) || is_beyond_ascii(c) || c == '-';
         });
}

bool is_address_literal(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
         std::all_of(text.begin() + 1, text.end() - 1,
                     [](char c) { return is_letter_or_digit(c) || c == '.' || c == ':'; });
}

bool is_mail_domain(std::string_view text) {
  if (is_address_literal(text) || equal_ignoring_case(text, "localhost")) return true;
  const auto labels = split(text, '.');
  return labels.size() >= 2 && std::all_of(labels.begin(), labels.end(), is_host_label);
}

bool is_mail_address(std::string_view text) {
  if (!valid_utf8(text) || has_control_characters(text)) return false;
  const auto at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  const std::string_view local = text.substr(0, at);
  return (is_dot_atom(local) || is_quoted_string(local)) && is_mail_domain(text.substr(at + 1));
}

}  // namespace

Result<std::string> clean_person_name(std::string_view text, std::string_view field) {
  if (!valid_utf8(text)) {
    return fail(ErrorCode::kInvalid, "Not a valid string.", std::string(field));
  }
  std::string name = single_line(text);
  if (has_control_characters(name)) {
    return fail(ErrorCode::kInvalid, "Control characters are not allowed.", std::string(field));
  }
  if (count_code_points(name) > kPersonNameMaxCharacters) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 100 characters.",
                std::string(field));
  }
  return name;
}

std::string full_name(std::string_view first_name, std::string_view last_name) {
  std::string name(first_name);
  if (!first_name.empty() && !last_name.empty()) name += ' ';
  name += last_name;
  return name;
}

std::string_view last_word(std::string_view text) {
  text = trim(text);
  const auto blank = text.find_last_of(" \t\n\v\f\r");
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

std::string gecos(std::string_view name) {
  std::string text = transliterate(name);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ':' || c == ',' || c < 0x20 || c > 0x7E; },
      ' ');
  return single_line(text);
}

Status check_mail(std::string_view text, std::string_view field) {
  // The longest code point has four octets; the bound comes before the walk over the text.
  if (text.size() > 4 * kMailMaxCharacters || count_code_points(text) > kMailMaxCharacters) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 320 characters.",
                std::string(field));
  }
  if (!is_mail_address(text)) {
    return fail(ErrorCode::kInvalid, "Enter a valid email address.", std::string(field));
  }
  return {};
}

Status check_waldur_username(std::string_view text, std::string_view field) {
  const bool fits =
      !text.empty() && text.size() <= kWaldurUsernameMax &&
      std::all_of(text.begin(), text.end(), [](char c) {
        return is_lower_or_digit(c) || std::string_view("_.@+-").find(c) != std::string_view::npos;
      });
  if (!fits) return fail(ErrorCode::kInvalid, "Enter a valid username.", std::string(field));
  return {};
}

Status check_freeipa_username(std::string_view text, std::string_view field) {
  const bool fits = !text.empty() && text.size() <= kFreeipaUsernameMax && text.front() != '-' &&
                    std::all_of(text.begin(), text.end(), [](char c) {
                      return is_lower_or_digit(c) || c == '_' || c == '.' || c == '-';
                    });
  if (!fits) return fail(ErrorCode::kInvalid, "Enter a valid username.", std::string(field));
  return {};
}

}  // namespace drawbridge::domain
