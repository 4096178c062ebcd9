#include "http/endpoints/user_endpoints.h"

#include <utility>

#include "app/accounts.h"
#include "app/authority.h"
#include "app/people.h"
#include "app/records.h"
#include "base/text.h"
#include "domain/person_name.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::User;

constexpr std::string_view kUsers = "users";
constexpr json::TextRules kBlankableName = {.max_length = 100, .may_be_blank = true};
constexpr json::TextRules kBlankableText = {.max_length = 255, .may_be_blank = true};
constexpr json::TextRules kMailText = {.max_length = 320, .may_be_blank = true};

Status represent(const Call& call, ObjectWriter& out, const User& user, const ExtraFields&) {
  out.field("url", call.url(kUsers, user.uuid))
      .field("uuid", user.uuid)
      .field("username", user.username)
      .field("slug", user.username)
      .field("full_name", domain::full_name(user.first_name, user.last_name))
      .field("native_name", "")
      .field("first_name", user.first_name)
      .field("last_name", user.last_name)
      .field("email", user.email)
      .field("civil_number", user.civil_number)
      .field("phone_number", user.phone_number)
      .field("organization", user.organization)
      .field("affiliations", user.affiliations)
      .field("job_title", user.job_title)
      .field("description", "")
      .field("is_active", user.is_active)
      .field("is_staff", user.is_staff)
      .field("is_support", user.is_support)
      .field("registration_method", user.registration_method)
      .field("identity_source", user.identity_source)
      .field("uid_number", user.uid_number)
      .field("primary_gid", user.primary_gid)
      .field("date_joined", user.created)
      .field("modified", user.modified);
  const auto& principal = call.principal();
  if (principal.reads_all() || principal.user.uuid == user.uuid) {
    out.field("details", user.details);
  }
  return {};
}

}  // namespace

const Collection<User>& user_collection() {
  static const Collection<User> collection = {
      .extra = {},
      .filters =
          {filter::exact_no_case("username", "username"), filter::contains("email", {"email"}),
           filter::contains("full_name", {"first_name", "last_name"}),
           filter::contains("organization", {"organization"}),
           filter::contains("job_title", {"job_title"}),
           filter::contains("phone_number", {"phone_number"}),
           filter::exact("civil_number", "civil_number"),
           filter::exact("registration_method", "registration_method"),
           filter::boolean("is_active", "is_active"), filter::boolean("is_staff", "is_staff"),
           filter::boolean("is_support", "is_support"), filter::since("date_joined", "created"),
           filter::since("modified", "modified"),
           filter::contains("user_keyword", {"username", "first_name", "last_name", "email"}),
           filter::contains("query", {"username", "first_name", "last_name", "email"})},
      .orderings = {{"username", "username"},
                    {"email", "email"},
                    {"full_name", "first_name"},
                    {"is_active", "is_active"},
                    {"is_staff", "is_staff"},
                    {"is_support", "is_support"},
                    {"job_title", "job_title"},
                    {"organization", "organization"},
                    {"phone_number", "phone_number"},
                    {"registration_method", "registration_method"}},
      .default_order = {{"username", false}},
      .represent = represent,
  };
  return collection;
}

