#include "http/endpoints/group_endpoints.h"

#include <string>
#include <utility>

#include "app/groups/project_groups.h"
#include "app/records.h"
#include "domain/account_records.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::OfferingUserGroup;
using domain::Operation;

constexpr std::string_view kCollection = "marketplace-offering-user-groups";
constexpr std::size_t kProjectsMax = 1000;
constexpr std::int64_t kGidMax = 4294967294;

Status represent(const Call& call, ObjectWriter& out, const OfferingUserGroup& group,
                 const ExtraFields& extra) {
  if (out.wants("url")) out.put("url", call.url(kCollection, group.uuid));
  out.field("uuid", group.uuid);
  if (out.wants("offering")) {
    out.put("offering", call.url("marketplace-provider-offerings", group.offering_uuid));
  }
  out.field("offering_uuid", group.offering_uuid)
      .field("offering_name", extra.text("offering_name"));
  if (out.wants("projects")) {
    domain::StringList urls;
    for (const auto& project : group.project_uuids) urls.push_back(call.url("projects", project));
    out.put("projects", urls);
  }
  out.field("name", group.name)
      .field("gid", group.gid)
      .field("created", group.created)
      .field("modified", group.modified);
  return {};
}

Collection<OfferingUserGroup> make_collection() {
  Collection<OfferingUserGroup> collection;
  collection.extra = {"offering_name"};
  collection.filters = {
      filter::uuid("offering_uuid", "offering_uuid"),
      filter::reference("offering", "offering_uuid", kOfferingCollections),
      filter::uuid("provider_uuid", "offering_customer_uuid"),
      filter::custom("project_uuid",
                     [](std::string_view value) -> Result<app::Condition> {
                       const auto uuid = Uuid::parse(value);
                       if (!uuid) return fail(ErrorCode::kInvalid, "Enter a valid UUID.");
                       return app::where::holds("project_uuids", *uuid);
                     }),
      filter::exact("name", "name"),
  };
  collection.orderings = {{"name", "name"}, {"created", "created"}, {"gid", "gid"}};
  collection.default_order = {{"name", false}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

const Collection<OfferingUserGroup>& group_collection() {
  static const Collection<OfferingUserGroup> collection = make_collection();
  return collection;
}

Result<Response> list_groups(const Call& call) {
  return list(call, group_collection(), app::visible_offering_user_groups(call.principal()));
}

Result<Response> retrieve_group(const Call& call) {
  return retrieve(call, group_collection(), call.uuid(),
                  app::visible_offering_user_groups(call.principal()));
}

/// `projects`: URLs or UUIDs.
Result<domain::UuidList> read_projects(const json::Value& body) {
  DRAWBRIDGE_TRY(const auto texts, json::required_string_list(body, "projects", {}, kProjectsMax));
  if (texts.empty()) return fail(ErrorCode::kInvalid, "This list may not be empty.", "projects");
  domain::UuidList projects;
  for (const auto& text : texts) {
    if (const auto plain = Uuid::parse(text)) {
      projects.push_back(*plain);
      continue;
    }
    DRAWBRIDGE_TRY(const auto uuid, parse_reference(text, kProjectCollections, "projects"));
    projects.push_back(uuid);
  }
  return projects;
}

Result<Response> create_group(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewGroup wanted;
  DRAWBRIDGE_TRY(wanted.offering_uuid, required_reference(body, "offering", kOfferingCollections));
  DRAWBRIDGE_TRY(wanted.project_uuids, read_projects(body));
  DRAWBRIDGE_TRY(wanted.name, json::optional_string(body, "name", {.max_length = 32}));
  DRAWBRIDGE_TRY(wanted.gid, json::optional_integer(body, "gid", {.min = 1, .max = kGidMax}));
  const auto offering =
      permitted_offering(call, wanted.offering_uuid, Operation::kManageOfferingUsers);
  if (!offering && offering.error().code == ErrorCode::kNotFound) {
    return no_such_reference("offering");
  }
  if (!offering) return tl::unexpected(offering.error());
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_group(transaction, rules, wanted);
  }));
  return show(call, group_collection(), made.uuid, 201);
}

/// The group of the path, when the caller may see it (else 404) and manage it (else 403).
Result<OfferingUserGroup> managed_group(const Call& call) {
  DRAWBRIDGE_TRY(
      auto group,
      app::find_where<OfferingUserGroup>(
          call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                         app::visible_offering_user_groups(call.principal()))));
  if (!group) return not_found();
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), group->offering_uuid));
  if (!offering) return not_found();
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kManageOfferingUsers, scope_of(*offering)));
  return std::move(*group);
}

/// PUT and PATCH: the projects are all that can be written.
Result<Response> change_group(const Call& call) {
  DRAWBRIDGE_TRY(const auto group, managed_group(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  if (json::has(body, "projects") || call.request().method == "PUT") {
    DRAWBRIDGE_TRY(const auto projects, read_projects(body));
    DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
      return app::set_group_projects(transaction, group.uuid, projects);
    }));
  }
  return show(call, group_collection(), group.uuid);
}

Result<Response> delete_group(const Call& call) {
  DRAWBRIDGE_TRY(const auto group, managed_group(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_group(transaction, group.uuid);
  }));
  return empty_response(204);
}

}  // namespace

void add_group_routes(Router& router) {
  const std::string all = "/api/" + std::string(kCollection) + "/";
  const std::string one = all + "{uuid}/";
  router.get(all, list_groups);
  router.post(all, create_group);
  router.get(one, retrieve_group);
  router.put(one, change_group);
  router.patch(one, change_group);
  router.remove(one, delete_group);
}

}  // namespace drawbridge::http
