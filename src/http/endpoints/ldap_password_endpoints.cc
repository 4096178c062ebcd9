#include "http/endpoints/ldap_password_endpoints.h"

#include <optional>
#include <string>
#include <utility>

#include "app/attribute_exposure.h"
#include "app/authority.h"
#include "app/ldap_passwords.h"
#include "app/records.h"
#include "base/secret.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/error_map.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::OfferingUser;
namespace where = app::where;

/// The account of the path, when it is the caller's own or one that the caller manages.
Result<OfferingUser> writable_account(const Call& call) {
  DRAWBRIDGE_TRY(auto account, shown_account(call));
  if (account.user_uuid == call.principal().user.uuid) return account;
  return managed_account(call);
}

/// The clear text as it is sent, blanks at its ends included; none: null.
Result<std::optional<Secret>> read_password(const json::Value& body) {
  const auto found = body.find("password");
  if (found == body.end()) return fail(ErrorCode::kInvalid, "This field is required.", "password");
  if (found->is_null()) return std::nullopt;
  if (!found->is_string()) return fail(ErrorCode::kInvalid, "Not a valid string.", "password");
  return Secret(found->get<std::string>());
}

Result<Response> set_password(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, writable_account(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto password, read_password(body));
  std::optional<app::PasswordHashes> hashes;
  if (password) {
    DRAWBRIDGE_TRY(hashes, app::hash_ldap_password(password->reveal()));
  }
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::set_ldap_password(transaction, account.uuid, hashes);
  }));
  return empty_response(200);
}

}  // namespace

void add_ldap_password_routes(Router& router) {
  router.post("/api/marketplace-offering-users/{uuid}/set_ldap_password/", set_password);
}

}  // namespace drawbridge::http
