#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.h"
#include "json/value.h"

namespace drawbridge::json {

/// Appends JSON to a text, without blanks. Commas come by themselves; that objects and arrays are
/// closed, and every key has a value, is the caller's part. Whatever bytes a text holds, the output
/// is valid JSON (see append_json_string).
///
///     Writer out(body);
///     out.begin_object().field("uuid", uuid).key("tags").begin_array().value("a").end_array();
///     out.end_object();
class Writer {
 public:
  /// @param out  borrowed; what it holds already stays in front
  explicit Writer(std::string& out) : out_(&out), start_(out.size()) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  Writer& key(std::string_view name);

  Writer& null();
  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(const Uuid& uuid);  ///< 32 hex digits.
  Writer& value(const Value& value);
  Writer& value(std::same_as<bool> auto flag) { return raw(flag ? "true" : "false"); }
  Writer& value(double number);  ///< null when it is not finite.
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>) Writer& value(T number) {
    if constexpr (std::is_signed_v<T>) {
      return integer(std::int64_t{number});
    } else {
      return natural(std::uint64_t{number});
    }
  }
  /// null for nothing.
  template <class T>
  Writer& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }

  template <class T>
  Writer& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  /// JSON text that is known to be right, as one value.
  Writer& raw(std::string_view json);

 private:
  Writer& open(char bracket);
  Writer& close(char bracket);
  Writer& integer(std::int64_t number);
  Writer& natural(std::uint64_t number);
  void separate();

  std::string* out_;
  std::size_t start_;
};

/// A value as text with its names sorted and no blanks: equal values give equal bytes.
std::string canonical(const Value& value);

}  // namespace drawbridge::json
