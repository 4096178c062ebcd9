#pragma once

#include "domain/records.h"
#include "http/router.h"

/// `/api/marketplace-service-providers/`: providers, the roles on them and their secret code.
namespace drawbridge::http {

void add_service_provider_routes(Router& router);

}  // namespace drawbridge::http
