#include "daemon/routes.h"

#include "http/catalogue_endpoints.h"
#include "http/credential_endpoints.h"
#include "http/group_endpoints.h"
#include "http/health_endpoints.h"
#include "http/key_endpoints.h"
#include "http/offering_endpoints.h"
#include "http/offering_user_endpoints.h"
#include "http/organisation_endpoints.h"
#include "http/resource_endpoints.h"
#include "http/user_endpoints.h"

namespace drawbridge::daemon {

void add_routes(http::Router& router) {
  http::add_health_routes(router);
  http::add_user_routes(router);
  http::add_key_routes(router);
  http::add_organisation_routes(router);
  http::add_catalogue_routes(router);
  http::add_credential_routes(router);
  http::add_offering_routes(router);
  http::add_offering_identity_routes(router);
  http::add_offering_user_routes(router);
  http::add_resource_routes(router);
  http::add_group_routes(router);
}

}  // namespace drawbridge::daemon
