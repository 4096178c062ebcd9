#pragma once

#include "http/router.h"

/// Who works on a resource, and what the site's agent says of them (identity spec 7.6).
namespace drawbridge::http {

void add_resource_team_routes(Router& router);

}  // namespace drawbridge::http
