#pragma once

#include "http/router.h"

namespace drawbridge::daemon {

/// Every path the HTTP server answers.
void add_routes(http::Router& router);

}  // namespace drawbridge::daemon
