#pragma once

#include "http/router.h"

/// `/api/freeipa-profiles/`: people's user names at the site's FreeIPA.
namespace drawbridge::http {

void add_freeipa_profile_routes(Router& router);

}  // namespace drawbridge::http
