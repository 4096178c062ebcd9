#include "http/endpoints/robot_account_endpoints.h"

#include <array>
#include <string>
#include <utility>

#include "app/authority.h"
#include "app/records.h"
#include "app/robot_accounts.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/robot_account_representation.h"
#include "http/error_map.h"
#include "http/field_checks.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::RobotAccount;

constexpr std::string_view kPath = "/api/marketplace-robot-accounts/";
constexpr std::array<std::string_view, 2> kResourceCollections = {"marketplace-resources",
                                                                  "marketplace-provider-resources"};
constexpr std::size_t kPeopleMax = 1000;
constexpr std::size_t kKeysMax = 100;

Result<Response> list_robots(const Call& call) {
  return list(call, robot_account_collection(), app::visible_robot_accounts(call.principal()));
}

Result<Response> retrieve_robot(const Call& call) {
  return retrieve(call, robot_account_collection(), call.uuid(),
                  app::visible_robot_accounts(call.principal()));
}

/// Whether the caller may manage accounts of the resource's offering.
Status may_manage(const Call& call, const Uuid& resource_uuid) {
  DRAWBRIDGE_TRY(const auto resource, app::find<domain::Resource>(call.store(), resource_uuid));
  if (!resource) return not_found();
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), resource->offering_uuid));
  if (!offering) return not_found();
  return app::require(call.principal(), Operation::kManageOfferingUsers, scope_of(*offering));
}

/// The robot of the path, when the caller may see it (else 404) and manage it (else 403).
Result<RobotAccount> managed_robot(const Call& call) {
  DRAWBRIDGE_TRY(auto robot, app::find_where<RobotAccount>(
                                 call.store(),
                                 app::where::both(app::where::equal("uuid", call.uuid()),
                                                  app::visible_robot_accounts(call.principal()))));
  if (!robot) return not_found();
  DRAWBRIDGE_CHECK(may_manage(call, robot->resource_uuid));
  if (!robot->backend_id.empty()) {
    return fail(ErrorCode::kForbidden, "Remote robot account is synchronized.");
  }
  return std::move(*robot);
}

Result<Uuid> parse_person(const std::string& text, std::string_view field) {
  if (const auto plain = Uuid::parse(text)) return *plain;
  return parse_reference(text, kUserCollections, field);
}

Result<std::optional<domain::UuidList>> read_users(const json::Value& body) {
  DRAWBRIDGE_TRY(const auto texts, json::optional_string_list(body, "users", {}, kPeopleMax));
  if (!texts) return std::nullopt;
  domain::UuidList users;
  for (const auto& text : *texts) {
    DRAWBRIDGE_TRY(users.emplace_back(), parse_person(text, "users"));
  }
  return users;
}

Result<app::RobotAccountChange> read_change(const json::Value& body) {
  app::RobotAccountChange change;
  DRAWBRIDGE_TRY(change.username,
                 json::optional_string(body, "username", {.max_length = 32, .may_be_blank = true}));
  DRAWBRIDGE_TRY(change.description, json::optional_string(body, "description", kTextRules));
  DRAWBRIDGE_TRY(change.users, read_users(body));
  if (json::has(body, "keys") && !body.at("keys").is_array()) {
    return fail(ErrorCode::kInvalid, "JSON list of SSH public keys is expected.", "keys");
  }
  DRAWBRIDGE_TRY(change.keys,
                 json::optional_string_list(body, "keys", {.max_length = 4000}, kKeysMax));
  DRAWBRIDGE_TRY(const auto responsible, json::nullable_string(body, "responsible_user"));
  if (responsible.is_given && responsible.value) {
    DRAWBRIDGE_TRY(const auto uuid, parse_person(*responsible.value, "responsible_user"));
    change.responsible_user_uuid.emplace(uuid);
  } else if (responsible.is_given) {
    change.responsible_user_uuid.emplace(std::nullopt);
  }
  return change;
}

/// A resource the caller may see; one that they may not is one that does not exist.
Status may_create(const Call& call, const Uuid& resource) {
  DRAWBRIDGE_TRY(const bool is_visible,
                 app::exists<domain::Resource>(
                     call.store(), app::where::both(app::where::equal("uuid", resource),
                                                    app::visible_resources(call.principal()))));
  if (!is_visible) return no_such_reference("resource");
  return may_manage(call, resource);
}

Result<Response> create_robot(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewRobotAccount wanted;
  DRAWBRIDGE_TRY(wanted.resource_uuid, required_reference(body, "resource", kResourceCollections));
  DRAWBRIDGE_TRY(wanted.type, json::required_string(body, "type", {.max_length = 5}));
  DRAWBRIDGE_TRY(wanted.further, read_change(body));
  DRAWBRIDGE_CHECK(may_create(call, wanted.resource_uuid));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_robot_account(transaction, rules, wanted);
  }));
  return show(call, written_robot_account_collection(), made.uuid, 201);
}

/// PUT and PATCH; a robot account keeps its resource and type.
Result<Response> change_robot(const Call& call) {
  DRAWBRIDGE_TRY(const auto robot, managed_robot(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  if (call.request().method == "PUT") {
    DRAWBRIDGE_CHECK(required_reference(body, "resource", kResourceCollections));
    DRAWBRIDGE_CHECK(json::required_string(body, "type", {.max_length = 5}));
  }
  DRAWBRIDGE_TRY(const auto change, read_change(body));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_robot_account(transaction, rules, robot.uuid, change);
  }));
  return show(call, written_robot_account_collection(), robot.uuid);
}

Result<Response> delete_robot(const Call& call) {
  DRAWBRIDGE_TRY(const auto robot, managed_robot(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_robot_account(transaction, robot.uuid);
  }));
  return empty_response(204);
}

Result<Response> act(const Call& call, domain::RobotAccountAction action) {
  DRAWBRIDGE_TRY(const auto robot, managed_robot(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto message, json::optional_string(body, "error_message", kTextRules));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_robot_account_state(transaction, robot.uuid, action, robot.state,
                                           message.value_or(""));
  }));
  return show(call, robot_account_collection(), robot.uuid);
}

}  // namespace

void add_robot_account_routes(Router& router) {
  const std::string one = std::string(kPath) + "{uuid}/";
  router.get(kPath, list_robots);
  router.post(kPath, create_robot);
  router.get(one, retrieve_robot);
  router.put(one, change_robot);
  router.patch(one, change_robot);
  router.remove(one, delete_robot);
  for (const std::string_view path :
       {"set_state_creating", "set_state_ok", "set_state_request_deletion", "set_state_deleted",
        "set_state_erred"}) {
    const auto action = domain::parse_robot_account_action(path);
    router.post(one + std::string(path) + "/",
                [action](const Call& call) { return act(call, action.value()); });
  }
}

}  // namespace drawbridge::http