namespace {

Result<Response> list_users(const Call& call) {
  return list(call, user_collection(), app::visible_users(call.principal()));
}

Result<Response> retrieve_user(const Call& call) {
  return retrieve(call, user_collection(), call.uuid(), app::visible_users(call.principal()));
}

Result<Response> show_me(const Call& call) {
  return show(call, user_collection(), call.principal().user.uuid);
}

Status put(std::string& field, Result<std::optional<std::string>> given) {
  if (!given) return tl::unexpected(given.error());
  if (*given) field = std::move(**given);
  return {};
}

/// Waldur's rule for full_name: the first word is the first name, the rest the last.
void put_full_name(User& user, const std::string& full_name) {
  const auto blank = full_name.find(' ');
  user.first_name = full_name.substr(0, blank);
  user.last_name = blank == std::string::npos ? "" : full_name.substr(blank + 1);
}

/// The fields that people may set on their own profile.
Status read_profile(const json::Value& body, User& user) {
  DRAWBRIDGE_TRY(const auto full_name, json::optional_string(body, "full_name", kBlankableText));
  if (full_name) put_full_name(user, *full_name);
  DRAWBRIDGE_CHECK(put(user.first_name, json::optional_string(body, "first_name", kBlankableName)));
  DRAWBRIDGE_CHECK(put(user.last_name, json::optional_string(body, "last_name", kBlankableName)));
  DRAWBRIDGE_CHECK(put(user.email, json::optional_string(body, "email", kMailText)));
  DRAWBRIDGE_CHECK(
      put(user.organization, json::optional_string(body, "organization", kBlankableText)));
  DRAWBRIDGE_CHECK(
      put(user.phone_number, json::optional_string(body, "phone_number", kBlankableText)));
  DRAWBRIDGE_CHECK(put(user.job_title, json::optional_string(body, "job_title", kBlankableText)));
  DRAWBRIDGE_TRY(auto affiliations, json::optional_string_list(body, "affiliations", {}, 100));
  if (affiliations) user.affiliations = std::move(*affiliations);
  return {};
}

Status put(bool& field, Result<std::optional<bool>> given) {
  if (!given) return tl::unexpected(given.error());
  field = given->value_or(field);
  return {};
}

/// The fields that staff alone set.
Status read_staff_fields(const json::Value& body, User& user) {
  DRAWBRIDGE_CHECK(
      put(user.username, json::optional_string(body, "username", {.max_length = 128})));
  DRAWBRIDGE_CHECK(put(user.is_active, json::optional_boolean(body, "is_active")));
  DRAWBRIDGE_CHECK(put(user.is_staff, json::optional_boolean(body, "is_staff")));
  DRAWBRIDGE_CHECK(put(user.is_support, json::optional_boolean(body, "is_support")));
  DRAWBRIDGE_CHECK(put(user.registration_method,
                       json::optional_string(body, "registration_method", kBlankableName)));
  DRAWBRIDGE_CHECK(
      put(user.identity_source, json::optional_string(body, "identity_source", kBlankableName)));
  DRAWBRIDGE_TRY(auto civil, json::nullable_string(body, "civil_number",
                                                   {.max_length = 50, .may_be_blank = true}));
  if (civil.is_given) user.civil_number = std::move(civil.value);
  DRAWBRIDGE_TRY(const auto uid, json::nullable_integer(body, "uid_number"));
  if (uid.is_given) user.uid_number = uid.value;
  DRAWBRIDGE_TRY(const auto gid, json::nullable_integer(body, "primary_gid"));
  if (gid.is_given) user.primary_gid = gid.value;
  DRAWBRIDGE_TRY(const auto* details, json::optional_object(body, "details"));
  if (details != nullptr) {
    if (!details->is_object()) {
      return fail(ErrorCode::kInvalid, "A JSON object is expected.", "details");
    }
    user.details.text = json::canonical(*details);
  }
  return {};
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
  DRAWBRIDGE_TRY(
      auto user,
      app::find_where<User>(call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                           app::visible_users(call.principal()))));
  if (!user) return not_found();
  const bool is_staff = app::is_permitted(call.principal(), Operation::kManageUsers);
  if (!is_staff && user->uuid != call.principal().user.uuid) return forbidden();
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_CHECK(read_profile(body, *user));
  if (is_staff) DRAWBRIDGE_CHECK(read_staff_fields(body, *user));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_CHECK(app::update_user(transaction, call.uuid(), *user));
    return app::name_waiting_accounts(transaction, rules, call.uuid());
  }));
  return show(call, user_collection(), call.uuid());
}

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

void add_user_routes(Router& router) {
  router.get("/api/users/", list_users);
  router.post("/api/users/", create_user);
  router.get("/api/users/me/", show_me);
  router.get("/api/users/{uuid}/", retrieve_user);
  router.patch("/api/users/{uuid}/", change_user);
  router.put("/api/users/{uuid}/", change_user);
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
