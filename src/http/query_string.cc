#include "http/query_string.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"

namespace drawbridge::http {
namespace {

constexpr std::size_t kMaxPairs = 1000;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
      if (low < 0) return fail(ErrorCode::kInvalid, "The address holds a broken percent escape.");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (!valid_utf8(out) || out.find('\0') != std::string::npos) {
    return fail(ErrorCode::kInvalid, "The address is not valid text.");
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

Result<QueryString> QueryString::parse(std::string_view text) {
  std::vector<Pair> pairs;
  if (text.empty()) return QueryString();
  for (const auto piece : split(text, '&')) {
    if (piece.empty()) continue;
    if (pairs.size() == kMaxPairs) {
      return fail(ErrorCode::kTooLarge, "The address holds too many parameters.");
    }
    const auto equals = std::min(piece.find('='), piece.size());
    DRAWBRIDGE_TRY(auto name, percent_decode(piece.substr(0, equals), true));
    DRAWBRIDGE_TRY(auto value,
                   percent_decode(piece.substr(std::min(equals + 1, piece.size())), true));
    pairs.emplace_back(std::move(name), std::move(value));
  }
  return QueryString(std::move(pairs));
}

std::optional<std::string_view> QueryString::value(std::string_view name) const {
  const auto found = std::find_if(pairs_.rbegin(), pairs_.rend(),
                                  [&](const Pair& pair) { return pair.first == name; });
  if (found == pairs_.rend()) return std::nullopt;
  return found->second;
}

std::vector<std::string_view> QueryString::values(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& [key, value] : pairs_) {
    if (key == name && !trim(value).empty()) found.emplace_back(value);
  }
  return found;
}

}  // namespace drawbridge::http
