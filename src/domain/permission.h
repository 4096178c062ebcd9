#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace drawbridge::domain {

/// How somebody stands to the organisation and offering that an operation is about. One person may
/// stand in several ways.
enum class Standing : std::uint8_t {
  kStaff,
  kSupport,
  kProvider,         ///< CUSTOMER.OWNER or SERVICE_PROVIDER.MANAGER of the organisation
  kCustomerManager,  ///< CUSTOMER.MANAGER of the organisation
  kOfferingManager,  ///< OFFERING.MANAGER of that offering
  kProjectManager,   ///< PROJECT.MANAGER of that project
  kOther,
};

/// What a permission is asked for. Reading is a matter of visibility (app/authority.h).
enum class Operation : std::uint8_t {
  kManageUsers,       ///< create users, edit others' profiles, flags
  kManageOthersKeys,  ///< add and delete other people's and shared keys
  kCreateCustomer,
  kManageCustomer,     ///< edit the organisation and its provider, grant roles on them
  kReadProviderLists,  ///< the people, projects and organisations that use a provider
  kManageProject,      ///< create, edit, delete projects of the organisation
  kGrantProjectRoles,
  kCreateOffering,
  kChangeOfferingState,
  kUpdateIntegration,
  kReadSecrets,
  kManageOfferingUsers,  ///< create, edit, states, restrict, delete, numbers, groups
  kRefreshUsernames,
  kGrantOfferingRoles,
  kReadGlauth,
  kCreateResource,
  kProviderResourceActions,
  kManageServiceAccounts,  ///< of projects and organisations; course accounts too
  kManageLdapAccounts,
  kManagePools,     ///< POSIX id pools of the organisation and its offerings
  kReleaseNumbers,  ///< give a retired number free by naming it
  kManageRoles,
  kManageCategories,
};

/// One row of the permission table.
struct PermissionRow {
  Operation operation;
  std::string_view name;
  bool staff, support, provider, customer_manager, offering_manager, project_manager;
  /// The endpoints it guards, for contrib/permissions.md.
  std::string_view endpoints = {};
};

