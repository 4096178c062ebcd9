#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/marketplace-provider-offerings/: list, create, retrieve, states, integration, and the
/// roles on an offering.
void add_offering_routes(Router& router);

/// An offering's identity side: the refresh of usernames, who has access.
void add_offering_identity_routes(Router& router);

}  // namespace drawbridge::http
