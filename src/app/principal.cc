#include "app/principal.h"

#include <algorithm>
#include <utility>

#include "app/records.h"
#include "crypto/digest.h"
#include "domain/account_records.h"

namespace drawbridge::app {
namespace {

using domain::RoleGrant;

Status note_provider(StoreReader& store, Principal& principal, const RoleGrant& grant) {
  DRAWBRIDGE_TRY(const auto provider, find<domain::ServiceProvider>(store, grant.scope_uuid));
  if (provider) principal.owned_customers.insert(provider->customer_uuid);
  return {};
}

Status note_grant(StoreReader& store, Principal& principal, const RoleGrant& grant) {
  if (grant.scope_type == "customer") {
    principal.customers.insert(grant.scope_uuid);
    if (grant.role_name == "CUSTOMER.OWNER") principal.owned_customers.insert(grant.scope_uuid);
    if (grant.role_name == "CUSTOMER.MANAGER") principal.managed_customers.insert(grant.scope_uuid);
  } else if (grant.scope_type == "project") {
    principal.projects.insert(grant.scope_uuid);
    if (grant.role_name == "PROJECT.MANAGER") principal.managed_projects.insert(grant.scope_uuid);
  } else if (grant.scope_type == "offering" && grant.role_name == "OFFERING.MANAGER") {
    principal.managed_offerings.insert(grant.scope_uuid);
  } else if (grant.scope_type == "service_provider" &&
             grant.role_name == "SERVICE_PROVIDER.MANAGER") {
    return note_provider(store, principal, grant);
  }
  return {};
}

}  // namespace

Condition grant_in_force(Timestamp now) {
  return where::any_of(
      {where::is_null("expiration_time"),
       where::compare(Condition::Operator::kGreater, "expiration_time", now.microseconds)});
}

std::optional<Timestamp> token_expiry(const domain::ApiToken& token, const domain::User& user) {
  if (!user.token_lifetime) return token.expires;
  const Timestamp by_lifetime{token.created.microseconds + *user.token_lifetime * 1'000'000};
  return token.expires ? std::min(*token.expires, by_lifetime) : by_lifetime;
}

Result<Principal> load_principal(StoreReader& store, domain::User user, Timestamp now) {
  Principal principal;
  DRAWBRIDGE_TRY(principal.grants,
                 list<RoleGrant>(store, where::both(where::equal("user_uuid", user.uuid),
                                                    grant_in_force(now))));
  for (const auto& grant : principal.grants) {
    DRAWBRIDGE_CHECK(note_grant(store, principal, grant));
  }
  principal.user = std::move(user);
  return principal;
}

Result<Principal> authenticate_token(StoreReader& store, std::string_view token, Timestamp now) {
  const auto invalid = [] { return fail(ErrorCode::kUnauthenticated, "Invalid token."); };
  if (token.empty() || token.size() > 128) return invalid();
  DRAWBRIDGE_TRY(const auto found, find_where<domain::ApiToken>(
                                       store, where::equal("digest", crypto::sha256_hex(token))));
  if (!found) return invalid();
  DRAWBRIDGE_TRY(auto user, find<domain::User>(store, found->user_uuid));
  if (!user) return invalid();
  const auto expiry = token_expiry(*found, *user);
  if (expiry && *expiry <= now) {
    return fail(ErrorCode::kUnauthenticated, "Token has expired.");
  }
  if (!user->is_active) {
    return fail(ErrorCode::kUnauthenticated, "User inactive or deleted.");
  }
  DRAWBRIDGE_TRY(auto principal, load_principal(store, std::move(*user), now));
  principal.token_uuid = found->uuid;
  return principal;
}

}  // namespace drawbridge::app
