#pragma once

#include <optional>
#include <string>

#include "app/principal.h"
#include "app/rules.h"
#include "app/transaction.h"

/// Roles on customers, projects, offerings, service providers and resources (identity spec 7.1).
namespace drawbridge::app {

/// The body of add_user, update_user and delete_user, and what it is about.
struct GrantRequest {
  std::string scope_type;  ///< `customer project offering service_provider resource`
  Uuid scope_uuid;
  std::string role;  ///< name or uuid
  Uuid user_uuid;
  std::optional<Timestamp> expiration_time;  ///< none: permanent
  std::optional<Uuid> granted_by;
};

/// Grants a role; on a project, the accounts that follow are made.
/// @return kInvalid with Waldur's texts: unknown role or user, a moment that has passed, the same
///         role held already, a role of another scope, a scope that takes no changes.
Result<domain::RoleGrant> add_grant(Transaction& transaction, const Rules& rules,
                                    const GrantRequest& request);

/// Changes when a grant ends. kNotFound without such a grant.
Result<domain::RoleGrant> update_grant(Transaction& transaction, const Rules& rules,
                                       const GrantRequest& request);

/// Takes the role away. Returns how many grants that were; none is no error.
Result<std::int64_t> revoke_grants(Transaction& transaction, const GrantRequest& request);

}  // namespace drawbridge::app
