#include "http/endpoints/offering_endpoints.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "app/accounts.h"
#include "app/memberships.h"
#include "app/offering_removal.h"
#include "app/offerings.h"
#include "app/principal.h"
#include "app/records.h"
#include "base/text.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/offering_representation.h"
#include "http/endpoints/role_actions.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Offering;
using domain::OfferingState;
using domain::Operation;
namespace where = app::where;

constexpr std::string_view kPath = "/api/marketplace-provider-offerings/";

Result<Response> list_offerings(const Call& call) {
  return list(call, offering_collection(), app::visible_offerings(call.principal()));
}

Result<Response> retrieve_offering(const Call& call) {
  return retrieve(call, offering_collection(), call.uuid(),
                  app::visible_offerings(call.principal()));
}

/// The organisation that the new offering is for: the one named, else the caller's only one.
Result<Uuid> customer_of_body(const Call& call, const json::Value& body) {
  DRAWBRIDGE_TRY(const auto named, optional_reference(body, "customer", kCustomerCollections));
  if (named) return *named;
  const auto& owned = call.principal().owned_customers;
  if (owned.size() == 1) return *owned.begin();
  return fail(ErrorCode::kInvalid, "This field is required.", "customer");
}

Status check_customer(const Call& call, const Uuid& customer) {
  DRAWBRIDGE_TRY(const auto is_there,
                 app::exists<domain::Customer>(
                     call.store(), app::where::both(app::where::equal("uuid", customer),
                                                    app::visible_customers(call.principal()))));
  if (!is_there) return no_such_reference("customer");
  return app::require(call.principal(), Operation::kCreateOffering, {.customer_uuid = customer});
}

Status read_text(const json::Value& body, std::string_view key, std::string& out) {
  DRAWBRIDGE_TRY(auto text, json::optional_string(body, key, kTextRules));
  if (text) out = std::move(*text);
  return {};
}

Status read_address(const json::Value& body, std::string_view key, std::string& out) {
  DRAWBRIDGE_TRY(auto address, optional_web_address(body, key));
  if (address) out = std::move(*address);
  return {};
}

Status read_flag(const json::Value& body, std::string_view key, bool& out) {
  DRAWBRIDGE_TRY(const auto flag, json::optional_boolean(body, key));
  if (flag) out = *flag;
  return {};
}

Status read_json(const json::Value& body, std::string_view key, domain::JsonText& out) {
  DRAWBRIDGE_TRY(const auto* object, json::optional_object(body, key));
  if (object != nullptr) out.text = json::canonical(*object);
  return {};
}

Status read_texts(const json::Value& body, Offering& offering) {
  DRAWBRIDGE_CHECK(read_text(body, "description", offering.description));
  DRAWBRIDGE_CHECK(read_text(body, "full_description", offering.full_description));
  DRAWBRIDGE_CHECK(read_text(body, "terms_of_service", offering.terms_of_service));
  DRAWBRIDGE_CHECK(read_address(body, "terms_of_service_link", offering.terms_of_service_link));
  DRAWBRIDGE_CHECK(read_address(body, "privacy_policy_link", offering.privacy_policy_link));
  DRAWBRIDGE_CHECK(read_address(body, "access_url", offering.access_url));
  DRAWBRIDGE_CHECK(read_text(body, "getting_started", offering.getting_started));
  DRAWBRIDGE_CHECK(read_text(body, "integration_guide", offering.integration_guide));
  DRAWBRIDGE_CHECK(read_text(body, "backend_id", offering.backend_id));
  DRAWBRIDGE_CHECK(read_flag(body, "shared", offering.shared));
  DRAWBRIDGE_CHECK(read_flag(body, "billable", offering.billable));
  DRAWBRIDGE_CHECK(read_json(body, "attributes", offering.attributes));
  DRAWBRIDGE_CHECK(read_json(body, "options", offering.options));
  return read_json(body, "resource_options", offering.resource_options);
}

