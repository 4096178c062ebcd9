#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kModels = std::to_array<ModelRow>({
    {"Customer", "An organisation as its endpoints show it.",
     "url:uri uuid:uuid name:string slug:string abbreviation:string "
     "native_name:string country:string email:string phone_number:string "
     "backend_id:string agreement_number:string contact_details:string "
     "max_service_accounts:string? blocked:boolean archived:boolean "
     "created:date-time modified:date-time"},
    {"CustomerAddUser", "", "expiration_time:string?"},
    {"CustomerListUsers", "",
     "uuid:uuid created:date-time expiration_time:string? role_name:string "
     "role_uuid:uuid user_email:string user_full_name:string user_username:string "
     "user_uuid:uuid user_image:string? created_by_full_name:string "
     "created_by_uuid:uuid"},
    {"CustomerUpdateUser", "", "expiration_time:string?"},
    {"ProjectAddUser", "", "expiration_time:string?"},
    {"ProjectListUsers", "",
     "uuid:uuid created:date-time expiration_time:string? role_name:string "
     "role_uuid:uuid user_email:string user_full_name:string user_username:string "
     "user_uuid:uuid user_image:string? created_by_full_name:string "
     "created_by_uuid:uuid"},
    {"ProjectUpdateUser", "", "expiration_time:string?"},
    {"Role", "A role as its endpoints show it.",
     "uuid:uuid name:string description:string is_system_role:boolean "
     "is_active:boolean permissions:[any] content_type:string users_count:integer"},
    {"CustomerAddUserRequest", "", "role:string! user:string!", true},
    {"CustomerChangeRequest", "",
     "name:string slug:string abbreviation:string native_name:string "
     "country:string email:string phone_number:string backend_id:string "
     "agreement_number:string contact_details:string "
     "max_service_accounts:integer? blocked:boolean archived:boolean",
     true},
    {"CustomerCreateRequest", "",
     "name:string! slug:string abbreviation:string native_name:string "
     "country:string email:string phone_number:string backend_id:string "
     "agreement_number:string contact_details:string "
     "max_service_accounts:integer? blocked:boolean archived:boolean",
     true},
    {"ProjectChangeRequest", "",
     "name:string customer:string slug:string description:string "
     "backend_id:string start_date:date? end_date:date? kind:string "
     "max_service_accounts:integer?",
     true},
    {"ProjectCreateRequest", "",
     "name:string! customer:string! slug:string description:string "
     "backend_id:string start_date:date? end_date:date? kind:string "
     "max_service_accounts:integer?",
     true},
    {"RoleChangeRequest", "",
     "name:string content_type:string description:string permissions:[string] "
     "is_active:boolean",
     true},
    {"RoleCreateRequest", "",
     "name:string! content_type:string! description:string permissions:[string] "
     "is_active:boolean",
     true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/customers/", "customers_list", "Organisations", "paging", "", 200, "[Customer]"},
    {"POST", "/api/customers/", "customers_create", "Make an organisation", "",
     "CustomerCreateRequest", 201, "Customer"},
    {"GET", "/api/customers/{uuid}/", "customers_retrieve", "One organisation", "", "", 200,
     "Customer"},
    {"PUT", "/api/customers/{uuid}/", "customers_update", "Replace an organisation", "",
     "CustomerCreateRequest", 200, "Customer"},
    {"PATCH", "/api/customers/{uuid}/", "customers_partial_update", "Change an organisation", "",
     "CustomerChangeRequest", 200, "Customer"},
    {"POST", "/api/customers/{uuid}/add_user/", "customers_add_user", "Organisation: add user", "",
     "CustomerAddUserRequest", 201, "CustomerAddUser"},
    {"POST", "/api/customers/{uuid}/delete_user/", "customers_delete_user",
     "Organisation: delete user", "", "CustomerAddUserRequest", 200, ""},
    {"GET", "/api/customers/{uuid}/list_users/", "customers_list_users",
     "List users of an organisation", "paging", "", 200, "[CustomerListUsers]"},
    {"POST", "/api/customers/{uuid}/update_user/", "customers_update_user",
     "Organisation: update user", "", "CustomerAddUserRequest", 200, "CustomerUpdateUser"},
    {"GET", "/api/projects/", "projects_list", "Projects",
     "paging affiliation_name:string affiliation_uuid:[uuid] backend_id:string "
     "conceal_finished_projects:boolean created:date-time "
     "created_before:date-time current_user_has_role:[string] customer:[uuid] "
     "customer_abbreviation:string customer_name:string "
     "customer_native_name:string description:string include_terminated:boolean "
     "is_removed:boolean modified:date-time modified_before:date-time name:string "
     "name_exact:string query:string slug:string user_uuid:uuid "
     "user_uuid_with_active_role:uuid",
     "", 200, "[Project]"},
    {"POST", "/api/projects/", "projects_create", "Make a project", "", "ProjectCreateRequest", 201,
     "Project"},
    {"GET", "/api/projects/{uuid}/", "projects_retrieve", "One project", "", "", 200, "Project"},
    {"PUT", "/api/projects/{uuid}/", "projects_update", "Replace a project", "",
     "ProjectCreateRequest", 200, "Project"},
    {"PATCH", "/api/projects/{uuid}/", "projects_partial_update", "Change a project", "",
     "ProjectChangeRequest", 200, "Project"},
    {"DELETE", "/api/projects/{uuid}/", "projects_destroy", "Remove a project", "", "", 204, ""},
    {"POST", "/api/projects/{uuid}/add_user/", "projects_add_user", "Project: add user", "",
     "CustomerAddUserRequest", 201, "ProjectAddUser"},
    {"POST", "/api/projects/{uuid}/delete_user/", "projects_delete_user", "Project: delete user",
     "", "CustomerAddUserRequest", 200, ""},
    {"GET", "/api/projects/{uuid}/list_users/", "projects_list_users", "List users of a project",
     "paging", "", 200, "[ProjectListUsers]"},
    {"POST", "/api/projects/{uuid}/update_user/", "projects_update_user", "Project: update user",
     "", "CustomerAddUserRequest", 200, "ProjectUpdateUser"},
    {"GET", "/api/roles/", "roles_list", "Roles",
     "paging name:string is_active:boolean is_system_role:boolean "
     "content_type:string",
     "", 200, "[Role]"},
    {"POST", "/api/roles/", "roles_create", "Make a role", "", "RoleCreateRequest", 201, "Role"},
    {"GET", "/api/roles/{uuid}/", "roles_retrieve", "One role", "", "", 200, "Role"},
    {"PATCH", "/api/roles/{uuid}/", "roles_partial_update", "Change a role", "",
     "RoleChangeRequest", 200, "Role"},
    {"DELETE", "/api/roles/{uuid}/", "roles_destroy", "Remove a role", "", "", 204, ""},
});

}  // namespace

Table organisation_table() {
  return {"organisations", "Organisations, projects and roles.", {}, kModels, kOperations};
}

}  // namespace drawbridge::http
