#include "daemon/routes.h"

#include "http/health_endpoints.h"

namespace drawbridge::daemon {

void add_routes(http::Router& router) { http::add_health_routes(router); }

}  // namespace drawbridge::daemon
