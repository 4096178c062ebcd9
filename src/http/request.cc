#include "http/request.h"

#include "base/text.h"

namespace drawbridge::http {

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

}  // namespace drawbridge::http
