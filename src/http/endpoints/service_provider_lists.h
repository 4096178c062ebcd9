#pragma once

#include "http/router.h"

/// What `/api/marketplace-service-providers/{uuid}/` lists: the people, projects, organisations and
/// accounts behind a provider's shared offerings (identity spec 7.5).
namespace drawbridge::http {

void add_service_provider_list_routes(Router& router);

}  // namespace drawbridge::http
