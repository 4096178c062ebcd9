#include "ldap/dn/scanner.h"

#include <array>
#include <optional>

#include "ldap/dn/attribute_name.h"
#include "ldap/dn/string_prep.h"

namespace drawbridge::ldap::dn {

namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// The octet written as two hex digits at `at`; nothing when they are not there.
std::optional<char> hex_pair(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return std::nullopt;
  const auto high = hex_digit(text[at]);
  const auto low = hex_digit(text[at + 1]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>((*high << 4U) | *low);
}

/// Octets that read_string() may take without a look: none that ends a value, must be escaped or
/// may be insignificant.
constexpr std::array<bool, 256> plain_octets() {
  std::array<bool, 256> plain{};
  plain.fill(true);
  for (const char c : std::string_view(",;+\"<>\\ \0", 9))
    plain[static_cast<unsigned char>(c)] = false;
  return plain;
}
constexpr auto kPlain = plain_octets();

bool may_follow_backslash(char c) {
  return std::string_view(" \"#+,;<=>\\").find(c) != std::string_view::npos;
}

/// The contents of `element` when it is one BER string (OCTET STRING, UTF8String,
/// PrintableString or IA5String) of up to 255 octets; nothing else needs to be looked into here.
std::optional<std::string_view> string_contents(std::string_view element) {
  constexpr std::string_view kStringTags("\x04\x0c\x13\x16", 4);
  constexpr auto kOneLengthOctet = static_cast<char>(0x81);
  if (element.size() < 2 || kStringTags.find(element[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t header = element[1] == kOneLengthOctet ? 3 : 2;
  if (element.size() < header) return std::nullopt;
  const std::size_t length = static_cast<unsigned char>(element[header - 1]);
  if (header == 2 && length >= 0x80) return std::nullopt;
  if (element.size() - header != length) return std::nullopt;
  return element.substr(header);
}

}  // namespace

Scanner::Scanner(std::string_view text) : text_(text) {
  skip_spaces();
  if (position_ < text_.size()) expects_pair_ = true;
}

void Scanner::skip_spaces() {
  while (position_ < text_.size() && text_[position_] == ' ') ++position_;
}

Status Scanner::next() {
  value_.clear();
  is_encoded_ = false;
  DRAWBRIDGE_CHECK(read_type());
  skip_spaces();
  if (position_ < text_.size() && text_[position_] == '#') {
    DRAWBRIDGE_CHECK(read_hex_string());
  } else {
    DRAWBRIDGE_CHECK(read_string());
  }
  return read_separator();
}

Status Scanner::read_type() {
  skip_spaces();
  const std::size_t equals = text_.find('=', position_);
  if (equals == std::string_view::npos) return fail(ErrorCode::kInvalid, "RDN without '='");
  std::size_t end = equals;
  while (end > position_ && text_[end - 1] == ' ') --end;
  type_ = text_.substr(position_, end - position_);
  if (!is_attribute_name(type_)) {
    return fail(ErrorCode::kInvalid, "RDN does not start with an attribute type");
  }
  position_ = equals + 1;
  return {};
}

/// Moves plain octets into the value; whether there were any.
bool Scanner::take_plain() {
  const std::size_t start = position_;
  while (position_ < text_.size() && kPlain[static_cast<unsigned char>(text_[position_])]) {
    ++position_;
  }
  value_.append(text_.substr(start, position_ - start));
  return position_ > start;
}

Status Scanner::read_string() {
  std::size_t significant = 0;
  for (; position_ < text_.size(); ++position_) {
    if (take_plain()) significant = value_.size();
    if (position_ == text_.size()) break;
    const char c = text_[position_];
    if (c == ',' || c == ';' || c == '+') break;
    if (c == '"' || c == '<' || c == '>' || c == '\0') {
      return fail(ErrorCode::kInvalid, "character in a DN value must be escaped");
    }
    if (c == '\\') {
      DRAWBRIDGE_CHECK(read_escape());
      significant = value_.size();
    } else {
      value_ += c;
    }
  }
  value_.resize(significant);
  return {};
}

/// Leaves position_ at the last character of the escape.
Status Scanner::read_escape() {
  if (const auto octet = hex_pair(text_, position_ + 1)) {
    value_ += *octet;
    position_ += 2;
    return {};
  }
  if (position_ + 1 < text_.size() && may_follow_backslash(text_[position_ + 1])) {
    value_ += text_[position_ + 1];
    position_ += 1;
    return {};
  }
  return fail(ErrorCode::kInvalid, "unknown escape in a DN value");
}

Status Scanner::read_hex_string() {
  ++position_;
  while (const auto octet = hex_pair(text_, position_)) {
    value_ += *octet;
    position_ += 2;
  }
  if (value_.empty()) return fail(ErrorCode::kInvalid, "'#' without hex digits in a DN value");
  skip_spaces();
  const auto contents = string_contents(value_);
  if (contents && is_utf8(*contents)) {
    value_ = std::string(*contents);
  } else {
    is_encoded_ = true;
  }
  return {};
}

Status Scanner::read_separator() {
  if (position_ == text_.size()) {
    expects_pair_ = false;
    ends_rdn_ = true;
    return {};
  }
  const char c = text_[position_];
  if (c != ',' && c != ';' && c != '+') {
    return fail(ErrorCode::kInvalid, "characters after a DN value");
  }
  ++position_;
  ends_rdn_ = c != '+';
  expects_pair_ = true;
  return {};
}

}  // namespace drawbridge::ldap::dn
