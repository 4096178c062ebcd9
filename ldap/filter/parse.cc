#include <algorithm>
#include <optional>

#include "ldap/ber/writer.h"
#include "ldap/filter/filter.h"

namespace drawbridge::ldap::filter {

namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// An assertion value without its escapes (RFC 4515 section 3, valueencoding).
Result<std::string> unescape(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '*') return fail(ErrorCode::kInvalid, "'*' in a filter value is not escaped");
    if (text[i] != '\\') {
      value += text[i];
      continue;
    }
    const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
    if (!low) return fail(ErrorCode::kInvalid, "'\\' in a filter needs two hex digits");
    value += static_cast<char>((*high << 4U) | *low);
    i += 2;
  }
  return value;
}

/// Writes filter text as BER, without recursion.
class TextEncoder {
 public:
  TextEncoder(std::string_view text, const FilterLimits& limits)
      : rest_(text), limits_(limits), writer_(out_) {}

  Result<std::string> encode() {
    do {
      skip_spaces();
      if (rest_.starts_with(')')) {
        DRAWBRIDGE_CHECK(close());
      } else {
        DRAWBRIDGE_CHECK(open_or_item());
      }
    } while (!open_.empty());
    skip_spaces();
    if (!rest_.empty()) return fail(ErrorCode::kInvalid, "characters after the filter");
    return std::move(out_);
  }

 private:
  void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

  Status close() {
    if (open_.empty()) return fail(ErrorCode::kInvalid, "')' without '(' in the filter");
    rest_.remove_prefix(1);
    writer_.end(open_.back());
    open_.pop_back();
    return {};
  }

  Status open_or_item() {
    if (!rest_.starts_with('(')) return fail(ErrorCode::kInvalid, "'(' missing in the filter");
    rest_.remove_prefix(1);
    if (++nodes_ > limits_.max_nodes) {
      return fail(ErrorCode::kTooLarge, "filter has too many parts");
    }
    if (open_.size() >= limits_.max_depth) {
      return fail(ErrorCode::kTooLarge, "filter is nested too deeply");
    }
    constexpr std::string_view kSets = "&|!";
    const std::size_t set = rest_.empty() ? std::string_view::npos : kSets.find(rest_.front());
    if (set != std::string_view::npos) {
      rest_.remove_prefix(1);
      open_.push_back(writer_.begin(ber::context_constructed(static_cast<unsigned>(set))));
      return {};
    }
    const std::size_t end = rest_.find(')');
    if (end == std::string_view::npos) return fail(ErrorCode::kInvalid, "')' missing in filter");
    DRAWBRIDGE_CHECK(item(rest_.substr(0, end)));
    rest_.remove_prefix(end + 1);
    return {};
  }

  Status item(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return fail(ErrorCode::kInvalid, "filter item without attribute or '='");
    }
    if (text.find('(') != std::string_view::npos) {
      return fail(ErrorCode::kInvalid, "'(' in a filter value is not escaped");
    }
    const std::string_view left = text.substr(0, equals);
    const std::string_view value = text.substr(equals + 1);
    const std::string_view attribute = left.substr(0, left.size() - 1);
    switch (left.back()) {
      case '>':
        return assertion(5, attribute, value);
      case '<':
        return assertion(6, attribute, value);
      case '~':
        return assertion(8, attribute, value);
      case ':':
        return extensible(attribute, value);
      default:
        break;
    }
    if (value == "*") {
      writer_.octet_string(left, ber::context_primitive(7));
      return {};
    }
    if (value.find('*') != std::string_view::npos) return substrings(left, value);
    return assertion(3, left, value);
  }

  Status assertion(unsigned number, std::string_view attribute, std::string_view text) {
    DRAWBRIDGE_TRY(const auto value, unescape(text));
    const auto mark = writer_.begin(ber::context_constructed(number));
    writer_.octet_string(attribute);
    writer_.octet_string(value);
    writer_.end(mark);
    return {};
  }

  Status substrings(std::string_view attribute, std::string_view text) {
    const auto mark = writer_.begin(ber::context_constructed(4));
    writer_.octet_string(attribute);
    const auto list = writer_.begin(ber::kSequence);
    for (bool is_first = true;; is_first = false) {
      const std::size_t star = text.find('*');
      const bool is_last = star == std::string_view::npos;
      DRAWBRIDGE_TRY(const auto piece, unescape(text.substr(0, star)));
      if (piece.empty() && !is_first && !is_last) {
        return fail(ErrorCode::kInvalid, "empty substring");
      }
      const unsigned number = is_first ? 0 : (is_last ? 2 : 1);
      if (!piece.empty()) writer_.octet_string(piece, ber::context_primitive(number));
      if (is_last) break;
      text.remove_prefix(star + 1);
    }
    writer_.end(list);
    writer_.end(mark);
    return {};
  }

  /// `left` is attr [":dn"] [":" rule], or [":dn"] ":" rule (RFC 4515 section 3, extensible).
  Status extensible(std::string_view left, std::string_view text) {
    DRAWBRIDGE_TRY(const auto value, unescape(text));
    const std::size_t colon = std::min(left.find(':'), left.size());
    const std::string_view attribute = left.substr(0, colon);
    std::string_view rule = left.substr(colon);
    const bool has_dn = rule == ":dn" || rule.starts_with(":dn:");
    if (has_dn) rule.remove_prefix(3);
    if (!rule.empty()) rule.remove_prefix(1);
    const auto mark = writer_.begin(ber::context_constructed(9));
    if (!rule.empty()) writer_.octet_string(rule, ber::context_primitive(1));
    if (!attribute.empty()) writer_.octet_string(attribute, ber::context_primitive(2));
    writer_.octet_string(value, ber::context_primitive(3));
    if (has_dn) writer_.boolean(true, ber::context_primitive(4));
    writer_.end(mark);
    return {};
  }

  std::string_view rest_;
  FilterLimits limits_;
  std::string out_;
  ber::Writer writer_;
  std::vector<ber::Writer::Mark> open_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<std::string> encode_text(std::string_view text, const FilterLimits& limits) {
  return TextEncoder(text, limits).encode();
}

}  // namespace drawbridge::ldap::filter
