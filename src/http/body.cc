#include "http/body.h"

#include <string>
#include <vector>

#include "base/text.h"

namespace drawbridge::http {
namespace {

/// The path of an absolute URL, or the text itself.
std::string_view path_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  const auto path = url.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view() : url.substr(path);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  for (const auto candidate : words) {
    if (word == candidate) return true;
  }
  return false;
}

}  // namespace

Result<json::Value> body_object(const Call& call) {
  return json::parse_object(call.request().body);
}

Result<Uuid> parse_reference(std::string_view url, std::span<const std::string_view> collections,
                             std::string_view field) {
  const auto pieces = split(path_of(url), '/');
  // "", "api", collection, uuid, "" - from the end, as a proxy may add a prefix.
  const std::size_t n = pieces.size();
  if (n >= 5 && pieces[n - 1].empty() && pieces[n - 4] == "api" &&
      is_one_of(pieces[n - 3], collections)) {
    if (const auto uuid = Uuid::parse(pieces[n - 2])) return *uuid;
  }
  return fail(ErrorCode::kInvalid, "Invalid hyperlink - No URL match.", std::string(field));
}

Result<std::optional<Uuid>> optional_reference(const json::Value& object, std::string_view key,
                                               std::span<const std::string_view> collections) {
  const std::string uuid_key = std::string(key) + "_uuid";
  DRAWBRIDGE_TRY(const auto url, json::optional_string(object, key));
  DRAWBRIDGE_TRY(const auto uuid, json::optional_uuid(object, uuid_key));
  if (url && uuid) {
    return fail(ErrorCode::kInvalid, "Cannot specify both '" + std::string(key) + "' URL and '" +
                                         uuid_key + "'. Use one or the other.");
  }
  if (uuid) return uuid;
  if (!url) return std::nullopt;
  if (const auto plain = Uuid::parse(*url)) return *plain;
  DRAWBRIDGE_TRY(const auto found, parse_reference(*url, collections, key));
  return found;
}

Result<Uuid> required_reference(const json::Value& object, std::string_view key,
                                std::span<const std::string_view> collections) {
  DRAWBRIDGE_TRY(const auto found, optional_reference(object, key, collections));
  if (!found) return fail(ErrorCode::kInvalid, "This field is required.", std::string(key));
  return *found;
}

tl::unexpected<Error> no_such_reference(std::string_view field) {
  return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.",
              std::string(field));
}

}  // namespace drawbridge::http
