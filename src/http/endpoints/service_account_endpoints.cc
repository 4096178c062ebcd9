#include "http/endpoints/service_account_endpoints.h"

#include <string>
#include <utility>

#include "app/authority.h"
#include "app/records.h"
#include "app/service_accounts.h"
#include "crypto/token.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/field_checks.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::CustomerServiceAccount;
using domain::Operation;
using domain::ProjectServiceAccount;

constexpr std::string_view kOfProjects = "marketplace-project-service-accounts";
constexpr std::string_view kOfCustomers = "marketplace-customer-service-accounts";
constexpr std::int64_t kKeyLifetimeMicroseconds = std::int64_t{365} * 86400 * 1000000;

// What differs between the two kinds.

template <class R>
struct Kind;

template <>
struct Kind<ProjectServiceAccount> {
  static constexpr std::string_view kCollection = kOfProjects;
  static constexpr std::string_view kScope = "project";
  static constexpr auto& kScopeCollections = kProjectCollections;
  static const Collection<ProjectServiceAccount>& collection() {
    return project_service_account_collection();
  }
  static app::Condition visible(const app::Principal& principal) {
    return app::visible_project_accounts(principal);
  }
  static Uuid scope(const ProjectServiceAccount& account) { return account.project_uuid; }
  static Result<app::Scope> permission_scope(const Call& call, const Uuid& uuid) {
    DRAWBRIDGE_TRY(const auto project,
                   app::find_where<domain::Project>(
                       call.store(), app::where::both(app::where::equal("uuid", uuid),
                                                      app::visible_projects(call.principal()))));
    if (!project) return no_such_reference(kScope);
    return app::Scope{.customer_uuid = project->customer_uuid, .project_uuid = project->uuid};
  }
  static constexpr auto create = app::create_project_service_account;
};

template <>
struct Kind<CustomerServiceAccount> {
  static constexpr std::string_view kCollection = kOfCustomers;
  static constexpr std::string_view kScope = "customer";
  static constexpr auto& kScopeCollections = kCustomerCollections;
  static const Collection<CustomerServiceAccount>& collection() {
    return customer_service_account_collection();
  }
  static app::Condition visible(const app::Principal& principal) {
    return app::visible_customer_accounts(principal);
  }
  static Uuid scope(const CustomerServiceAccount& account) { return account.customer_uuid; }
  static Result<app::Scope> permission_scope(const Call& call, const Uuid& uuid) {
    DRAWBRIDGE_TRY(const bool is_there,
                   app::exists<domain::Customer>(
                       call.store(), app::where::both(app::where::equal("uuid", uuid),
                                                      app::visible_customers(call.principal()))));
    if (!is_there) return no_such_reference(kScope);
    return app::Scope{.customer_uuid = uuid};
  }
  static constexpr auto create = app::create_customer_service_account;
};

// Representation

template <class R>
void represent_account(const Call& call, ObjectWriter& out, const R& account) {
  out.field("url", call.url(Kind<R>::kCollection, account.uuid))
      .field("uuid", account.uuid)
      .field("created", account.created)
      .field("modified", account.modified)
      .field("username", account.username)
      .field("email", account.email)
      .field("preferred_identifier", account.preferred_identifier)
      .field("description", account.description)
      .field("state", account.state)
      .field("error_message", account.error_message)
      .field("error_traceback", account.error_traceback);
}

void represent_scope(ObjectWriter& out, const ProjectServiceAccount& account,
                     const ExtraFields& extra) {
  out.field("project", account.project_uuid)
      .field("project_uuid", account.project_uuid)
      .field("project_name", extra.text("project_name"))
      .field("customer_uuid", extra.uuid("customer_uuid"))
      .field("customer_name", extra.text("customer_name"))
      .field("customer_abbreviation", extra.text("customer_abbreviation"));
}

void represent_scope(ObjectWriter& out, const CustomerServiceAccount& account,
                     const ExtraFields& extra) {
  out.field("customer", account.customer_uuid)
      .field("customer_uuid", account.customer_uuid)
      .field("customer_name", extra.text("customer_name"));
}

/// As lists and reads show it: the key is shown when it is made and never again.
template <class R>
Status represent(const Call& call, ObjectWriter& out, const R& account, const ExtraFields& extra) {
  represent_account(call, out, account);
  represent_scope(out, account, extra);
  out.null("token").field("expires_at", account.expires_at);
  return {};
}

template <class R>
Collection<R> make_collection(std::vector<std::string> extra) {
  const std::string scope(Kind<R>::kScope);
  const std::string uuid_name = scope + "_uuid";
  return {
      .extra = std::move(extra),
      .filters = {filter::uuid(uuid_name, uuid_name),
                  filter::reference(scope, uuid_name, Kind<R>::kScopeCollections),
                  filter::contains("username", {"username"}), filter::contains("email", {"email"}),
                  filter::choice("state", "state", {"OK", "Closed", "Erred"})},
      .orderings = {{"created", "created"}, {"username", "username"}, {"state", "state"}},
      .default_order = {{"created", false}, {"uuid", false}},
      .represent = represent<R>};
}

