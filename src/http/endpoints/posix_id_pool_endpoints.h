#pragma once

#include "http/router.h"

/// `/api/marketplace-posix-id-pools/` and the pool that an offering takes its numbers from
/// (identity spec 3.3).
namespace drawbridge::http {

void add_posix_id_pool_routes(Router& router);

}  // namespace drawbridge::http
