#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/offering-users-changes/: what happened to offering users since a revision, waiting for it
/// when nothing did.
void add_change_feed_routes(Router& router);

}  // namespace drawbridge::http