// Endpoints

Result<app::ServiceAccountChange> read_change(const json::Value& body) {
  constexpr json::TextRules kName = {.max_length = 32, .may_be_blank = true};
  app::ServiceAccountChange change;
  DRAWBRIDGE_TRY(change.username, json::optional_string(body, "username", kName));
  DRAWBRIDGE_TRY(change.preferred_identifier,
                 json::optional_string(body, "preferred_identifier", kName));
  DRAWBRIDGE_TRY(change.email, optional_mail(body, "email"));
  DRAWBRIDGE_TRY(change.description, json::optional_string(body, "description", kTextRules));
  return change;
}

/// A fresh key and what is kept of it.
std::pair<Secret, app::ApiKey> make_key(const Call& call) {
  auto token = crypto::random_token();
  app::ApiKey key;
  key.digest = crypto::token_digest(token.reveal());
  key.expires_at = Timestamp{call.now().microseconds + kKeyLifetimeMicroseconds};
  return {std::move(token), std::move(key)};
}

/// The account with its key: the one answer that shows it.
template <class R>
Result<Response> show_with_key(const Call& call, const Uuid& uuid, const Secret& token,
                               int status) {
  auto collection = Kind<R>::collection();
  collection.represent = [&token](const Call& each, ObjectWriter& out, const R& account,
                                  const ExtraFields& extra) -> Status {
    represent_account(each, out, account);
    represent_scope(out, account, extra);
    out.field("token", token.reveal()).field("expires_at", account.expires_at);
    return {};
  };
  return show(call, collection, uuid, status);
}

template <class R>
Result<Response> create(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto scope_uuid,
                 required_reference(body, Kind<R>::kScope, Kind<R>::kScopeCollections));
  DRAWBRIDGE_TRY(const auto wanted, read_change(body));
  DRAWBRIDGE_TRY(const auto scope, Kind<R>::permission_scope(call, scope_uuid));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageServiceAccounts, scope));
  const auto [token, key] = make_key(call);
  const auto& kept = key;
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return Kind<R>::create(transaction, scope_uuid, wanted, kept);
  }));
  return show_with_key<R>(call, made.uuid, token, 201);
}

/// The account of the path, when the caller may see it (else 404) and manage it (else 403).
template <class R>
Result<R> managed_account(const Call& call) {
  DRAWBRIDGE_TRY(
      auto account,
      app::find_where<R>(call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                        Kind<R>::visible(call.principal()))));
  if (!account) return not_found();
  DRAWBRIDGE_TRY(const auto scope, Kind<R>::permission_scope(call, Kind<R>::scope(*account)));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageServiceAccounts, scope));
  return std::move(*account);
}

/// PUT and PATCH; an account keeps its scope.
template <class R>
Result<Response> change(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account<R>(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  if (call.request().method == "PUT") {
    DRAWBRIDGE_CHECK(required_reference(body, Kind<R>::kScope, Kind<R>::kScopeCollections));
  }
  DRAWBRIDGE_TRY(const auto wanted, read_change(body));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_service_account<R>(transaction, account.uuid, wanted);
  }));
  return show(call, Kind<R>::collection(), account.uuid);
}

template <class R>
Result<Response> rotate(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account<R>(call));
  const auto [token, key] = make_key(call);
  const auto& kept = key;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::rotate_service_account_key<R>(transaction, account.uuid, kept);
  }));
  return show_with_key<R>(call, account.uuid, token, 200);
}

template <class R>
Result<Response> close(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account<R>(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::close_service_account<R>(transaction, account.uuid);
  }));
  return empty_response(204);
}

template <class R>
void add_routes(Router& router) {
  const std::string all = "/api/" + std::string(Kind<R>::kCollection) + "/";
  const std::string one = all + "{uuid}/";
  router.get(all, [](const Call& call) {
    return list(call, Kind<R>::collection(), Kind<R>::visible(call.principal()));
  });
  router.post(all, create<R>);
  router.get(one, [](const Call& call) {
    return retrieve(call, Kind<R>::collection(), call.uuid(), Kind<R>::visible(call.principal()));
  });
  router.put(one, change<R>);
  router.patch(one, change<R>);
  router.remove(one, close<R>);
  router.post(one + "rotate_api_key/", rotate<R>);
}

}  // namespace

const Collection<ProjectServiceAccount>& project_service_account_collection() {
  static const auto collection = make_collection<ProjectServiceAccount>(
      {"project_name", "customer_uuid", "customer_name", "customer_abbreviation"});
  return collection;
}

const Collection<CustomerServiceAccount>& customer_service_account_collection() {
  static const auto collection = make_collection<CustomerServiceAccount>({"customer_name"});
  return collection;
}

void add_service_account_routes(Router& router) {
  add_routes<ProjectServiceAccount>(router);
  add_routes<CustomerServiceAccount>(router);
}

}  // namespace drawbridge::http
