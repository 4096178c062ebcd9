#include "http/endpoints/resource_endpoints.h"

#include <string>
#include <utility>

#include "app/authority.h"
#include "app/records.h"
#include "app/resources.h"
#include "domain/records.h"
#include "http/body.h"
#include "http/endpoints/resource_representation.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::Resource;
using domain::ResourceState;

Result<Response> list_resources(const Call& call) {
  return list(call, resource_collection(), app::visible_resources(call.principal()));
}

Result<Response> retrieve_resource(const Call& call) {
  return retrieve(call, resource_collection(), call.uuid(),
                  app::visible_resources(call.principal()));
}

Result<Response> create_resource(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kCreateResource));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewResource wanted;
  DRAWBRIDGE_TRY(wanted.name, json::required_string(body, "name", kNameRules));
  DRAWBRIDGE_TRY(wanted.offering_uuid, required_reference(body, "offering", kOfferingCollections));
  DRAWBRIDGE_TRY(wanted.project_uuid, required_reference(body, "project", kProjectCollections));
  DRAWBRIDGE_TRY(const auto state, json::optional_string(body, "state"));
  if (state) {
    const auto known = domain::parse_resource_state(*state);
    if (!known) {
      return json::invalid_choice(*state, "state");
    }
    wanted.state = *known;
  }
  DRAWBRIDGE_TRY(
      const auto backend_id,
      json::optional_string(body, "backend_id", {.max_length = 255, .may_be_blank = true}));
  wanted.backend_id = backend_id.value_or("");
  DRAWBRIDGE_TRY(wanted.slug, json::optional_string(body, "slug", {.max_length = 50}));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_resource(transaction, rules, wanted);
  }));
  return show(call, resource_collection(), made.uuid, 201);
}

/// The resource of the path, when the caller may see it (else 404) and act as its provider (403).
Result<Resource> managed_resource(const Call& call) {
  DRAWBRIDGE_TRY(auto resource,
                 app::find_where<Resource>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    app::visible_resources(call.principal()))));
  if (!resource) return not_found();
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), resource->offering_uuid));
  if (!offering) return not_found();
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kProviderResourceActions,
                                {offering->customer_uuid, offering->uuid, std::nullopt}));
  return std::move(*resource);
}

Result<Response> terminate(const Call& call) {
  DRAWBRIDGE_TRY(const auto resource, managed_resource(call));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_TRY(const auto after, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_resource_state(transaction, rules, resource.uuid,
                                      ResourceState::kTerminated);
  }));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("uuid", after.uuid)
      .field("state", domain::to_word(after.state))
      .end_object();
  return response;
}

}  // namespace

void add_resource_routes(Router& router) {
  for (const std::string path :
       {"/api/marketplace-resources/", "/api/marketplace-provider-resources/"}) {
    router.get(path, list_resources);
    router.get(path + "{uuid}/", retrieve_resource);
    router.post(path + "{uuid}/terminate/", terminate);
  }
  router.post("/api/marketplace-resources/", create_resource);
}

}  // namespace drawbridge::http
