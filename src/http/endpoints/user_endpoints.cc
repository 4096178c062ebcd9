#include "http/endpoints/user_endpoints.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "app/accounts.h"
#include "app/authority.h"
#include "app/people.h"
#include "app/records.h"
#include "base/text.h"
#include "domain/user_attributes.h"
#include "http/body.h"
#include "http/endpoints/user_profile.h"
#include "http/endpoints/user_representation.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Condition;
using app::Transaction;
using domain::Operation;
using domain::User;
namespace where = app::where;

std::vector<Filter> user_filters() {
  return {filter::exact_no_case("username", "username"),
          filter::custom("username_list",
                         [](std::string_view value) -> Result<Condition> {
                           std::vector<app::Value> names;
                           for (const auto name : split(value, ',')) {
                             names.emplace_back(std::string(trim(name)));
                           }
                           return where::in("username", std::move(names));
                         }),
          filter::contains("email", {"email"}),
          filter::contains("full_name", {"first_name", "last_name"}),
          filter::contains("native_name", {"native_name"}),
          filter::contains("description", {"description"}),
          filter::contains("organization", {"organization"}),
          filter::contains("job_title", {"job_title"}),
          filter::contains("phone_number", {"phone_number"}),
          filter::exact("civil_number", "civil_number"),
          filter::exact("registration_method", "registration_method"),
          filter::boolean("is_active", "is_active"),
          filter::boolean("is_staff", "is_staff"),
          filter::boolean("is_support", "is_support"),
          filter::since("agreement_date", "agreement_date"),
          filter::since("date_joined", "created"),
          filter::since("modified", "modified"),
          filter::contains("user_keyword", {"username", "first_name", "last_name", "email"}),
          filter::contains("query", {"username", "first_name", "last_name", "email"})};
}

app::Select select_grants(Condition condition) {
  app::Select select;
  select.kind = std::string(domain::RoleGrant::kKind);
  select.fields = {"user_uuid"};
  select.where = std::move(condition);
  return select;
}

/// Whether a parameter or ordering tells of an attribute that providers are not shown.
bool is_hidden(const Call& call, std::string_view name) {
  const auto& shown = call.services().rules->default_exposed_attributes;
  return domain::is_user_attribute(name) &&
         std::find(shown.begin(), shown.end(), name) == shown.end();
}

/// For those who may not see everything of everybody, a filter or ordering by what they are not
/// shown would tell it: nobody matches.
Condition without_hidden_questions(const Call& call) {
  if (call.principal().reads_all()) return where::all();
  for (const auto attribute : domain::kUserAttributes) {
    if (is_hidden(call, attribute) && call.query().value(attribute)) return where::nothing();
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSearched = {
      {{"user_keyword", "username"},
       {"user_keyword", "full_name"},
       {"user_keyword", "email"},
       {"query", "username"},
       {"query", "full_name"},
       {"query", "email"},
       {"username_list", "username"}}};
  for (const auto& [parameter, attribute] : kSearched) {
    if (is_hidden(call, attribute) && call.query().value(parameter)) return where::nothing();
  }
  for (const auto value : call.query().values("o")) {
    for (auto name : split(value, ',')) {
      name = trim(name);
      if (name.starts_with('-')) name.remove_prefix(1);
      if (is_hidden(call, name)) return where::nothing();
    }
  }
  return where::all();
}

/// Grants in force on the scope that the query names, with one of the roles that it names.
Result<Condition> scope_condition(const Call& call, std::string_view scope_parameter,
                                  std::string_view scope_field, std::string_view role_parameter,
                                  std::string_view scope_type) {
  const auto scope = call.query().value(scope_parameter);
  const auto roles = call.query().values(role_parameter);
  std::vector<Condition> conditions;
  if (scope && !scope->empty()) {
    const auto uuid = Uuid::parse(*scope);
    if (!uuid)
      return fail(ErrorCode::kInvalid, "Enter a valid UUID.", std::string(scope_parameter));
    conditions.push_back(where::equal(scope_field, *uuid));
  }
  std::vector<app::Value> names;
  for (const auto value : roles) {
    for (const auto name : split(value, ',')) names.emplace_back(std::string(trim(name)));
  }
  if (!names.empty()) {
    conditions.push_back(where::in("role_name", std::move(names)));
    conditions.push_back(where::equal("scope_type", std::string(scope_type)));
  }
  if (conditions.empty()) return where::all();
  conditions.push_back(app::grant_in_force(call.now()));
  return where::in_select("uuid", select_grants(where::all_of(std::move(conditions))));
}

}  // namespace

