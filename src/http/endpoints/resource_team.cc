#include "http/endpoints/resource_team.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/authority.h"
#include "app/membership_sync.h"
#include "app/principal.h"
#include "app/records.h"
#include "domain/account_records.h"
#include "domain/person_name.h"
#include "http/body.h"
#include "http/endpoints/role_actions.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Resource;
using domain::RoleGrant;
using domain::User;
namespace where = app::where;

constexpr std::size_t kReportsMax = 10'000;

Result<Resource> visible_resource(const Call& call) {
  DRAWBRIDGE_TRY(auto resource,
                 app::find_where<Resource>(call.store(),
                                           where::both(where::equal("uuid", call.uuid()),
                                                       app::visible_resources(call.principal()))));
  if (!resource) return not_found();
  return std::move(*resource);
}

// Team

struct Member {
  User user;
  RoleGrant grant;  ///< the first one
  std::optional<domain::OfferingUser> account;
};

/// People with a role in force on the resource's project, each once, by their first grant.
Result<std::vector<Member>> members_of(const Call& call, const Resource& resource) {
  auto select = app::select_records<RoleGrant>(
      where::all_of({where::equal("scope_type", std::string("project")),
                     where::equal("scope_uuid", resource.project_uuid),
                     where::is_true("user_is_active"), app::grant_in_force(call.now())}));
  select.order = {{"created", false}, {"uuid", false}};
  DRAWBRIDGE_TRY(const auto grants, app::list<RoleGrant>(call.store(), select));
  std::vector<Member> members;
  std::set<Uuid> seen;
  for (const auto& grant : grants) {
    if (!seen.insert(grant.user_uuid).second) continue;
    DRAWBRIDGE_TRY(auto user, app::find<User>(call.store(), grant.user_uuid));
    if (!user) continue;
    DRAWBRIDGE_TRY(
        auto account,
        app::find_where<domain::OfferingUser>(
            call.store(), where::both(where::equal("user_uuid", grant.user_uuid),
                                      where::equal("offering_uuid", resource.offering_uuid))));
    members.push_back({std::move(*user), grant, std::move(account)});
  }
  return members;
}

/// The names clients knew before roles had names of their own.
std::string_view short_role(std::string_view name) {
  static const std::map<std::string_view, std::string_view> kShort = {
      {"PROJECT.ADMIN", "admin"}, {"PROJECT.MANAGER", "manager"}, {"PROJECT.MEMBER", "member"}};
  const auto found = kShort.find(name);
  return found == kShort.end() ? name : found->second;
}

void write_member(const Call& call, ObjectWriter& out, const Member& member) {
  std::optional<std::string> username;
  std::optional<domain::OfferingUserState> state;
  if (member.account) {
    username = member.account->username;
    state = member.account->state;
  }
  out.field("url", call.url("users", member.user.uuid))
      .field("uuid", member.user.uuid)
      .field("username", member.user.username)
      .field("full_name", domain::full_name(member.user.first_name, member.user.last_name))
      .field("email", member.user.email)
      .field("role", short_role(member.grant.role_name))
      .field("expiration_time", member.grant.expiration_time)
      .field("offering_user_username", username)
      .field("offering_user_state", state);
}

Result<bool> has_consent(const Call& call, const Uuid& offering, const Uuid& user) {
  return app::exists<domain::UserOfferingConsent>(
      call.store(),
      where::all_of({where::equal("offering_uuid", offering), where::equal("user_uuid", user),
                     where::is_null("revocation_date")}));
}

Result<Response> show_team(const Call& call) {
  DRAWBRIDGE_TRY(const auto resource, visible_resource(call));
  std::optional<bool> wanted_consent;
  if (const auto text = call.query().value("has_consent"); text && !text->empty()) {
    auto flag = parse_boolean(*text);
    if (!flag) return fail(ErrorCode::kInvalid, flag.error().message, "has_consent");
    wanted_consent = *flag;
  }
  DRAWBRIDGE_TRY(const auto members, members_of(call, resource));
  Response response;
  const FieldSelection selection(call.query());
  json::Writer writer(response.body);
  std::size_t count = 0;
  writer.begin_array();
  for (const auto& member : members) {
    if (wanted_consent) {
      DRAWBRIDGE_TRY(const bool consents,
                     has_consent(call, resource.offering_uuid, member.user.uuid));
      if (consents != *wanted_consent) continue;
    }
    ++count;
    writer.begin_object();
    ObjectWriter out(writer, selection);
    write_member(call, out, member);
    writer.end_object();
  }
  writer.end_array();
  response.set("X-Result-Count", std::to_string(count));
  return response;
}

