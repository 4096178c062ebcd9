#include "http/endpoints/role_actions.h"

#include <utility>

#include "app/principal.h"
#include "app/role_grants.h"
#include "domain/person_name.h"
#include "domain/records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::RoleGrant;
namespace where = app::where;

Result<app::GrantRequest> read_request(const Call& call, const RoleScope& scope) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::GrantRequest request;
  request.scope_type = scope.type;
  request.scope_uuid = scope.uuid;
  DRAWBRIDGE_TRY(request.role, json::required_string(body, "role", kNameRules));
  DRAWBRIDGE_TRY(request.user_uuid, required_reference(body, "user", kUserCollections));
  if (scope.only_by_scope_role && request.user_uuid == call.principal().user.uuid) {
    return fail(ErrorCode::kInvalid, "User can not manage own role.", "non_field_errors");
  }
  DRAWBRIDGE_TRY(const auto expiration, json::nullable_timestamp(body, "expiration_time"));
  request.expiration_time = expiration.value;
  request.granted_by = call.principal().user.uuid;
  return request;
}

Response expiration_response(int status, const RoleGrant& grant) {
  Response response = json_response(status, {});
  json::Writer out(response.body);
  out.begin_object().key("expiration_time");
  app::write_field(out, grant.expiration_time);
  out.end_object();
  return response;
}

Result<Response> add_user(const Call& call, const FindRoleScope& find_scope) {
  DRAWBRIDGE_TRY(const auto scope, find_scope(call));
  DRAWBRIDGE_TRY(const auto request, read_request(call, scope));
  const auto& rules = *call.services().rules;
  auto grant = call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::add_grant(transaction, rules, request);
  });
  if (grant) return expiration_response(201, *grant);
  // Unlike its other actions, Waldur's add_user gives refusals of no single field a key.
  auto& error = grant.error();
  if (error.code == ErrorCode::kInvalid && error.field.empty()) error.field = "non_field_errors";
  return tl::unexpected(std::move(error));
}

Result<Response> update_user(const Call& call, const FindRoleScope& find_scope) {
  DRAWBRIDGE_TRY(const auto scope, find_scope(call));
  DRAWBRIDGE_TRY(const auto request, read_request(call, scope));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_TRY(const auto grant, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_grant(transaction, rules, request);
  }));
  return expiration_response(200, grant);
}

Result<Response> delete_user(const Call& call, const FindRoleScope& find_scope) {
  DRAWBRIDGE_TRY(const auto scope, find_scope(call));
  DRAWBRIDGE_TRY(const auto request, read_request(call, scope));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::revoke_grants(transaction, request);
  }));
  return empty_response(200);
}

/// Takes a UUID or a role's name.
Filter role_filter() {
  return filter::custom("role", [](std::string_view value) -> Result<app::Condition> {
    if (const auto uuid = Uuid::parse(value)) return where::equal("role_uuid", *uuid);
    return where::equal("role_name", std::string(value));
  });
}

Status represent(const Call&, ObjectWriter& out, const RoleGrant& grant, const ExtraFields& extra) {
  out.field("uuid", grant.uuid)
      .field("created", grant.created)
      .field("expiration_time", grant.expiration_time)
      .field("role_name", grant.role_name)
      .field_unless_null("role_uuid", extra.maybe_uuid("role_uuid"))
      .field("user_email", extra.text("user_email"))
      .field("user_full_name",
             domain::full_name(extra.text("user_first_name"), extra.text("user_last_name")))
      .field("user_username", extra.text("user_username"))
      .field("user_uuid", grant.user_uuid)
      .null("user_image")
      .field("created_by_full_name", domain::full_name(extra.text("created_by_first_name"),
                                                       extra.text("created_by_last_name")))
      .field_unless_null("created_by_uuid", grant.created_by_uuid);
  return {};
}

Collection<RoleGrant> make_collection() {
  Collection<RoleGrant> collection;
  collection.extra = {"role_uuid",           "user_email",    "user_first_name",
                      "user_last_name",      "user_username", "created_by_first_name",
                      "created_by_last_name"};
  collection.filters = {
      filter::uuid("user", "user_uuid"),
      role_filter(),
      filter::contains("search_string",
                       {"user_first_name", "user_last_name", "user_email", "user_username"}),
      filter::contains("full_name", {"user_first_name", "user_last_name"}),
      filter::contains("username", {"user_username"}),
      filter::reference("user_url", "user_uuid", kUserCollections),
  };
  collection.orderings = {{"created", "created"},
                          {"expiration_time", "expiration_time"},
                          {"role", "role_name"},
                          {"role_name", "role_name"},
                          {"username", "user_username"},
                          {"email", "user_email"},
                          {"full_name", "user_first_name"},
                          {"native_name", "user_native_name"}};
  collection.default_order = {{"created", false}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

}  // namespace

void add_role_action_routes(Router& router, std::string_view object, FindRoleScope find_scope) {
  const std::string one(object);
  router.post(one + "add_user/",
              [find_scope](const Call& call) { return add_user(call, find_scope); });
  router.post(one + "update_user/",
              [find_scope](const Call& call) { return update_user(call, find_scope); });
  router.post(one + "delete_user/",
              [find_scope](const Call& call) { return delete_user(call, find_scope); });
}

Result<Response> list_scope_users(const Call& call, const RoleScope& scope) {
  static const Collection<RoleGrant> collection = make_collection();
  return list(
      call, collection,
      where::all_of({where::equal("scope_type", scope.type), where::equal("scope_uuid", scope.uuid),
                     where::is_true("user_is_active"), app::grant_in_force(call.now())}));
}

}  // namespace drawbridge::http