Result<Condition> role_conditions(const Call& call) {
  DRAWBRIDGE_TRY(auto in_customer, scope_condition(call, "customer_uuid", "scope_customer_uuid",
                                                   "organization_roles", "customer"));
  DRAWBRIDGE_TRY(auto in_project,
                 scope_condition(call, "project_uuid", "scope_uuid", "project_roles", "project"));
  return where::all_of(
      {std::move(in_customer), std::move(in_project), without_hidden_questions(call)});
}

const Collection<User>& user_collection() {
  static const Collection<User> collection = {
      .extra = {},
      .filters = user_filters(),
      .orderings = {{"username", "username"},
                    {"email", "email"},
                    {"full_name", "first_name"},
                    {"native_name", "native_name"},
                    {"description", "description"},
                    {"is_active", "is_active"},
                    {"is_staff", "is_staff"},
                    {"is_support", "is_support"},
                    {"job_title", "job_title"},
                    {"organization", "organization"},
                    {"phone_number", "phone_number"},
                    {"registration_method", "registration_method"}},
      .default_order = {{"username", false}},
      .represent = represent_user,
  };
  return collection;
}

namespace {

Result<Response> list_users(const Call& call) {
  DRAWBRIDGE_TRY(auto with_roles, role_conditions(call));
  return list(call, user_collection(),
              where::both(app::visible_users(call.principal()), std::move(with_roles)));
}

Result<Response> retrieve_user(const Call& call) {
  return retrieve(call, user_collection(), call.uuid(), app::visible_users(call.principal()));
}

Result<Response> show_me(const Call& call) {
  static const Collection<User> collection = [] {
    auto own = user_collection();
    own.represent = represent_me;
    return own;
  }();
  return show(call, collection, call.principal().user.uuid);
}

Result<Response> create_user(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageUsers));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  User user;
  DRAWBRIDGE_TRY(user.username, json::required_string(body, "username", {.max_length = 128}));
  DRAWBRIDGE_CHECK(read_profile(body, user));
  DRAWBRIDGE_CHECK(read_staff_fields(body, user));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_user(transaction, user);
  }));
  return show(call, user_collection(), made.uuid, 201);
}

Result<Response> change_user(const Call& call) {
  DRAWBRIDGE_TRY(auto user, app::find_where<User>(
                                call.store(), where::both(where::equal("uuid", call.uuid()),
                                                          app::visible_users(call.principal()))));
  if (!user) return not_found();
  const bool is_staff = app::is_permitted(call.principal(), Operation::kManageUsers);
  if (!is_staff && user->uuid != call.principal().user.uuid) return forbidden();
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  const auto& rules = *call.services().rules;
  // The body is applied to the user as it is by then, so that no change made meanwhile is undone.
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto current, app::find<User>(transaction.store(), call.uuid()));
    if (!current) return not_found();
    DRAWBRIDGE_CHECK(read_profile(body, *current));
    if (is_staff) DRAWBRIDGE_CHECK(read_staff_fields(body, *current));
    DRAWBRIDGE_CHECK(app::update_user(transaction, call.uuid(), *current));
    return app::name_waiting_accounts(transaction, rules, call.uuid());
  }));
  return show(call, user_collection(), call.uuid());
}

}  // namespace

void add_user_routes(Router& router) {
  router.get("/api/users/", list_users);
  router.post("/api/users/", create_user);
  router.get("/api/users/me/", show_me);
  router.get("/api/users/{uuid}/", retrieve_user);
  router.patch("/api/users/{uuid}/", change_user);
  router.put("/api/users/{uuid}/", change_user);
}

}  // namespace drawbridge::http
