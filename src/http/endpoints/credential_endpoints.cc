#include "http/endpoints/credential_endpoints.h"

#include <utility>

#include "app/authority.h"
#include "app/credentials.h"
#include "app/records.h"
#include "crypto/token.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::ApiToken;
using domain::LdapAccount;
using domain::Operation;

// Tokens

Status represent_token(const Call&, ObjectWriter& out, const ApiToken& token, const ExtraFields&) {
  out.field("uuid", token.uuid)
      .field("name", token.name)
      .field("created", token.created)
      .field("expires", token.expires)
      .field("last_used", token.last_used);
  return {};
}

const Collection<ApiToken>& token_collection() {
  static const Collection<ApiToken> collection = {
      .extra = {},
      .filters = {filter::contains("name", {"name"})},
      .orderings = {{"created", "created"}, {"name", "name"}},
      .default_order = {{"created", false}},
      .represent = represent_token,
  };
  return collection;
}

app::Condition own_tokens(const Call& call) {
  return app::where::equal("user_uuid", call.principal().user.uuid);
}

Result<Response> create_token(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewToken wanted;
  wanted.user_uuid = call.principal().user.uuid;
  DRAWBRIDGE_TRY(const auto name,
                 json::optional_string(body, "name", {.max_length = 150, .may_be_blank = true}));
  wanted.name = name.value_or("");
  DRAWBRIDGE_TRY(const auto days, json::optional_integer(body, "expires_days"));
  wanted.expires_days = days.value_or(app::kDefaultTokenDays);
  const auto secret = crypto::random_token();
  wanted.digest = crypto::token_digest(secret.reveal());
  DRAWBRIDGE_TRY(const auto token, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_token(transaction, wanted);
  }));
  Response response = json_response(201, {});
  json::Writer out(response.body);
  out.begin_object();
  out.field("uuid", token.uuid).field("name", token.name);
  out.key("created");
  app::write_field(out, token.created);
  out.key("expires");
  app::write_field(out, token.expires);
  out.key("last_used").null();
  out.field("token", secret.reveal());
  out.end_object();
  return response;
}

Result<Response> delete_token(const Call& call) {
  DRAWBRIDGE_TRY(
      const auto is_there,
      app::exists<ApiToken>(call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                           own_tokens(call))));
  if (!is_there) return not_found();
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::revoke_token(transaction, call.uuid());
  }));
  return empty_response(204);
}

// Service accounts of the LDAP view

Status represent_account(const Call& call, ObjectWriter& out, const LdapAccount& account,
                         const ExtraFields&) {
  out.field("url", call.url("ldap-accounts", account.uuid))
      .field("uuid", account.uuid)
      .field("name", account.name)
      .field("dn", call.services().service_account_dn(account.name))
      .field("offering_uuid", account.offering_uuid)
      .field("attributes", account.attributes)
      .field("created", account.created)
      .field("last_used", account.last_used);
  return {};
}

const Collection<LdapAccount>& account_collection() {
  static const Collection<LdapAccount> collection = {
      .extra = {},
      .filters = {filter::exact_no_case("name", "name"),
                  filter::uuid("offering_uuid", "offering_uuid")},
      .orderings = {{"name", "name"}, {"created", "created"}},
      .default_order = {{"name", false}},
      .represent = represent_account,
  };
  return collection;
}

/// The answer that shows a fresh secret.
Response issued(const Call& call, const LdapAccount& account, const Secret& secret, int status) {
  Response response = json_response(status, {});
  json::Writer out(response.body);
  out.begin_object()
      .field("url", call.url("ldap-accounts", account.uuid))
      .field("uuid", account.uuid)
      .field("name", account.name)
      .field("dn", call.services().service_account_dn(account.name))
      .field("offering_uuid", account.offering_uuid)
      .field("attributes", account.attributes);
  out.key("created");
  app::write_field(out, account.created);
  out.key("last_used");
  app::write_field(out, account.last_used);
  out.field("secret", secret.reveal()).end_object();
  return response;
}

