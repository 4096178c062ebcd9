#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/roles/, /api/marketplace-categories/ and /api/version/.
void add_catalogue_routes(Router& router);

}  // namespace drawbridge::http
