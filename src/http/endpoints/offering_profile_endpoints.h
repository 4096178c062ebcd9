#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// Offering profiles: named sets of roles that offerings share. Staff writes them.
void add_offering_profile_routes(Router& router);

}  // namespace drawbridge::http
