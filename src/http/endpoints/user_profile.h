#pragma once

#include "domain/records.h"
#include "json/read.h"

/// The fields of people in request bodies, with the checks of each. What is not given stays.
namespace drawbridge::http {

/// What people may set on their own profile.
Status read_profile(const json::Value& body, domain::User& user);
/// What an identity source, or staff, says of a person.
Status read_source_fields(const json::Value& body, domain::User& user);
/// What staff alone sets: name, flags, sources and details.
Status read_staff_fields(const json::Value& body, domain::User& user);

}  // namespace drawbridge::http
