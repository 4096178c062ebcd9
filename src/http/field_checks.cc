#include "http/field_checks.h"

#include <algorithm>

#include "base/text.h"
#include "domain/person_name.h"

namespace drawbridge::http {
namespace {

bool is_web_address(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto word = text.substr(0, scheme);
  if (!equal_ignoring_case(word, "http") && !equal_ignoring_case(word, "https")) return false;
  const auto rest = text.substr(scheme + 3);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  const bool is_printable = std::none_of(rest.begin(), rest.end(), [](char c) {
    return (static_cast<unsigned char>(c) <= 0x20U) || c == '"' || c == '<' || c == '>' ||
           c == '\\' || c == '\x7f';
  });
  return !host.empty() && is_printable;
}

}  // namespace

Result<std::optional<std::string>> optional_web_address(const json::Value& object,
                                                        std::string_view key) {
  DRAWBRIDGE_TRY(auto address, json::optional_string(
                                   object, key, {.max_length = kAddressMax, .may_be_blank = true}));
  if (address && !address->empty() && !is_web_address(*address)) {
    return fail(ErrorCode::kInvalid, "Enter a valid URL.", std::string(key));
  }
  return address;
}

Result<std::optional<std::string>> optional_mail(const json::Value& object, std::string_view key) {
  DRAWBRIDGE_TRY(auto address,
                 json::optional_string(object, key, {.max_length = 320, .may_be_blank = true}));
  if (address && !address->empty()) DRAWBRIDGE_CHECK(domain::check_mail(*address, key));
  return address;
}

}  // namespace drawbridge::http
