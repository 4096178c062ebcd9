#include "http/endpoints/resource_endpoints.h"

#include <string>
#include <utility>

#include "app/authority.h"
#include "app/records.h"
#include "app/resources.h"
#include "domain/records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::Resource;
using domain::ResourceState;

std::vector<std::string> state_words() {
  std::vector<std::string> words;
  for (const auto state :
       {ResourceState::kCreating, ResourceState::kOk, ResourceState::kErred,
        ResourceState::kUpdating, ResourceState::kTerminating, ResourceState::kTerminated}) {
    words.emplace_back(domain::to_word(state));
  }
  return words;
}

void represent_offering(const Call& call, ObjectWriter& out, const Resource& resource,
                        const ExtraFields& extra) {
  if (out.wants("offering")) {
    out.put("offering", call.url("marketplace-provider-offerings", resource.offering_uuid));
  }
  out.field("offering_uuid", resource.offering_uuid);
  for (const std::string_view name :
       {"offering_name", "offering_slug", "offering_type", "offering_state", "provider_name",
        "provider_slug", "category_title"}) {
    if (out.wants(name)) out.put(name, extra.text(name));
  }
  out.field("offering_shared", extra.flag("offering_shared"))
      .field_unless_null("provider_uuid", extra.maybe_uuid("offering_customer_uuid"))
      .field_unless_null("category_uuid", extra.maybe_uuid("category_uuid"));
}

void represent_project(const Call& call, ObjectWriter& out, const Resource& resource,
                       const ExtraFields& extra) {
  if (out.wants("project")) out.put("project", call.url("projects", resource.project_uuid));
  out.field("project_uuid", resource.project_uuid);
  for (const std::string_view name :
       {"project_name", "project_slug", "project_description", "customer_name", "customer_slug"}) {
    if (out.wants(name)) out.put(name, extra.text(name));
  }
  out.field("project_end_date", extra.maybe_text("project_end_date"))
      .field_unless_null("customer_uuid", extra.maybe_uuid("customer_uuid"));
}

/// Parts of the reference's resource that Drawbridge does not keep, as what their absence means.
void represent_absent_parts(ObjectWriter& out) {
  const domain::JsonText empty;
  const domain::StringList none;
  out.field("description", "")
      .field("attributes", empty)
      .field("limits", empty)
      .field("current_usages", empty)
      .field("limit_usage", empty)
      .field("backend_metadata", empty)
      .field("endpoints", none)
      .field("report", none)
      .field("available_actions", none)
      .field("error_message", "")
      .field("error_traceback", "")
      .field("downscaled", false)
      .field("paused", false)
      .field("is_usage_based", false)
      .field("is_limit_based", false)
      .field("user_requires_reconsent", false)
      .field("has_api_keys", false);
  for (const std::string_view name :
       {"plan", "plan_name", "plan_uuid", "plan_unit", "end_date", "options", "order_in_progress",
        "creation_order", "resource_uuid", "resource_type", "username"}) {
    out.null(name);
  }
}

Status represent(const Call& call, ObjectWriter& out, const Resource& resource,
                 const ExtraFields& extra) {
  if (out.wants("url")) out.put("url", call.url("marketplace-resources", resource.uuid));
  out.field("uuid", resource.uuid)
      .field("name", resource.name)
      .field("slug", resource.slug)
      .field("state", resource.state)
      .field("backend_id", resource.backend_id)
      .field("effective_id", resource.backend_id)
      .field("restrict_member_access", resource.restrict_member_access)
      .field("created", resource.created)
      .field("modified", resource.modified);
  represent_offering(call, out, resource, extra);
  represent_project(call, out, resource, extra);
  represent_absent_parts(out);
  if (out.wants("can_terminate")) {
    const app::Scope scope = {extra.maybe_uuid("offering_customer_uuid"), resource.offering_uuid,
                              resource.project_uuid};
    out.put("can_terminate",
            resource.state != ResourceState::kTerminated &&
                app::is_permitted(call.principal(), Operation::kProviderResourceActions, scope));
  }
  return {};
}

Collection<Resource> make_collection() {
  Collection<Resource> collection;
  collection.extra = {"offering_name",  "offering_slug",       "offering_type",
                      "offering_state", "offering_shared",     "offering_customer_uuid",
                      "provider_name",  "provider_slug",       "project_name",
                      "project_slug",   "project_description", "project_end_date",
                      "customer_uuid",  "customer_name",       "customer_slug",
                      "category_uuid",  "category_title"};
  collection.filters = {
      filter::uuid("offering_uuid", "offering_uuid"),
      filter::reference("offering", "offering_uuid", kOfferingCollections),
      filter::uuid("project_uuid", "project_uuid"),
      filter::uuid("customer_uuid", "customer_uuid"),
      filter::uuid("provider_uuid", "offering_customer_uuid"),
      filter::uuid("category_uuid", "category_uuid"),
      filter::choice("state", "state", state_words()),
      filter::contains("name", {"name"}),
      filter::exact("name_exact", "name"),
      filter::exact("slug", "slug"),
      filter::exact("backend_id", "backend_id"),
      filter::boolean("restrict_member_access", "restrict_member_access"),
      filter::contains("query", {"name", "slug", "backend_id", "offering_name", "project_name"}),
      filter::since("created", "created"),
      filter::since("modified", "modified"),
  };
  collection.orderings = {{"name", "name"},
                          {"created", "created"},
                          {"state", "state"},
                          {"project_name", "project_name"},
                          {"customer_name", "customer_name"}};
  collection.default_order = {{"created", true}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

const Collection<Resource>& resource_collection() {
  static const Collection<Resource> collection = make_collection();
  return collection;
}

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
      return fail(ErrorCode::kInvalid, "\"" + *state + "\" is not a valid choice.", "state");
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
