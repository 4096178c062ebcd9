#pragma once

#include <optional>

#include "app/principal.h"
#include "domain/permission.h"

/// Who may do and see what: the permission table (domain/permission.h) applied to a principal, and
/// the conditions under which rows of a kind exist for that principal.
namespace drawbridge::app {

/// What an operation is about.
struct Scope {
  std::optional<Uuid> customer_uuid = {};  ///< the organisation, or the offering's
  std::optional<Uuid> offering_uuid = {};
  std::optional<Uuid> project_uuid = {};
};

bool is_permitted(const Principal& principal, domain::Operation operation, const Scope& scope = {});

/// @return kForbidden "You do not have permission to perform this action." unless permitted.
Status require(const Principal& principal, domain::Operation operation, const Scope& scope = {});

// Rows that exist for the principal; what does not match is answered like an absent row (404).
Condition visible_offering_users(const Principal& principal);
/// Provider offerings the principal works for: for outputs, refresh, roles and secrets.
Condition provider_offerings(const Principal& principal);
/// provider_offerings, and what is shared and Active.
Condition visible_offerings(const Principal& principal);
Condition visible_users(const Principal& principal);
Condition visible_ssh_keys(const Principal& principal);
Condition visible_customers(const Principal& principal);
Condition visible_projects(const Principal& principal);
Condition visible_resources(const Principal& principal);
Condition visible_offering_user_groups(const Principal& principal);
Condition visible_service_providers(const Principal& principal);
Condition visible_robot_accounts(const Principal& principal);
/// Course accounts and service accounts: of projects, of organisations. Whoever has a role there.
Condition visible_project_accounts(const Principal& principal);
Condition visible_customer_accounts(const Principal& principal);
/// POSIX id pools of organisations the principal works for, by the view's `customer_uuid`.
Condition visible_pools(const Principal& principal);
Condition visible_ldap_accounts(const Principal& principal);

}  // namespace drawbridge::app
