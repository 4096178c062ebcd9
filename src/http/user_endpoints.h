#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/users/ and /api/freeipa-profiles/.
void add_user_routes(Router& router);

}  // namespace drawbridge::http
