#include "http/endpoints/offering_profile_endpoints.h"

#include <string>
#include <utility>

#include "app/authority.h"
#include "app/offering_profiles.h"
#include "app/records.h"
#include "domain/offering_records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::OfferingProfile;
using domain::Operation;

constexpr std::string_view kPath = "/api/marketplace-offering-profiles/";

/// Those of the profile that still exist.
Result<std::vector<domain::Role>> roles_of(const Call& call, const OfferingProfile& profile) {
  std::vector<app::Value> uuids(profile.role_uuids.begin(), profile.role_uuids.end());
  auto select = app::select_records<domain::Role>(app::where::in("uuid", std::move(uuids)));
  select.order = {{"name", false}};
  return app::list<domain::Role>(call.store(), select);
}

Status represent(const Call& call, ObjectWriter& out, const OfferingProfile& profile,
                 const ExtraFields& extra) {
  out.field("uuid", profile.uuid).field("name", profile.name);
  out.field("description", profile.description);
  if (out.wants("roles")) {
    DRAWBRIDGE_TRY(const auto roles, roles_of(call, profile));
    out.nested("roles", [&](json::Writer& writer) {
      writer.begin_array();
      for (const auto& role : roles) {
        writer.begin_object()
            .field("uuid", role.uuid)
            .field("name", role.name)
            .field("content_type", role.scope_type)
            .field("description", role.description)
            .end_object();
      }
      writer.end_array();
    });
  }
  out.field("offerings_count", extra.number("offerings_count"))
      .field("created", profile.created)
      .field("modified", profile.modified);
  return {};
}

const Collection<OfferingProfile>& profile_collection() {
  static const Collection<OfferingProfile> collection = {
      .extra = {"offerings_count"},
      .filters = {filter::contains("name", {"name"}), filter::exact("name_exact", "name")},
      .orderings = {{"name", "name"}, {"created", "created"}},
      .default_order = {{"name", false}},
      .represent = represent,
  };
  return collection;
}

Result<Response> list_profiles(const Call& call) {
  return list(call, profile_collection(), app::where::all());
}

Result<Response> retrieve_profile(const Call& call) {
  return retrieve(call, profile_collection(), call.uuid());
}

Result<app::ProfileChange> read_change(const Call& call, bool is_name_required) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::ProfileChange change;
  DRAWBRIDGE_TRY(change.name, json::optional_string(body, "name", kNameRules));
  if (!change.name && is_name_required) {
    return fail(ErrorCode::kInvalid, "This field is required.", "name");
  }
  DRAWBRIDGE_TRY(change.description, json::optional_string(body, "description", kTextRules));
  return change;
}

Result<Response> create_profile(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCategories));
  DRAWBRIDGE_TRY(const auto wanted, read_change(call, true));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_offering_profile(transaction, wanted);
  }));
  return show(call, profile_collection(), made.uuid, 201);
}

/// The profile of the path exists (else 404) and the caller may write it (else 403).
Status may_write(const Call& call) {
  DRAWBRIDGE_TRY(const bool is_there, app::exists<OfferingProfile>(
                                          call.store(), app::where::equal("uuid", call.uuid())));
  if (!is_there) return not_found();
  return app::require(call.principal(), Operation::kManageCategories);
}

Result<Response> change_profile(const Call& call) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_TRY(const auto change, read_change(call, call.request().method == "PUT"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_offering_profile(transaction, call.uuid(), change);
  }));
  return show(call, profile_collection(), call.uuid());
}

Result<Response> delete_profile(const Call& call) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_offering_profile(transaction, call.uuid());
  }));
  return empty_response(204);
}

Result<Response> set_role(const Call& call, bool is_member) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto role, json::required_uuid(body, "role"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::set_profile_role(transaction, call.uuid(), role, is_member);
  }));
  return show(call, profile_collection(), call.uuid());
}

}  // namespace

void add_offering_profile_routes(Router& router) {
  const std::string one = std::string(kPath) + "{uuid}/";
  router.get(kPath, list_profiles);
  router.post(kPath, create_profile);
  router.get(one, retrieve_profile);
  router.put(one, change_profile);
  router.patch(one, change_profile);
  router.remove(one, delete_profile);
  router.post(one + "add_role/", [](const Call& call) { return set_role(call, true); });
  router.post(one + "remove_role/", [](const Call& call) { return set_role(call, false); });
}

}  // namespace drawbridge::http
