#include "json/read.h"

#include <algorithm>
#include <string>

namespace drawbridge::json {
namespace {

/// Deepest nesting of the text, in one pass that knows strings and nothing else; stops counting
/// over `limit`. Run first, so that the parser's own stack stays small.
std::size_t depth_of(std::string_view text, std::size_t limit) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size() && deepest <= limit; ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

/// `line 3 column 14` of the character before `position` (from 1), as the parser counts it.
std::string place_of(std::string_view text, std::size_t position) {
  const auto before = text.substr(0, position > 0 ? std::min(position - 1, text.size()) : 0);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const auto column =
      before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  return "line " + std::to_string(line) + " column " + std::to_string(column);
}

std::string_view kind_of(const Value& value) {
  if (value.is_array()) return "list";
  if (value.is_string()) return "str";
  if (value.is_boolean()) return "bool";
  if (value.is_number_float()) return "float";
  if (value.is_number()) return "int";
  if (value.is_null()) return "NoneType";
  return "dict";
}

}  // namespace

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::kTooLarge,
                "JSON text is larger than " + std::to_string(limits.bytes) + " bytes.");
  }
  if (depth_of(text, limits.depth) > limits.depth) {
    return fail(ErrorCode::kInvalid, "JSON parse error - nested more than " +
                                         std::to_string(limits.depth) + " levels deep");
  }
  try {
    return Value::parse(text);
  } catch (const Value::parse_error& error) {
    return fail(ErrorCode::kInvalid,
                "JSON parse error - no valid JSON at " + place_of(text, error.byte));
  } catch (const Value::exception&) {
    return fail(ErrorCode::kInvalid, "JSON parse error - number out of range");
  }
}

Result<Value> parse_object(std::string_view text, const Limits& limits) {
  if (text.empty()) return Value(Value::object());
  DRAWBRIDGE_TRY(Value value, parse(text, limits));
  if (!value.is_object()) {
    return fail(ErrorCode::kInvalid, "Invalid data. Expected a dictionary, but got " +
                                         std::string(kind_of(value)) + ".");
  }
  return value;
}

}  // namespace drawbridge::json
