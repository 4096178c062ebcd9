#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// `/api/marketplace-robot-accounts/` (Waldur).
void add_robot_account_routes(Router& router);

}  // namespace drawbridge::http
