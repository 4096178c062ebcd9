#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/hooks-web/: receivers of events, list, create, retrieve, change, delete.
void add_web_hook_routes(Router& router);

}  // namespace drawbridge::http