/// The permission table: the one place that says who may do what.
inline constexpr std::array<PermissionRow, 23> kPermissionTable = {{
    // operation                          name                        staff support provid custmgr
    // offmgr prjmgr
    {Operation::kManageUsers, "manage users", true, false, false, false, false, false,
     "POST /api/users/; PUT, PATCH /api/users/{uuid}/ of others; POST /api/freeipa-profiles/ for "
     "others; PATCH /api/freeipa-profiles/{uuid}/ of others"},
    {Operation::kManageOthersKeys, "manage others' keys", true, false, false, false, false, false,
     "POST /api/keys/ for others; DELETE /api/keys/{uuid}/ of others"},
    {Operation::kCreateCustomer, "create customer", true, false, false, false, false, false,
     "POST /api/customers/"},
    {Operation::kManageCustomer, "manage customer", true, false, true, false, false, false,
     "PUT, PATCH /api/customers/{uuid}/; /api/customers/{uuid}/add_user/, update_user/, "
     "delete_user/; POST /api/marketplace-service-providers/; PUT, PATCH, DELETE "
     "/api/marketplace-service-providers/{uuid}/; its api_secret_code/, add_user/, update_user/, "
     "delete_user/"},
    {Operation::kReadProviderLists, "read provider lists", true, true, true, true, false, false,
     "GET /api/marketplace-service-providers/{uuid}/ users/, keys/, projects/, customers/, "
     "offerings/ and its other lists"},
    {Operation::kManageProject, "manage project", true, false, true, false, false, false,
     "POST /api/projects/; PUT, PATCH, DELETE /api/projects/{uuid}/"},
    {Operation::kGrantProjectRoles, "grant project roles", true, false, true, false, false, true,
     "/api/projects/{uuid}/add_user/, update_user/, delete_user/; "
     "/api/marketplace-resources/{uuid}/add_user/, update_user/, delete_user/"},
    {Operation::kCreateOffering, "create offering", true, false, true, false, false, false,
     "POST /api/marketplace-provider-offerings/"},
    {Operation::kChangeOfferingState, "change offering state", true, false, true, false, false,
     false,
     "/api/marketplace-provider-offerings/{uuid}/activate/, draft/; DELETE "
     "/api/marketplace-provider-offerings/{uuid}/"},
    {Operation::kUpdateIntegration, "update integration", true, false, true, true, true, false,
     "/api/marketplace-provider-offerings/{uuid}/update_integration/, "
     "update-user-attribute-config/, update_compliance_checklist/, pause/, unpause/, archive/, "
     "make_unavailable/, make_available/; writing /api/marketplace-offering-terms-of-service/"},
    {Operation::kReadSecrets, "read secrets", true, false, true, true, true, false,
     "the secret_options of /api/marketplace-provider-offerings/{uuid}/"},
    {Operation::kManageOfferingUsers, "manage offering users", true, false, true, true, true, false,
     "writing /api/marketplace-offering-users/ with its actions, "
     "/api/marketplace-offering-user-groups/, /api/marketplace-robot-accounts/; "
     "/api/marketplace-service-providers/{uuid}/set_offerings_username/"},
    {Operation::kRefreshUsernames, "refresh usernames", true, false, true, true, true, false,
     "/api/marketplace-provider-offerings/{uuid}/refresh_offering_usernames/"},
    {Operation::kGrantOfferingRoles, "grant offering roles", true, false, true, true, false, false,
     "/api/marketplace-provider-offerings/{uuid}/add_user/, update_user/, delete_user/"},
    {Operation::kReadGlauth, "read GLauth config", true, true, true, true, true, false,
     "glauth_users_config/ and glauth_tree/ of /api/marketplace-provider-offerings/{uuid}/, "
     "/api/marketplace-resources/{uuid}/, /api/marketplace-provider-resources/{uuid}/ and "
     "/api/marketplace-service-providers/{uuid}/; glauth_skipped/ of an offering"},
    {Operation::kCreateResource, "create resource", true, false, false, false, false, false,
     "POST /api/marketplace-resources/"},
    {Operation::kProviderResourceActions, "provider's resource actions", true, false, true, true,
     true, false,
     "/api/marketplace-resources/{uuid}/terminate/; "
     "/api/marketplace-provider-resources/{uuid}/set_membership_sync_statuses/"},
    {Operation::kManageServiceAccounts, "manage service accounts", true, false, true, false, false,
     true,
     "writing /api/marketplace-project-service-accounts/, "
     "/api/marketplace-customer-service-accounts/, /api/marketplace-course-accounts/"},
    {Operation::kManageLdapAccounts, "manage LDAP accounts", true, false, true, false, false, false,
     "writing /api/ldap-accounts/"},
    {Operation::kManagePools, "manage pools", true, false, true, false, false, false,
     "writing /api/marketplace-posix-id-pools/"},
    {Operation::kReleaseNumbers, "release numbers", true, false, false, false, false, false,
     "/api/marketplace-posix-identities/{uuid}/release/; /api/posix-numbers/{uuid}/release/"},
    {Operation::kManageRoles, "manage roles", true, false, false, false, false, false,
     "writing /api/roles/"},
    {Operation::kManageCategories, "manage categories", true, false, false, false, false, false,
     "writing /api/marketplace-categories/, /api/checklists-admin/, "
     "/api/checklists-admin-questions/, /api/marketplace-offering-profiles/"},
}};

/// Whether the table lets somebody who stands so do `operation`.
constexpr bool permits(Operation operation, Standing standing) {
  for (const auto& row : kPermissionTable) {
    if (row.operation != operation) continue;
    switch (standing) {
      case Standing::kStaff:
        return row.staff;
      case Standing::kSupport:
        return row.support;
      case Standing::kProvider:
        return row.provider;
      case Standing::kCustomerManager:
        return row.customer_manager;
      case Standing::kOfferingManager:
        return row.offering_manager;
      case Standing::kProjectManager:
        return row.project_manager;
      case Standing::kOther:
        return false;
    }
  }
  return false;
}

}  // namespace drawbridge::domain
