#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/keys/: list, create, retrieve, delete.
void add_key_routes(Router& router);

}  // namespace drawbridge::http
