#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/marketplace-offering-users/: list, create, retrieve, change, delete, comments, restriction
/// and the state actions.
void add_offering_user_routes(Router& router);

}  // namespace drawbridge::http