// Roles on the resource itself

/// The provider's people and the project's managers give roles on a resource.
Result<RoleScope> resource_scope(const Call& call) {
  DRAWBRIDGE_TRY(const auto resource, visible_resource(call));
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), resource.offering_uuid));
  DRAWBRIDGE_TRY(const auto project,
                 app::find<domain::Project>(call.store(), resource.project_uuid));
  if (!offering || !project) return not_found();
  const auto& principal = call.principal();
  const bool is_provider =
      app::is_permitted(principal, domain::Operation::kProviderResourceActions,
                        {offering->customer_uuid, offering->uuid, std::nullopt});
  if (!is_provider) {
    DRAWBRIDGE_CHECK(
        app::require(principal, domain::Operation::kGrantProjectRoles,
                     {.customer_uuid = project->customer_uuid, .project_uuid = project->uuid}));
  }
  return RoleScope{"resource", resource.uuid};
}

Result<Response> list_roles(const Call& call) {
  DRAWBRIDGE_TRY(const auto resource, visible_resource(call));
  return list_scope_users(call, {"resource", resource.uuid});
}

// Membership sync statuses

Result<app::MembershipSyncReport> read_report(const json::Value& object) {
  static constexpr std::array<std::string_view, 2> kScopes = {"resource", "resource_project"};
  static constexpr std::array<std::string_view, 4> kStates = {"synced", "pending", "missing_in_idp",
                                                              "error"};
  if (!object.is_object()) {
    return fail(ErrorCode::kInvalid, "A JSON object is expected.", "statuses");
  }
  app::MembershipSyncReport report;
  DRAWBRIDGE_TRY(const auto scope, json::required_choice(object, "scope_type", kScopes));
  report.is_of_resource_project = scope == kScopes[1];
  DRAWBRIDGE_TRY(report.role_name, json::required_string(object, "role_name", kNameRules));
  DRAWBRIDGE_TRY(report.state, json::required_choice(object, "state", kStates));
  DRAWBRIDGE_TRY(report.user_uuid, json::optional_uuid(object, "user_uuid"));
  DRAWBRIDGE_TRY(auto username, json::optional_string(object, "username", kUsernameRules));
  DRAWBRIDGE_TRY(auto message, json::optional_string(object, "message", kTextRules));
  report.username = std::move(username).value_or("");
  report.message = std::move(message).value_or("");
  if (!report.user_uuid && report.username.empty()) {
    return fail(ErrorCode::kInvalid, "Either 'user_uuid' or 'username' is required.", "statuses");
  }
  return report;
}

Result<std::vector<app::MembershipSyncReport>> read_reports(const json::Value& body) {
  DRAWBRIDGE_TRY(const auto* given, json::optional_array(body, "statuses"));
  if (given == nullptr) return fail(ErrorCode::kInvalid, "This field is required.", "statuses");
  if (given->size() > kReportsMax) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 10000 elements.",
                "statuses");
  }
  std::vector<app::MembershipSyncReport> reports;
  for (const auto& each : *given) {
    DRAWBRIDGE_TRY(auto report, read_report(each));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<Response> set_membership_sync_statuses(const Call& call) {
  DRAWBRIDGE_TRY(const auto resource, visible_resource(call));
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), resource.offering_uuid));
  if (!offering) return not_found();
  DRAWBRIDGE_CHECK(app::require(call.principal(), domain::Operation::kProviderResourceActions,
                                {offering->customer_uuid, offering->uuid, std::nullopt}));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto reports, read_reports(body));
  DRAWBRIDGE_TRY(const auto outcome, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::store_membership_sync(transaction, resource.uuid, reports);
  }));
  Response response;
  json::Writer out(response.body);
  out.begin_object().field("stored", outcome.stored).key("skipped").begin_array();
  for (const auto& reason : outcome.skipped) out.value(reason);
  out.end_array().end_object();
  return response;
}

}  // namespace

void add_resource_team_routes(Router& router) {
  for (const std::string one :
       {"/api/marketplace-resources/{uuid}/", "/api/marketplace-provider-resources/{uuid}/"}) {
    router.get(one + "team/", show_team);
    router.get(one + "list_users/", list_roles);
    add_role_action_routes(router, one, resource_scope);
    router.post(one + "set_membership_sync_statuses/", set_membership_sync_statuses);
  }
}

}  // namespace drawbridge::http
