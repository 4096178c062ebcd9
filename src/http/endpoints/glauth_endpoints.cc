#include "http/endpoints/glauth_endpoints.h"

#include <string>
#include <utility>
#include <vector>

#include "app/authority.h"
#include "app/principal.h"
#include "app/records.h"
#include "domain/account_records.h"
#include "http/endpoints/offering_access.h"
#include "http/entity_tag.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::OfferingOutputs;
using domain::Operation;
namespace where = app::where;

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

/// The offering of the path, for those who may read what it serves; nobody else learns of it.
Result<domain::Offering> served_offering(const Call& call) {
  DRAWBRIDGE_TRY(auto offering, provider_offering(call, call.uuid()));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kReadGlauth, scope_of(offering)));
  return offering;
}

/// Which outputs a request is about, and the offerings whose integration it is.
struct Asked {
  OfferingOutputs::Scope scope;
  std::vector<Uuid> offerings;
};

Result<Asked> asked_offering(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, served_offering(call));
  return Asked{offering.uuid, {offering.uuid}};
}

Result<std::vector<Uuid>> uuids_of(const Call& call, std::string_view kind, std::string_view field,
                                   app::Condition condition) {
  app::Select select;
  select.kind = std::string(kind);
  select.fields = {std::string(field)};
  select.where = std::move(condition);
  select.order = {{std::string(field), false}};
  std::vector<Uuid> uuids;
  DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
    const auto* uuid = std::get_if<Uuid>(&row.front());
    if (uuid != nullptr && (uuids.empty() || uuids.back() != *uuid)) uuids.push_back(*uuid);
    return true;
  }));
  return uuids;
}

/// A resource, for those who may read what its offering serves.
Result<Asked> asked_resource(const Call& call) {
  DRAWBRIDGE_TRY(const auto resource,
                 app::find_where<domain::Resource>(
                     call.store(), where::both(where::equal("uuid", call.uuid()),
                                               app::visible_resources(call.principal()))));
  if (!resource) return not_found();
  DRAWBRIDGE_TRY(const auto offering, provider_offering(call, resource->offering_uuid));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kReadGlauth, scope_of(offering)));
  OfferingOutputs::ResourcePart part;
  part.offering_uuid = offering.uuid;
  part.resource_uuid = resource->uuid;
  part.project_uuid = resource->project_uuid;
  app::Select people;
  people.kind = std::string(domain::RoleGrant::kKind);
  people.fields = {"user_uuid"};
  people.where = where::both(where::any_of({app::on_scope("project", resource->project_uuid),
                                            app::on_scope("resource", resource->uuid)}),
                             app::grant_in_force(call.now()));
  DRAWBRIDGE_TRY(part.offering_users,
                 uuids_of(call, domain::OfferingUser::kKind, "uuid",
                          where::both(where::equal("offering_uuid", offering.uuid),
                                      where::in_select("user_uuid", std::move(people)))));
  DRAWBRIDGE_TRY(part.robots, uuids_of(call, domain::RobotAccount::kKind, "uuid",
                                       where::equal("resource_uuid", resource->uuid)));
  return Asked{std::move(part), {offering.uuid}};
}

/// A provider, for those who work for its organisation.
Result<Asked> asked_provider(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider,
                 app::find<domain::ServiceProvider>(call.store(), call.uuid()));
  if (!provider || !app::is_permitted(call.principal(), Operation::kReadGlauth,
                                      {.customer_uuid = provider->customer_uuid})) {
    return not_found();
  }
  auto select = app::select_records<domain::Offering>(where::both(
      where::equal("customer_uuid", provider->customer_uuid), where::is_true("switch_on")));
  select.order = {{"slug", false}};
  DRAWBRIDGE_TRY(const auto offerings, app::list<domain::Offering>(call.store(), select));
  DRAWBRIDGE_TRY(const auto customer,
                 app::find<domain::Customer>(call.store(), provider->customer_uuid));
  OfferingOutputs::ProviderParts parts;
  parts.service_provider_uuid = provider->uuid;
  parts.name = customer ? customer->name : "";
  for (const auto& offering : offerings) parts.offerings.push_back(offering.uuid);
  if (parts.offerings.empty()) {
    return fail(ErrorCode::kInvalid,
                "No offering of the service provider has the feature "
                "service_provider_can_create_offering_user enabled.");
  }
  auto uuids = parts.offerings;
  return Asked{std::move(parts), std::move(uuids)};
}

using Ask = Result<Asked> (*)(const Call&);

