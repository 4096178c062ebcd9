#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/customers/, /api/projects/ with their roles, and /api/marketplace-service-providers/.
void add_organisation_routes(Router& router);

}  // namespace drawbridge::http
