#pragma once

#include <string_view>

#include "http/router.h"

namespace drawbridge::http {

/// The OpenAPI document at /api/schema/ and its viewer at /api/docs/, for anybody. Added last: the
/// document is made here, of all routes that `router` has by then, these included.
void add_schema_routes(Router& router, std::string_view version);

}  // namespace drawbridge::http
