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
  kManageRoles,
  kManageCategories,
};

/// One row of the permission table.
struct PermissionRow {
  Operation operation;
  std::string_view name;
  bool staff, support, provider, customer_manager, offering_manager, project_manager;
};

/// The permission table: the one place that says who may do what.
inline constexpr std::array<PermissionRow, 21> kPermissionTable = {{
    // operation                          name                        staff support provid custmgr
    // offmgr prjmgr
    {Operation::kManageUsers, "manage users", true, false, false, false, false, false},
    {Operation::kManageOthersKeys, "manage others' keys", true, false, false, false, false, false},
    {Operation::kCreateCustomer, "create customer", true, false, false, false, false, false},
    {Operation::kManageCustomer, "manage customer", true, false, true, false, false, false},
    {Operation::kReadProviderLists, "read provider lists", true, true, true, true, false, false},
    {Operation::kManageProject, "manage project", true, false, true, false, false, false},
    {Operation::kGrantProjectRoles, "grant project roles", true, false, true, false, false, true},
    {Operation::kCreateOffering, "create offering", true, false, true, false, false, false},
    {Operation::kChangeOfferingState, "change offering state", true, false, true, false, false,
     false},
    {Operation::kUpdateIntegration, "update integration", true, false, true, true, true, false},
    {Operation::kReadSecrets, "read secrets", true, false, true, true, true, false},
    {Operation::kManageOfferingUsers, "manage offering users", true, false, true, true, true,
     false},
    {Operation::kRefreshUsernames, "refresh usernames", true, false, true, true, true, false},
    {Operation::kGrantOfferingRoles, "grant offering roles", true, false, true, true, false, false},
    {Operation::kReadGlauth, "read GLauth config", true, true, true, true, true, false},
    {Operation::kCreateResource, "create resource", true, false, false, false, false, false},
    {Operation::kProviderResourceActions, "provider's resource actions", true, false, true, true,
     true, false},
    {Operation::kManageServiceAccounts, "manage service accounts", true, false, true, false, false,
     true},
    {Operation::kManageLdapAccounts, "manage LDAP accounts", true, false, true, false, false,
     false},
    {Operation::kManageRoles, "manage roles", true, false, false, false, false, false},
    {Operation::kManageCategories, "manage categories", true, false, false, false, false, false},
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
