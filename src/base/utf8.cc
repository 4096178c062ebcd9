#include "base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/ascii_word.h"

namespace drawbridge {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The code point at the start of `text` and its length; 0 octets when there is no well-formed one.
struct Decoded {
  char32_t code_point = kReplacement;
  std::size_t size = 0;
};

Decoded decode_first(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {first, 1};
  utf8proc_int32_t code_point = -1;
  const auto size = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &code_point);
  if (size <= 0 || code_point < 0) return {};
  return {static_cast<char32_t>(code_point), static_cast<std::size_t>(size)};
}

/// Calls `visit(code_point)` for each code point, U+FFFD for each stray octet.
template <class Visit>
void for_each_code_point(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const auto decoded = decode_first(text);
    visit(decoded.code_point);
    text.remove_prefix(std::max<std::size_t>(decoded.size, 1));
  }
}

struct Free {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

std::string map(std::string_view text, int options) {
  std::string well_formed = to_utf8(code_points(text));
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(well_formed.data()),
                                 static_cast<utf8proc_ssize_t>(well_formed.size()), &mapped,
                                 static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
  const std::unique_ptr<utf8proc_uint8_t, Free> owner(mapped);
  if (size < 0) return well_formed;  // out of memory: the one way left to fail
  return {reinterpret_cast<const char*>(owner.get()), static_cast<std::size_t>(size)};
}

/// Octets of printable ASCII that `text` begins with: most texts are nothing else, and looking at
/// words costs a small part of decoding them.
std::size_t printable_ascii_prefix(std::string_view text) {
  std::size_t size = 0;
  while (text.size() - size >= sizeof(AsciiWord) && is_printable_word(load_word(&text[size]))) {
    size += sizeof(AsciiWord);
  }
  const auto rest = text.substr(size);
  const auto end =
      std::find_if_not(rest.begin(), rest.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return size + static_cast<std::size_t>(end - rest.begin());
}

}  // namespace

bool is_printable_ascii(std::string_view text) {
  return printable_ascii_prefix(text) == text.size();
}

bool is_plain_line(std::string_view text) {
  if (text.starts_with(' ') || text.ends_with(' ') || !is_printable_ascii(text)) return false;
  // Most texts have no blank at all, which is found out faster than that they have no two.
  return text.find(' ') == std::string_view::npos || text.find("  ") == std::string_view::npos;
}

bool valid_utf8(std::string_view text) {
  while (true) {
    text.remove_prefix(printable_ascii_prefix(text));
    if (text.empty()) return true;
    const auto decoded = decode_first(text);
    if (decoded.size == 0) return false;
    text.remove_prefix(decoded.size);
  }
}

std::u32string code_points(std::string_view text) {
  std::u32string result;
  result.reserve(text.size());
  for_each_code_point(text, [&](char32_t code_point) { result.push_back(code_point); });
  return result;
}

void append_utf8(std::string& out, char32_t code_point) {
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
    return;
  }
  const bool is_scalar = code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(
      static_cast<utf8proc_int32_t>(is_scalar ? code_point : kReplacement), bytes.data());
  for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
    out.push_back(static_cast<char>(bytes.at(i)));
  }
}

std::string to_utf8(std::u32string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char32_t code_point : text) append_utf8(result, code_point);
  return result;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for_each_code_point(text, [&](char32_t) { ++count; });
  return count;
}

std::string case_fold(std::string_view text) {
  if (is_ascii(text)) {
    std::string folded(text);
    for (char& c : folded) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return folded;
  }
  return map(text, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

std::string nfkd(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  return map(text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
}

std::u32string nfkd(char32_t code_point) {
  // The longest decomposition, of U+FDFA, has 18 code points.
  std::array<utf8proc_int32_t, 32> pieces{};
  int boundary = 0;
  const auto count = utf8proc_decompose_char(
      static_cast<utf8proc_int32_t>(code_point), pieces.data(),
      static_cast<utf8proc_ssize_t>(pieces.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &boundary);
  if (count <= 0 || static_cast<std::size_t>(count) > pieces.size()) {
    return std::u32string(1, code_point);
  }
  std::u32string result;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    result.push_back(static_cast<char32_t>(pieces.at(i)));
  }
  return result;
}

std::string nfkc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  return map(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
}

char32_t to_lower(char32_t code_point) {
  if (code_point > 0x10FFFF) return code_point;
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code_point)));
}

bool is_white_space(char32_t code_point) {
  if (code_point < 0x80) return code_point == ' ' || (code_point >= 0x09 && code_point <= 0x0D);
  constexpr std::array<char32_t, 8> kSingle = {0x85,   0xA0,   0x1680, 0x2028,
                                               0x2029, 0x202F, 0x205F, 0x3000};
  return (code_point >= 0x2000 && code_point <= 0x200A) ||
         std::find(kSingle.begin(), kSingle.end(), code_point) != kSingle.end();
}

bool is_control(char32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) ||
         (code_point >= 0x202A && code_point <= 0x202E) ||
         (code_point >= 0x2066 && code_point <= 0x2069);
}

bool has_control_characters(std::string_view text) {
  bool found = false;
  text.remove_prefix(printable_ascii_prefix(text));
  for_each_code_point(text, [&](char32_t code_point) {
    found = found || is_control(code_point) || code_point == 0x2028 || code_point == 0x2029;
  });
  return found;
}

std::string single_line(std::string_view text) {
  if (is_plain_line(text)) return std::string(text);
  std::string result;
  result.reserve(text.size());
  bool is_blank_due = false;
  for_each_code_point(text, [&](char32_t code_point) {
    if (is_white_space(code_point)) {
      is_blank_due = !result.empty();
      return;
    }
    if (is_blank_due) result.push_back(' ');
    is_blank_due = false;
    append_utf8(result, code_point);
  });
  return result;
}

}  // namespace drawbridge
