#include "http/endpoints/offering_lists.h"

#include <string>
#include <utility>

#include "app/principal.h"
#include "app/records.h"
#include "app/terms.h"
#include "http/endpoints/course_account_endpoints.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/project_endpoints.h"
#include "http/endpoints/service_account_endpoints.h"
#include "http/endpoints/user_endpoints.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

namespace where = app::where;

std::string terminated() {
  return std::string(domain::to_word(domain::ResourceState::kTerminated));
}

/// `scope_field` of the offering's resources that are not terminated.
app::Condition of_live_resources(const Uuid& offering, std::string_view field,
                                 std::string_view scope_field) {
  app::Select resources;
  resources.kind = std::string(domain::Resource::kKind);
  resources.fields = {std::string(scope_field)};
  resources.where = where::both(where::equal("offering_uuid", offering),
                                where::not_(where::equal("state", terminated())));
  return where::in_select(field, std::move(resources));
}

/// People with a role in force on a project with a resource of the offering that is not terminated.
Result<Response> list_customer_users(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, provider_offering(call, call.uuid()));
  app::Select select;
  select.kind = "project_access";
  select.fields = {"user_uuid"};
  select.where = where::all_of({where::equal("offering_uuid", offering.uuid),
                                where::not_(where::equal("resource_state", terminated())),
                                app::grant_in_force(call.now())});
  DRAWBRIDGE_TRY(auto consenting, app::consenting_users(call.store(), *call.services().rules,
                                                        offering.uuid, call.now()));
  DRAWBRIDGE_TRY(auto asked, role_conditions(call));
  return list(call, user_collection(),
              where::all_of({where::in_select("uuid", std::move(select)), std::move(consenting),
                             std::move(asked)}));
}

Result<Response> list_customer_projects(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, provider_offering(call, call.uuid()));
  return list(call, project_collection(),
              where::both(of_live_resources(offering.uuid, "uuid", "project_uuid"),
                          where::is_false("is_removed")));
}

/// Accounts without numbers, of projects or organisations that use the offering.
template <class R>
Result<Response> list_accounts(const Call& call, const Collection<R>& collection,
                               std::string_view scope_field) {
  DRAWBRIDGE_TRY(const auto offering, provider_offering(call, call.uuid()));
  return list(call, collection, of_live_resources(offering.uuid, scope_field, scope_field));
}

}  // namespace

void add_offering_list_routes(Router& router) {
  const std::string one = "/api/marketplace-provider-offerings/{uuid}/";
  router.get(one + "list_customer_users/", list_customer_users);
  router.get(one + "list_customer_projects/", list_customer_projects);
  router.get(one + "list_course_accounts/", [](const Call& call) {
    return list_accounts(call, course_account_collection(), "project_uuid");
  });
  router.get(one + "list_project_service_accounts/", [](const Call& call) {
    return list_accounts(call, project_service_account_collection(), "project_uuid");
  });
  router.get(one + "list_customer_service_accounts/", [](const Call& call) {
    return list_accounts(call, customer_service_account_collection(), "customer_uuid");
  });
}

}  // namespace drawbridge::http