Result<app::NewOffering> read_new_offering(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewOffering wanted;
  auto& offering = wanted.offering;
  offering.shared = true;
  DRAWBRIDGE_TRY(offering.name, json::required_string(body, "name", kNameRules));
  DRAWBRIDGE_TRY(offering.type, json::required_string(body, "type", {.max_length = 100}));
  DRAWBRIDGE_TRY(offering.customer_uuid, customer_of_body(call, body));
  DRAWBRIDGE_TRY(offering.category_uuid,
                 optional_reference(body, "category", kCategoryCollections));
  DRAWBRIDGE_TRY(wanted.slug, json::optional_string(body, "slug", {.max_length = 50}));
  DRAWBRIDGE_CHECK(read_texts(body, offering));
  DRAWBRIDGE_TRY(const auto* plugin_options, json::optional_object(body, "plugin_options"));
  if (plugin_options != nullptr) wanted.plugin_options = *plugin_options;
  DRAWBRIDGE_TRY(const auto* secret_options, json::optional_object(body, "secret_options"));
  if (secret_options != nullptr) wanted.secret_options = *secret_options;
  return wanted;
}

Result<Response> create_offering(const Call& call) {
  DRAWBRIDGE_TRY(const auto wanted, read_new_offering(call));
  DRAWBRIDGE_CHECK(check_customer(call, wanted.offering.customer_uuid));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_offering(transaction, wanted);
  }));
  return show(call, offering_collection(), made.uuid, 201);
}

/// One row of the table of offering states (marketplace spec 3).
struct StateAction {
  std::string_view path;
  OfferingState target;
  std::vector<OfferingState> from;
  Operation operation;
};

std::vector<StateAction> state_actions() {
  using enum OfferingState;
  const std::vector<OfferingState> any = {kDraft, kActive, kPaused, kArchived, kUnavailable};
  return {
      {"activate", kActive, {kDraft, kPaused, kUnavailable}, Operation::kChangeOfferingState},
      {"pause", kPaused, {kActive}, Operation::kUpdateIntegration},
      {"unpause", kActive, {kPaused}, Operation::kUpdateIntegration},
      {"archive", kArchived, any, Operation::kUpdateIntegration},
      {"draft", kDraft, any, Operation::kChangeOfferingState},
      {"make_unavailable", kUnavailable, {kActive}, Operation::kUpdateIntegration},
      {"make_available", kActive, {kUnavailable}, Operation::kUpdateIntegration},
  };
}

Result<Response> act(const Call& call, const StateAction& action) {
  DRAWBRIDGE_TRY(const auto offering, permitted_offering(call, call.uuid(), action.operation));
  // Judged here for the caller's mistake; the writer judges again, for a race (409).
  if (std::find(action.from.begin(), action.from.end(), offering.state) == action.from.end()) {
    return fail(ErrorCode::kInvalid,
                "Offering state is invalid: " + std::string(domain::to_word(offering.state)) + ".");
  }
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_TRY(const auto after, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_offering_state(transaction, rules, offering.uuid, action.target,
                                      action.from);
  }));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("detail", "Offering state updated.")
      .field("state", domain::to_word(after.state))
      .end_object();
  return response;
}

Result<std::optional<json::Value>> read_options(const json::Value& body, std::string_view key) {
  DRAWBRIDGE_TRY(const auto* object, json::optional_object(body, key));
  return object == nullptr ? std::nullopt : std::optional(*object);
}

Result<Response> update_integration(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), Operation::kUpdateIntegration));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::IntegrationChange change;
  DRAWBRIDGE_TRY(change.plugin_options, read_options(body, "plugin_options"));
  DRAWBRIDGE_TRY(change.secret_options, read_options(body, "secret_options"));
  DRAWBRIDGE_TRY(change.service_attributes, read_options(body, "service_attributes"));
  DRAWBRIDGE_TRY(
      change.backend_id,
      json::optional_string(body, "backend_id", {.max_length = 255, .may_be_blank = true}));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_integration(transaction, rules, offering.uuid, change);
  }));
  return empty_response(200);
}

/// Roles on the offering: who sees it as its provider may list them, who is permitted may change.
Result<RoleScope> role_scope(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), Operation::kGrantOfferingRoles));
  return RoleScope{"offering", offering.uuid};
}

