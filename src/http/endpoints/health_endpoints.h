#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /livez, /readyz (with reasons) and /metrics (Prometheus text), open to anybody.
void add_health_routes(Router& router);

}  // namespace drawbridge::http
