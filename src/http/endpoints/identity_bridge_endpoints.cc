#include "http/endpoints/identity_bridge_endpoints.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "app/authority.h"
#include "app/identity_bridge.h"
#include "app/records.h"
#include "domain/person_name.h"
#include "http/body.h"
#include "http/endpoints/user_profile.h"
#include "http/error_map.h"

namespace drawbridge::http {
namespace {

using app::Transaction;

constexpr std::string_view kPath = "/api/identity-bridge/";
constexpr json::TextRules kSource = {.max_length = 100};
constexpr const char* kDeactivationPolicy = "all_isds_removed";

bool manages(const domain::User& user, const std::string& source) {
  const auto& managed = user.managed_isds;
  return user.is_identity_manager &&
         std::find(managed.begin(), managed.end(), source) != managed.end();
}

/// Staff, and identity managers for their own sources.
Status may_push(const Call& call, const std::string& source) {
  const auto& user = call.principal().user;
  if (user.is_staff || manages(user, source)) return {};
  return forbidden();
}

Status is_manager(const Call& call) {
  const auto& principal = call.principal();
  if (principal.reads_all() || principal.user.is_identity_manager) return {};
  return forbidden();
}

/// None: staff.
std::optional<domain::StringList> managed_sources(const Call& call) {
  const auto& user = call.principal().user;
  return user.is_staff ? std::nullopt : std::optional(user.managed_isds);
}

struct Target {
  std::string username, source;
};

Result<Target> read_target(const Call& call, const json::Value& body) {
  Target target;
  DRAWBRIDGE_TRY(target.username, json::required_string(body, "username", {.max_length = 128}));
  DRAWBRIDGE_TRY(target.source, json::required_string(body, "source", kSource));
  DRAWBRIDGE_CHECK(may_push(call, target.source));
  return target;
}

Result<Response> push(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(auto target, read_target(call, body));
  app::PushedIdentity identity;
  identity.username = std::move(target.username);
  identity.source = std::move(target.source);
  DRAWBRIDGE_CHECK(read_profile(body, identity.given));
  DRAWBRIDGE_CHECK(read_source_fields(body, identity.given));
  for (const auto field : app::kBridgeFields) {
    if (json::has(body, field)) identity.fields.emplace(field);
  }
  const auto& rules = *call.services().rules;
  const auto managed = managed_sources(call);
  DRAWBRIDGE_TRY(const auto outcome, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::push_identity(transaction, rules, identity, managed);
  }));
  Response response;
  json::Writer out(response.body);
  out.begin_object().field("uuid", outcome.uuid).field("created", outcome.is_new);
  out.key("updated_fields").begin_array();
  for (const auto& field : outcome.updated_fields) out.value(field);
  out.end_array().end_object();
  return response;
}

Result<Response> remove(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto target, read_target(call, body));
  const auto managed = managed_sources(call);
  DRAWBRIDGE_TRY(const auto outcome, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::remove_identity(transaction, target.username, target.source, managed);
  }));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("uuid", outcome.uuid)
      .field("deactivated", outcome.is_deactivated)
      .end_object();
  return response;
}

void write_allowed_fields(json::Writer& out) {
  out.begin_array();
  for (const auto field : app::kBridgeFields) out.value(field);
  out.end_array();
}

Result<Response> allowed_fields(const Call& call) {
  DRAWBRIDGE_CHECK(is_manager(call));
  Response response;
  json::Writer out(response.body);
  out.begin_object().key("allowed_fields");
  write_allowed_fields(out);
  out.end_object();
  return response;
}

void write_sources(json::Writer& out, const app::BridgeStatistics& statistics) {
  out.begin_array();
  for (const auto& [source, counts] : statistics.sources) {
    out.begin_object()
        .field("isd", source)
        .field("user_count", counts.users)
        .field("stale_user_count", counts.stale_users)
        .key("oldest_sync");
    app::write_field(out, counts.oldest_sync);
    out.end_object();
  }
  out.end_array();
}

Status write_managers(const Call& call, json::Writer& out) {
  DRAWBRIDGE_TRY(const auto managers,
                 app::list<domain::User>(call.store(), app::where::is_true("is_identity_manager")));
  const auto& principal = call.principal();
  out.begin_array();
  for (const auto& manager : managers) {
    if (!principal.reads_all() && manager.uuid != principal.user.uuid) continue;
    out.begin_object()
        .field("uuid", manager.uuid)
        .field("full_name", domain::full_name(manager.first_name, manager.last_name))
        .key("managed_isds");
    app::write_field(out, manager.managed_isds);
    out.end_object();
  }
  out.end_array();
  return {};
}

Result<Response> stats(const Call& call) {
  DRAWBRIDGE_CHECK(is_manager(call));
  const auto& principal = call.principal();
  // A manager of no source is told of none: an empty list would mean all.
  auto sources = principal.user.managed_isds;
  if (sources.empty()) sources.emplace_back();
  if (principal.reads_all()) sources.clear();
  DRAWBRIDGE_TRY(const auto statistics, app::bridge_statistics(call.store(), sources, call.now()));
  Response response;
  json::Writer out(response.body);
  out.begin_object()
      .field("enabled", true)
      .field("deactivation_policy", kDeactivationPolicy)
      .field("total_federated_users", statistics.users)
      .field("total_active_federated_users", statistics.active_users)
      .field("stale_threshold_days", app::kStaleAfterDays)
      .key("allowed_attributes");
  write_allowed_fields(out);
  out.key("users_per_isd");
  write_sources(out, statistics);
  out.key("identity_managers");
  DRAWBRIDGE_CHECK(write_managers(call, out));
  out.end_object();
  return response;
}

}  // namespace

void add_identity_bridge_routes(Router& router) {
  const std::string path(kPath);
  router.post(path, push);
  router.post(path + "remove/", remove);
  router.get(path + "allowed-fields/", allowed_fields);
  router.get(path + "stats/", stats);
}

}  // namespace drawbridge::http