Result<Response> list_users(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, visible_offering(call, call.uuid()));
  if (!provider_offering(call, offering.uuid)) {
    return fail(ErrorCode::kForbidden,
                "You do not have permission to list team members of this scope.");
  }
  return list_scope_users(call, {"offering", offering.uuid});
}

Result<Response> delete_offering(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), Operation::kChangeOfferingState));
  const bool is_staff = call.principal().is_staff();
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_offering(transaction, offering.uuid, is_staff);
  }));
  return empty_response(204);
}

// Identity side

std::string_view to_word(app::RenameOutcome::Kind kind) {
  switch (kind) {
    case app::RenameOutcome::Kind::kUnchanged:
      return "unchanged";
    case app::RenameOutcome::Kind::kRenamed:
      return "renamed";
    case app::RenameOutcome::Kind::kRefused:
      return "refused";
  }
  return "unchanged";
}

Result<bool> query_flag(const Call& call, std::string_view name) {
  const auto text = call.query().value(name);
  if (!text || trim(*text).empty()) return false;
  auto flag = parse_boolean(*text);
  if (!flag) return fail(ErrorCode::kInvalid, flag.error().message, std::string(name));
  return flag;
}

Result<Response> refresh_usernames(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), Operation::kRefreshUsernames));
  DRAWBRIDGE_TRY(const bool is_dry_run, query_flag(call, "dry_run"));
  DRAWBRIDGE_TRY(const bool is_report, query_flag(call, "report"));
  DRAWBRIDGE_TRY(const auto outcomes,
                 app::refresh_usernames(call.writer(), call.actor(), *call.services().rules,
                                        offering.uuid, is_dry_run));
  Response response;
  json::Writer out(response.body);
  out.begin_object();
  out.field("status", is_dry_run ? "Nothing has been changed: this was a dry run."
                                 : "Offering user usernames have been changed.");
  if (is_dry_run || is_report) {
    out.key("results").begin_array();
    for (const auto& outcome : outcomes) {
      out.begin_object()
          .field("uuid", outcome.uuid)
          .field("old", outcome.old_name)
          .field("new", outcome.new_name)
          .field("outcome", to_word(outcome.kind))
          .field("reason", outcome.reason)
          .end_object();
    }
    out.end_array();
  }
  out.end_object();
  return response;
}

Result<Response> user_has_resource_access(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, visible_offering(call, call.uuid()));
  const auto username = call.query().value("username");
  if (!username || username->empty()) {
    return fail(ErrorCode::kInvalid, "Username is missing in query parameters.");
  }
  DRAWBRIDGE_TRY(const auto user,
                 app::find_where<domain::User>(
                     call.store(), where::both(where::equal("username", std::string(*username)),
                                               where::is_true("is_active"))));
  if (!user) {
    return fail(ErrorCode::kInvalid,
                "The user with username " + std::string(*username) + " does not exist!");
  }
  DRAWBRIDGE_TRY(const bool has_access,
                 app::has_project_access(call.store(), user->uuid, offering.uuid, call.now()));
  Response response;
  json::Writer(response.body).begin_object().field("has_access", has_access).end_object();
  return response;
}

}  // namespace

void add_offering_routes(Router& router) {
  const std::string one = std::string(kPath) + "{uuid}/";
  router.get(kPath, list_offerings);
  router.post(kPath, create_offering);
  router.get(one, retrieve_offering);
  for (auto& action : state_actions()) {
    router.post(one + std::string(action.path) + "/",
                [action](const Call& call) { return act(call, action); });
  }
  router.remove(one, delete_offering);
  router.post(one + "update_integration/", update_integration);
  router.get(one + "list_users/", list_users);
  add_role_action_routes(router, one, role_scope);
}

void add_offering_identity_routes(Router& router) {
  const std::string one = std::string(kPath) + "{uuid}/";
  router.post(one + "refresh_offering_usernames/", refresh_usernames);
  router.get(one + "user_has_resource_access/", user_has_resource_access);
}

}  // namespace drawbridge::http