void note_integration(const Call& call, const Asked& asked) {
  auto* const contacts = call.services().last_contacts;
  if (contacts == nullptr) return;
  for (const auto& offering : asked.offerings) {
    contacts->note_integration(offering, "Glauth sync", call.request().header("User-Agent"),
                               call.now());
  }
}

/// The document, or 304 where the caller has it.
Response document_response(const Call& call, OfferingOutputs::Document document,
                           std::string_view content_type) {
  Response response;
  response.content_type = std::string(content_type);
  response.set("ETag", document.etag);
  response.set("Cache-Control", "private, no-cache");
  const auto known = call.request().header("If-None-Match");
  if (!known.empty() && names_tag(known, document.etag)) {
    response.status = 304;
    return response;
  }
  response.stream = std::move(document.text);
  return response;
}

Result<Response> glauth_users_config(const Call& call, Ask ask) {
  const auto asked = ask(call);
  auto document = asked ? call.services().outputs->glauth_document(asked->scope)
                        : tl::unexpected(asked.error());
  if (!document && document.error().code == ErrorCode::kInvalid) {
    Response response;
    response.status = 400;
    response.content_type = std::string(kPlainText);
    response.body = document.error().message;
    return response;
  }
  if (!document) return tl::unexpected(document.error());
  note_integration(call, *asked);
  return document_response(call, std::move(*document), kPlainText);
}

/// Projects and resources, from the store: their names are no part of the outputs.
Status name_scopes(const Call& call, std::map<Uuid, OfferingOutputs::ScopeName>& names) {
  constexpr std::size_t kAtOnce = 500;
  std::vector<app::Value> wanted;
  const auto look_up = [&]() -> Status {
    for (const auto kind : {domain::Project::kKind, domain::Resource::kKind}) {
      app::Select select;
      select.kind = std::string(kind);
      select.fields = {"uuid", "name", "slug"};
      select.where = where::in("uuid", wanted);
      DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
        const auto found = names.find(std::get<Uuid>(row[0]));
        if (found != names.end()) {
          found->second = {std::get<std::string>(row[1]), std::get<std::string>(row[2])};
        }
        return true;
      }));
    }
    wanted.clear();
    return {};
  };
  for (const auto& [uuid, name] : names) {
    wanted.emplace_back(uuid);
    if (wanted.size() == kAtOnce) DRAWBRIDGE_CHECK(look_up());
  }
  return wanted.empty() ? Status() : look_up();
}

Result<Response> glauth_tree(const Call& call, Ask ask) {
  DRAWBRIDGE_TRY(const auto asked, ask(call));
  DRAWBRIDGE_TRY(auto document,
                 call.services().outputs->glauth_tree(
                     asked.scope, [&](std::map<Uuid, OfferingOutputs::ScopeName>& names) {
                       return name_scopes(call, names);
                     }));
  note_integration(call, asked);
  return document_response(call, std::move(document), "application/json");
}

Result<Response> glauth_skipped(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, served_offering(call));
  DRAWBRIDGE_TRY(const auto skipped, call.services().outputs->skipped(offering.uuid));
  Response response;
  Window window{0, skipped.size()};
  // An operator wants to see all of it, unless asked for in pages.
  if (call.query().value("page") || call.query().value("page_size")) {
    DRAWBRIDGE_TRY(window, page_window(call, skipped.size(), response));
  } else {
    response.set("X-Result-Count", std::to_string(skipped.size()));
  }
  json::Writer out(response.body);
  out.begin_array();
  for (std::size_t i = window.first; i < window.last; ++i) {
    out.begin_object()
        .field("uuid", skipped[i].uuid)
        .field("username", skipped[i].username)
        .field("reason", skipped[i].reason)
        .end_object();
  }
  out.end_array();
  return response;
}

}  // namespace

void add_glauth_routes(Router& router) {
  const std::vector<std::pair<std::string, Ask>> scopes = {
      {"/api/marketplace-provider-offerings/{uuid}/", asked_offering},
      {"/api/marketplace-resources/{uuid}/", asked_resource},
      {"/api/marketplace-provider-resources/{uuid}/", asked_resource},
      {"/api/marketplace-service-providers/{uuid}/", asked_provider}};
  for (const auto& [one, ask] : scopes) {
    router.get(one + "glauth_users_config/",
               [ask = ask](const Call& call) { return glauth_users_config(call, ask); });
    router.get(one + "glauth_tree/",
               [ask = ask](const Call& call) { return glauth_tree(call, ask); });
  }
  router.get("/api/marketplace-provider-offerings/{uuid}/glauth_skipped/", glauth_skipped);
}

}  // namespace drawbridge::http
