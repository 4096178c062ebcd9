#include "ldap/dn/string_prep.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/ascii_word.h"
#include "base/utf8.h"

namespace drawbridge::ldap::dn {

namespace {

struct CodePointRange {
  std::int32_t first;
  std::int32_t last;
};

/// RFC 4518 section 2.2: code points mapped to nothing, above ASCII; sorted.
constexpr std::array<CodePointRange, 18> kMappedToNothing = {{
    {0x007f, 0x0084},
    {0x0086, 0x009f},
    {0x00ad, 0x00ad},
    {0x034f, 0x034f},
    {0x06dd, 0x06dd},
    {0x070f, 0x070f},
    {0x1806, 0x1806},
    {0x180b, 0x180e},
    {0x200b, 0x200f},
    {0x202a, 0x202e},
    {0x2060, 0x2063},
    {0x206a, 0x206f},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
    {0xfff9, 0xfffc},
    {0x1d173, 0x1d17a},
    {0xe0001, 0xe0001},
    {0xe0020, 0xe007f},
}};

/// The same section: code points mapped to SPACE, above ASCII; sorted.
constexpr std::array<CodePointRange, 8> kMappedToSpace = {{
    {0x0085, 0x0085},
    {0x00a0, 0x00a0},
    {0x1680, 0x1680},
    {0x2000, 0x200a},
    {0x2028, 0x2029},
    {0x202f, 0x202f},
    {0x205f, 0x205f},
    {0x3000, 0x3000},
}};

template <std::size_t N>
bool contains(const std::array<CodePointRange, N>& ranges, std::int32_t code_point) {
  const auto found = std::lower_bound(
      ranges.begin(), ranges.end(), code_point,
      [](const CodePointRange& range, std::int32_t wanted) { return range.last < wanted; });
  return found != ranges.end() && found->first <= code_point;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// An ASCII octet after mapping; nothing when it is dropped.
std::optional<char> map_ascii(char c) {
  if (c >= ' ' && c != 0x7f) return c;
  if (c >= '\t' && c <= '\r') return ' ';
  return std::nullopt;
}

/// Appends octets one by one, taking out the spaces that do not count (RFC 4518 section 2.6.1).
class SpaceCollapser {
 public:
  SpaceCollapser(StringRole role, std::string& out)
      : out_(out),
        keeps_leading_(role == StringRole::kAny || role == StringRole::kFinal),
        keeps_trailing_(role == StringRole::kAny || role == StringRole::kInitial),
        keeps_only_(role == StringRole::kAny) {}

  void add(char c) {
    if (c == ' ') {
      has_pending_space_ = true;
      return;
    }
    if (has_pending_space_ && (has_text_ || keeps_leading_)) out_ += ' ';
    has_pending_space_ = false;
    has_text_ = true;
    out_ += c;
  }

  void finish() {
    if (has_pending_space_ && (has_text_ ? keeps_trailing_ : keeps_only_)) out_ += ' ';
  }

 private:
  std::string& out_;
  bool keeps_leading_;
  bool keeps_trailing_;
  bool keeps_only_;
  bool has_pending_space_ = false;
  bool has_text_ = false;
};

constexpr char fold_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// REQUIRES: is_plain_line(text): nothing to map and no space to take out. The usual case.
void append_plain_ascii(std::string_view text, CaseRule case_rule, std::string& out) {
  const std::size_t start = out.size();
  out.append(text);
  if (case_rule == CaseRule::kKeep) return;
  char* const folded = out.data() + start;
  std::size_t at = 0;
  for (; text.size() - at >= sizeof(AsciiWord); at += sizeof(AsciiWord)) {
    store_word(lower_word(load_word(folded + at)), folded + at);
  }
  for (; at < text.size(); ++at) folded[at] = fold_ascii(folded[at]);
}

void append_ascii(std::string_view text, CaseRule case_rule, StringRole role, std::string& out) {
  SpaceCollapser collapser(role, out);
  for (const char c : text) {
    const auto mapped = map_ascii(c);
    if (!mapped) continue;
    collapser.add(case_rule == CaseRule::kFold ? fold_ascii(*mapped) : *mapped);
  }
  collapser.finish();
}

/// The code point at the start of `text`, with its size in octets; nothing when malformed.
std::optional<std::int32_t> first_code_point(std::string_view text, std::size_t& size) {
  utf8proc_int32_t code_point = 0;
  const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (read <= 0) return std::nullopt;
  size = static_cast<std::size_t>(read);
  return code_point;
}

/// `text` with the mapping of RFC 4518 section 2.2; nothing when it is not UTF-8.
std::optional<std::string> map_code_points(std::string_view text) {
  std::string mapped;
  mapped.reserve(text.size());
  while (!text.empty()) {
    std::size_t size = 0;
    const auto code_point = first_code_point(text, size);
    if (!code_point) return std::nullopt;
    if (*code_point < 0x80) {
      if (const auto c = map_ascii(text.front())) mapped += *c;
    } else if (contains(kMappedToSpace, *code_point)) {
      mapped += ' ';
    } else if (!contains(kMappedToNothing, *code_point)) {
      mapped.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  return mapped;
}

struct Free {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 0;
    if (!first_code_point(text, size)) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool append_prepared(std::string_view text, CaseRule case_rule, StringRole role, std::string& out) {
  if (is_plain_line(text)) {
    append_plain_ascii(text, case_rule, out);
    return true;
  }
  if (is_ascii(text)) {
    append_ascii(text, case_rule, role, out);
    return true;
  }
  const auto mapped = map_code_points(text);
  if (!mapped) return false;
  auto options = static_cast<unsigned>(UTF8PROC_STABLE) | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
  if (case_rule == CaseRule::kFold) options |= UTF8PROC_CASEFOLD;
  utf8proc_uint8_t* normalised = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(mapped->data()),
                                 static_cast<utf8proc_ssize_t>(mapped->size()), &normalised,
                                 static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, Free> owner(normalised);
  if (size < 0) return false;
  SpaceCollapser collapser(role, out);
  for (utf8proc_ssize_t i = 0; i < size; ++i) {
    collapser.add(static_cast<char>(owner.get()[i]));
  }
  collapser.finish();
  return true;
}

}  // namespace drawbridge::ldap::dn
