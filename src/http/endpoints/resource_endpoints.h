#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/marketplace-resources/ and its provider twin /api/marketplace-provider-resources/: list,
/// create (staff), retrieve, terminate.
void add_resource_routes(Router& router);

}  // namespace drawbridge::http
