#include "http/endpoints/freeipa_profile_endpoints.h"

#include <optional>
#include <string>

#include "app/accounts.h"
#include "app/authority.h"
#include "app/people.h"
#include "app/records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::User;

constexpr std::string_view kUsers = "users";

// A FreeIPA profile is the person's user name at the site's FreeIPA; it has the person's UUID.

Status represent_profile(const Call& call, ObjectWriter& out, const User& user,
                         const ExtraFields&) {
  out.field("url", call.url("freeipa-profiles", user.uuid))
      .field("uuid", user.uuid)
      .field("user", call.url(kUsers, user.uuid))
      .field("user_uuid", user.uuid)
      .field("username", user.freeipa_username);
  return {};
}

const Collection<User>& profile_collection() {
  static const Collection<User> collection = {
      .extra = {},
      .filters = {filter::uuid("user", "uuid"), filter::uuid("user_uuid", "uuid"),
                  filter::exact("username", "freeipa_username")},
      .orderings = {{"username", "freeipa_username"}},
      .default_order = {{"freeipa_username", false}},
      .represent = represent_profile,
  };
  return collection;
}

app::Condition visible_profiles(const Call& call) {
  return app::where::both(app::visible_users(call.principal()),
                          app::where::not_(app::where::is_null("freeipa_username")));
}

Result<Response> save_profile(const Call& call, const Uuid& user, bool is_new) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto username, json::required_string(body, "username"));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_CHECK(app::set_freeipa_username(transaction, user, username, is_new));
    return app::name_waiting_accounts(transaction, rules, user);
  }));
  return show(call, profile_collection(), user, is_new ? 201 : 200);
}

Result<Response> create_profile(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto user, optional_reference(body, "user", kUserCollections));
  const auto own = call.principal().user.uuid;
  if (user && *user != own) {
    DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageUsers));
  }
  return save_profile(call, user.value_or(own), true);
}

Result<Response> change_profile(const Call& call) {
  DRAWBRIDGE_TRY(
      const auto is_there,
      app::exists<User>(call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                       visible_profiles(call))));
  if (!is_there) return not_found();
  if (call.uuid() != call.principal().user.uuid) {
    DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageUsers));
  }
  return save_profile(call, call.uuid(), false);
}

}  // namespace

void add_freeipa_profile_routes(Router& router) {
  router.get("/api/freeipa-profiles/", [](const Call& call) {
    return list(call, profile_collection(), visible_profiles(call));
  });
  router.post("/api/freeipa-profiles/", create_profile);
  router.get("/api/freeipa-profiles/{uuid}/", [](const Call& call) {
    return retrieve(call, profile_collection(), call.uuid(), visible_profiles(call));
  });
  router.patch("/api/freeipa-profiles/{uuid}/", change_profile);
}

}  // namespace drawbridge::http
