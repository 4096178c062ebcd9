#include "base/encoding.h"

#include <array>
#include <cstdint>

namespace drawbridge {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> values_of(std::string_view digits) {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kNoDigit;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    values[static_cast<unsigned char>(digits[at])] = static_cast<std::uint8_t>(at);
  }
  return values;
}

constexpr auto kBase64Values = values_of(kBase64Digits);

constexpr std::array<std::uint8_t, 256> hex_values() {
  auto values = values_of(kHexDigits);
  for (unsigned at = 0; at < 6; ++at) values['A' + at] = static_cast<std::uint8_t>(10 + at);
  return values;
}

constexpr auto kHexValues = hex_values();

/// `text` without its padding, or nothing when the padding is not as asked for.
bool strip_padding(std::string_view& text, Base64Padding padding) {
  const auto end = text.find_last_not_of('=');
  const std::size_t digits = end == std::string_view::npos ? 0 : end + 1;
  const std::size_t given = text.size() - digits;
  const std::size_t wanted = (4 - digits % 4) % 4;
  text.remove_suffix(given);
  if (digits % 4 == 1) return false;
  switch (padding) {
    case Base64Padding::kRequired:
      return given == wanted;
    case Base64Padding::kForbidden:
      return given == 0;
    case Base64Padding::kOptional:
      return given == 0 || given == wanted;
  }
  return false;
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// Length of the valid UTF-8 sequence at `at` (Unicode 15, table 3-7), 0 when there is none.
std::size_t utf8_length_at(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xbf;
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  }
  if (length == 0 || text.size() - at < length) return 0;
  if (byte_at(text, at + 1) < low || byte_at(text, at + 1) > high) return 0;
  for (std::size_t next = 2; next < length; ++next) {
    if ((byte_at(text, at + next) & 0xc0U) != 0x80U) return 0;
  }
  return length;
}

constexpr std::array<bool, 256> plain_characters() {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}

constexpr auto kPlain = plain_characters();

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default: {
      const auto value = static_cast<unsigned char>(c);
      out += "\\u00";
      out += kHexDigits[value >> 4U];
      out += kHexDigits[value & 0x0fU];
    }
  }
}

}  // namespace

std::string hex_encode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto value = static_cast<unsigned char>(c);
    text += kHexDigits[value >> 4U];
    text += kHexDigits[value & 0x0fU];
  }
  return text;
}

Result<std::string> hex_decode(std::string_view text) {
  const auto wrong = [] {
    return fail(ErrorCode::kInvalid, "An even number of hexadecimal digits is required.");
  };
  if (text.size() % 2 != 0) return wrong();
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const unsigned high = kHexValues[byte_at(text, at)];
    const unsigned low = kHexValues[byte_at(text, at + 1)];
    if (high == kNoDigit || low == kNoDigit) return wrong();
    bytes += static_cast<char>((high << 4U) | low);
  }
  return bytes;
}

std::string base64_encode(std::string_view bytes, Base64Padding padding) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += kBase64Digits[(bits >> held) & 0x3fU];
    }
  }
  if (held > 0) text += kBase64Digits[(bits << (6 - held)) & 0x3fU];
  if (padding != Base64Padding::kForbidden) text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

Result<std::string> base64_decode(std::string_view text, Base64Padding padding) {
  const auto wrong = [] { return fail(ErrorCode::kInvalid, "Not valid base64."); };
  if (!strip_padding(text, padding)) return wrong();
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::uint32_t digit = kBase64Values[byte_at(text, at)];
    if (digit == kNoDigit) return wrong();
    bits = ((bits << 6U) | digit) & 0xffffffU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 0xffU);
    }
  }
  if ((bits & ((1U << held) - 1U)) != 0) return wrong();
  return bytes;
}

namespace {

/// C1 controls, which terminals obey; U+2028 and U+2029, which end lines; marks, embeddings,
/// overrides and isolates of writing direction, which hide what a line says.
bool is_deceptive(char32_t point) {
  return (point >= 0x80 && point <= 0x9f) || point == 0x200e || point == 0x200f ||
         (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/// @param character  not ASCII, valid UTF-8
void append_character(std::string& out, std::string_view character) {
  constexpr std::size_t kLongestDeceptive = 3;
  if (character.size() > kLongestDeceptive) {
    out.append(character);
    return;
  }
  char32_t point = byte_at(character, 0) & (character.size() == 2 ? 0x1fU : 0x0fU);
  for (std::size_t i = 1; i < character.size(); ++i) {
    point = (point << 6U) | (byte_at(character, i) & 0x3fU);
  }
  if (!is_deceptive(point)) {
    out.append(character);
    return;
  }
  out += "\\u";
  for (unsigned shift = 16; shift != 0; shift -= 4) {
    out += kHexDigits[(point >> (shift - 4)) & 0xfU];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t run = at;
    while (run < text.size() && kPlain[byte_at(text, run)]) ++run;
    out.append(text, at, run - at);
    at = run;
    if (at == text.size()) break;
    if (byte_at(text, at) < 0x80) {
      append_escaped(out, text[at]);
      ++at;
    } else if (const auto length = utf8_length_at(text, at); length > 0) {
      append_character(out, text.substr(at, length));
      at += length;
    } else {
      out += "\xef\xbf\xbd";
      ++at;
    }
  }
  out += '"';
}

}  // namespace drawbridge
