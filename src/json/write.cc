#include "json/write.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/encoding.h"

namespace drawbridge::json {

void Writer::separate() {
  if (out_->size() == start_) return;
  const char last = out_->back();
  if (last != '{' && last != '[' && last != ':') *out_ += ',';
}

Writer& Writer::open(char bracket) {
  separate();
  *out_ += bracket;
  return *this;
}

Writer& Writer::close(char bracket) {
  *out_ += bracket;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  append_json_string(*out_, name);
  *out_ += ':';
  return *this;
}

Writer& Writer::null() { return raw("null"); }

Writer& Writer::value(std::string_view text) {
  separate();
  append_json_string(*out_, text);
  return *this;
}

Writer& Writer::value(const Uuid& uuid) { return value(std::string_view(uuid.hex())); }

Writer& Writer::value(const Value& value) { return raw(canonical(value)); }

Writer& Writer::value(double number) {
  if (!std::isfinite(number)) return null();
  separate();
  fmt::format_to(std::back_inserter(*out_), "{}", number);
  return *this;
}

Writer& Writer::integer(std::int64_t number) {
  separate();
  fmt::format_to(std::back_inserter(*out_), "{}", number);
  return *this;
}

Writer& Writer::natural(std::uint64_t number) {
  separate();
  fmt::format_to(std::back_inserter(*out_), "{}", number);
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  *out_ += json;
  return *this;
}

std::string canonical(const Value& value) {
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

}  // namespace drawbridge::json
