#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/actor.h"
#include "app/ports.h"
#include "base/clock.h"
#include "domain/account_records.h"
#include "domain/records.h"

namespace drawbridge::app {

/// Who asks: a user with the roles that are in force at the moment of asking.
struct Principal {
  domain::User user;
  std::optional<Uuid> token_uuid;         ///< of the API token that said who it is
  std::vector<domain::RoleGrant> grants;  ///< unexpired
  /// Organisations the user acts for as a provider: CUSTOMER.OWNER there, or
  /// SERVICE_PROVIDER.MANAGER of their service provider.
  std::set<Uuid> owned_customers;
  std::set<Uuid> managed_customers;  ///< CUSTOMER.MANAGER
  std::set<Uuid> customers;          ///< any role on the organisation itself
  std::set<Uuid> managed_offerings;  ///< OFFERING.MANAGER
  std::set<Uuid> projects;           ///< any role
  std::set<Uuid> managed_projects;   ///< PROJECT.MANAGER

  bool is_staff() const { return user.is_staff; }
  /// May read everything: staff and support.
  bool reads_all() const { return user.is_staff || user.is_support; }
  Actor actor(std::string request_id) const {
    return {user.uuid, user.username, std::move(request_id)};
  }
};

/// The user whose API token this is.
/// @return kUnauthenticated "Invalid token.", "Token has expired." or "User inactive or deleted."
Result<Principal> authenticate_token(StoreReader& store, std::string_view token, Timestamp now);

/// When the token stops to be good: its own end, or its user's `token_lifetime` after it was made,
/// whichever comes first; none: never.
std::optional<Timestamp> token_expiry(const domain::ApiToken& token, const domain::User& user);

/// The roles of a user, as authenticate_token gives them.
Result<Principal> load_principal(StoreReader& store, domain::User user, Timestamp now);

/// The condition on a role_grant that it is on that scope.
inline Condition on_scope(std::string_view scope_type, const Uuid& scope) {
  return where::both(where::equal("scope_type", std::string(scope_type)),
                     where::equal("scope_uuid", scope));
}

/// The condition on a role_grant that it is in force at `now`.
Condition grant_in_force(Timestamp now);

}  // namespace drawbridge::app
