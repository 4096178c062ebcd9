#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/marketplace-offering-user-groups/: list, create, retrieve, change, delete.
void add_group_routes(Router& router);

}  // namespace drawbridge::http
