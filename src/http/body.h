#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "base/uuid.h"
#include "http/call.h"
#include "json/read.h"

/// Request bodies beyond what json/read.h reads: absolute URLs as references to objects.
namespace drawbridge::http {

/// The request's body; an empty one is an empty object.
Result<json::Value> body_object(const Call& call);

/// The UUID in the absolute URL (or path) of an object of one of `collections`, whatever its host:
/// `http://any/api/users/<uuid>/`.
/// @return kInvalid with the framework's text, naming `field`
Result<Uuid> parse_reference(std::string_view url, std::span<const std::string_view> collections,
                             std::string_view field);

/// A reference given as a URL under `key` or as a UUID under `key` + `_uuid`. A UUID under `key`
/// is taken too.
/// @return nothing when neither is there; kInvalid when both are
Result<std::optional<Uuid>> optional_reference(const json::Value& object, std::string_view key,
                                               std::span<const std::string_view> collections);
/// As optional_reference; absent is kInvalid "This field is required." on `key`.
Result<Uuid> required_reference(const json::Value& object, std::string_view key,
                                std::span<const std::string_view> collections);

/// The error for a reference to an object that is not there, or not for the caller's eyes.
tl::unexpected<Error> no_such_reference(std::string_view field);

inline constexpr std::string_view kUserCollections[] = {"users"};
inline constexpr std::string_view kCustomerCollections[] = {"customers"};
inline constexpr std::string_view kProjectCollections[] = {"projects"};
inline constexpr std::string_view kCategoryCollections[] = {"marketplace-categories"};
inline constexpr std::string_view kOfferingCollections[] = {
    "marketplace-provider-offerings", "marketplace-public-offerings", "marketplace-offerings"};

}  // namespace drawbridge::http
