#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"

namespace drawbridge::http {

/// The OpenAPI 3.1 document (JSON) of the routes that `router` serves, with what the tables say of
/// them. A route without a row is there with its method and path alone.
std::string openapi_document(const Router& router, std::string_view version);

/// Where routes and tables differ, one sentence each: routes without a row, rows without a route,
/// type names that no table has, names given twice.
std::vector<std::string> openapi_gaps(const Router& router);

}  // namespace drawbridge::http