Status may_manage(const Call& call, const std::optional<Uuid>& offering_uuid) {
  app::Scope scope;
  if (offering_uuid) {
    DRAWBRIDGE_TRY(const auto offering, app::find<domain::Offering>(call.store(), *offering_uuid));
    if (!offering) return fail(ErrorCode::kInvalid, "There is no such offering.", "offering_uuid");
    scope = {offering->customer_uuid, offering->uuid, std::nullopt};
  }
  return app::require(call.principal(), Operation::kManageLdapAccounts, scope);
}

Result<LdapAccount> managed_account(const Call& call) {
  DRAWBRIDGE_TRY(auto account,
                 app::find_where<LdapAccount>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    app::visible_ldap_accounts(call.principal()))));
  if (!account) return not_found();
  DRAWBRIDGE_CHECK(may_manage(call, account->offering_uuid));
  return std::move(*account);
}

/// A list of attributes under a misspelt name would be none, which is everything.
Status has_only_account_fields(const json::Value& body) {
  for (const auto& [name, value] : body.items()) {
    if (name != "name" && name != "offering_uuid" && name != "attributes") {
      return fail(ErrorCode::kInvalid, "Unknown field.", name);
    }
  }
  return {};
}

Result<Response> create_account(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_CHECK(has_only_account_fields(body));
  app::NewLdapAccount wanted;
  DRAWBRIDGE_TRY(wanted.name, json::required_string(body, "name", {.max_length = 64}));
  DRAWBRIDGE_TRY(const auto offering, json::nullable_uuid(body, "offering_uuid"));
  // Null is for all offerings, and nobody is to get that by leaving something out.
  if (!offering.is_given) {
    return fail(ErrorCode::kInvalid, "This field is required.", "offering_uuid");
  }
  wanted.offering_uuid = offering.value;
  DRAWBRIDGE_TRY(auto attributes,
                 json::optional_string_list(body, "attributes", {.max_length = 64}));
  // A list that came out empty by mistake is not to be everything.
  if (attributes && attributes->empty()) {
    return fail(ErrorCode::kInvalid, "This list may not be empty; left out, it is all attributes.",
                "attributes");
  }
  wanted.attributes = std::move(attributes).value_or(std::vector<std::string>());
  DRAWBRIDGE_CHECK(may_manage(call, wanted.offering_uuid));
  const auto secret = crypto::random_token();
  wanted.digest = crypto::token_digest(secret.reveal());
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_ldap_account(transaction, wanted);
  }));
  return issued(call, made, secret, 201);
}

Result<Response> rotate_account(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  const auto secret = crypto::random_token();
  const auto digest = crypto::token_digest(secret.reveal());
  DRAWBRIDGE_TRY(const auto after, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::rotate_ldap_account(transaction, account.uuid, digest);
  }));
  return issued(call, after, secret, 201);
}

Result<Response> delete_account(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_ldap_account(transaction, account.uuid);
  }));
  return empty_response(204);
}

}  // namespace

void add_credential_routes(Router& router) {
  router.get("/api/tokens/",
             [](const Call& call) { return list(call, token_collection(), own_tokens(call)); });
  router.post("/api/tokens/", create_token);
  router.remove("/api/tokens/{uuid}/", delete_token);
  router.get("/api/ldap-accounts/", [](const Call& call) {
    return list(call, account_collection(), app::visible_ldap_accounts(call.principal()));
  });
  router.post("/api/ldap-accounts/", create_account);
  router.get("/api/ldap-accounts/{uuid}/", [](const Call& call) {
    return retrieve(call, account_collection(), call.uuid(),
                    app::visible_ldap_accounts(call.principal()));
  });
  router.remove("/api/ldap-accounts/{uuid}/", delete_account);
  router.post("/api/ldap-accounts/{uuid}/rotate/", rotate_account);
}

}  // namespace drawbridge::http
