#include "daemon/routes.h"

#include "http/endpoints/attribute_config_endpoints.h"
#include "http/endpoints/catalogue_endpoints.h"
#include "http/endpoints/checklist_endpoints.h"
#include "http/endpoints/course_account_endpoints.h"
#include "http/endpoints/credential_endpoints.h"
#include "http/endpoints/customer_endpoints.h"
#include "http/endpoints/freeipa_profile_endpoints.h"
#include "http/endpoints/glauth_endpoints.h"
#include "http/endpoints/group_endpoints.h"
#include "http/endpoints/health_endpoints.h"
#include "http/endpoints/identity_bridge_endpoints.h"
#include "http/endpoints/key_endpoints.h"
#include "http/endpoints/ldap_password_endpoints.h"
#include "http/endpoints/offering_endpoints.h"
#include "http/endpoints/offering_lists.h"
#include "http/endpoints/offering_profile_endpoints.h"
#include "http/endpoints/offering_user_endpoints.h"
#include "http/endpoints/posix_account_endpoints.h"
#include "http/endpoints/posix_id_pool_endpoints.h"
#include "http/endpoints/posix_identity_endpoints.h"
#include "http/endpoints/project_endpoints.h"
#include "http/endpoints/resource_endpoints.h"
#include "http/endpoints/resource_team.h"
#include "http/endpoints/robot_account_endpoints.h"
#include "http/endpoints/service_account_endpoints.h"
#include "http/endpoints/service_provider_endpoints.h"
#include "http/endpoints/service_provider_lists.h"
#include "http/endpoints/terms_endpoints.h"
#include "http/endpoints/user_endpoints.h"
#include "http/events/change_feed_endpoint.h"
#include "http/events/event_endpoints.h"
#include "http/events/web_hook_endpoints.h"
#include "http/openapi/schema_endpoints.h"

namespace drawbridge::daemon {

void add_routes(http::Router& router) {
  http::add_health_routes(router);
  http::add_user_routes(router);
  http::add_key_routes(router);
  http::add_freeipa_profile_routes(router);
  http::add_identity_bridge_routes(router);
  http::add_customer_routes(router);
  http::add_project_routes(router);
  http::add_service_provider_routes(router);
  http::add_service_provider_list_routes(router);
  http::add_catalogue_routes(router);
  http::add_credential_routes(router);
  http::add_offering_routes(router);
  http::add_offering_identity_routes(router);
  http::add_offering_list_routes(router);
  http::add_offering_user_routes(router);
  http::add_glauth_routes(router);
  http::add_resource_routes(router);
  http::add_resource_team_routes(router);
  http::add_group_routes(router);
  http::add_robot_account_routes(router);
  http::add_service_account_routes(router);
  http::add_course_account_routes(router);
  http::add_posix_id_pool_routes(router);
  http::add_posix_identity_routes(router);
  http::add_posix_account_routes(router);
  http::add_ldap_password_routes(router);
  http::add_terms_routes(router);
  http::add_checklist_routes(router);
  http::add_checklist_admin_routes(router);
  http::add_attribute_config_routes(router);
  http::add_offering_profile_routes(router);
  http::add_event_routes(router);
  http::add_web_hook_routes(router);
  http::add_change_feed_routes(router);
  http::add_schema_routes(router, DRAWBRIDGE_VERSION);  // the last: it describes all others
}

}  // namespace drawbridge::daemon
