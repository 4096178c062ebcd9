#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kWords = std::to_array<WordsRow>({
    {"CourseAccountStateEnum", "Closed|Erred|OK|Pending"},
    {"ServiceAccountState", "Closed|Erred|OK"},
});

constexpr auto kModels = std::to_array<ModelRow>({
    {"CourseAccount", "",
     "url:string? uuid:uuid created:date-time modified:date-time project:string "
     "project_uuid:uuid project_name:string? project_slug:string? "
     "project_start_date:date? project_end_date:date? user_uuid:uuid "
     "username:string? customer_uuid:uuid customer_name:string? "
     "state:CourseAccountStateEnum error_message:string? error_traceback:string? "
     "email:string? description:string?"},
    {"CustomerServiceAccount", "",
     "url:string? uuid:uuid created:date-time modified:date-time "
     "error_message:string? state:ServiceAccountState token:string? "
     "expires_at:string? customer:string? customer_uuid:uuid "
     "customer_name:string? username:string? description:string? "
     "error_traceback:string? email:string? preferred_identifier:string?"},
    {"LdapAccount", "An LDAP client account as its endpoints show it.",
     "url:uri uuid:uuid name:string dn:string offering_uuid:uuid? attributes:[string] "
     "created:date-time last_used:string? secret:string"},
    {"LdapAccountRotate", "",
     "url:uri uuid:uuid name:string dn:string offering_uuid:uuid? attributes:[string] "
     "created:date-time last_used:string? secret:string"},
    {"ProjectServiceAccount", "",
     "url:string? uuid:uuid created:date-time modified:date-time "
     "error_message:string? state:ServiceAccountState token:string? "
     "expires_at:string? project:string? project_uuid:uuid project_name:string? "
     "customer_uuid:uuid customer_name:string? customer_abbreviation:string? "
     "username:string? description:string? error_traceback:string? email:string? "
     "preferred_identifier:string?"},
    {"CourseAccountCreateBulkRequest", "", "course_accounts:[object] project:uuid!", true},
    {"CourseAccountCreateRequest", "", "project:uuid! email:string description:string", true},
    {"CustomerServiceAccountChangeRequest", "", "description:string", true},
    {"CustomerServiceAccountCreateRequest", "", "customer:string", true},
    {"LdapAccountCreateRequest", "", "name:string! offering_uuid:uuid?! attributes:[string]"},
    {"ProjectServiceAccountCreateRequest", "", "project:string username:string", true},
    {"ProjectServiceAccountReplaceRequest", "", "project:string description:string", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/ldap-accounts/", "ldap_accounts_list", "LDAP client accounts",
     "paging name:string offering_uuid:uuid", "", 200, "[LdapAccount]"},
    {"POST", "/api/ldap-accounts/", "ldap_accounts_create", "Make an LDAP client account", "",
     "LdapAccountCreateRequest", 201, "LdapAccount"},
    {"GET", "/api/ldap-accounts/{uuid}/", "ldap_accounts_retrieve", "One LDAP client account", "",
     "", 200, "LdapAccount"},
    {"DELETE", "/api/ldap-accounts/{uuid}/", "ldap_accounts_destroy",
     "Remove an LDAP client account", "", "", 204, ""},
    {"POST", "/api/ldap-accounts/{uuid}/rotate/", "ldap_accounts_rotate",
     "LDAP client account: rotate", "", "", 201, "LdapAccountRotate"},
    {"GET", "/api/marketplace-course-accounts/", "marketplace_course_accounts_list",
     "Course accounts",
     "paging email:string project_end_date_after:date "
     "project_end_date_before:date project_start_date_after:date "
     "project_start_date_before:date project_uuid:uuid state:[string] "
     "username:string",
     "", 200, "[CourseAccount]"},
    {"POST", "/api/marketplace-course-accounts/", "marketplace_course_accounts_create",
     "Make a course account", "", "CourseAccountCreateRequest", 201, "CourseAccount"},
    {"POST", "/api/marketplace-course-accounts/create_bulk/",
     "marketplace_course_accounts_create_bulk", "Make several course accounts",
     "email:string project_end_date_after:date project_end_date_before:date "
     "project_start_date_after:date project_start_date_before:date "
     "project_uuid:uuid state:[string] username:string",
     "CourseAccountCreateBulkRequest", 200, "[CourseAccount]"},
    {"GET", "/api/marketplace-course-accounts/{uuid}/", "marketplace_course_accounts_retrieve",
     "One course account", "", "", 200, "CourseAccount"},
    {"DELETE", "/api/marketplace-course-accounts/{uuid}/", "marketplace_course_accounts_destroy",
     "Remove a course account", "", "", 204, ""},
    {"POST", "/api/marketplace-course-accounts/{uuid}/retry/", "marketplace_course_accounts_retry",
     "Course account: retry", "", "", 202, "CourseAccount"},
    {"GET", "/api/marketplace-customer-service-accounts/",
     "marketplace_customer_service_accounts_list", "Organisation's service accounts", "paging", "",
     200, "[CustomerServiceAccount]"},
    {"POST", "/api/marketplace-customer-service-accounts/",
     "marketplace_customer_service_accounts_create", "Make an organisation's service account", "",
     "CustomerServiceAccountCreateRequest", 201, "CustomerServiceAccount"},
    {"GET", "/api/marketplace-customer-service-accounts/{uuid}/",
     "marketplace_customer_service_accounts_retrieve", "One organisation's service account", "", "",
     200, "CustomerServiceAccount"},
    {"PUT", "/api/marketplace-customer-service-accounts/{uuid}/",
     "marketplace_customer_service_accounts_update", "Replace an organisation's service account",
     "", "CustomerServiceAccountCreateRequest", 200, "CustomerServiceAccount"},
    {"PATCH", "/api/marketplace-customer-service-accounts/{uuid}/",
     "marketplace_customer_service_accounts_partial_update",
     "Change an organisation's service account", "", "CustomerServiceAccountChangeRequest", 200,
     "CustomerServiceAccount"},
    {"DELETE", "/api/marketplace-customer-service-accounts/{uuid}/",
     "marketplace_customer_service_accounts_destroy", "Remove an organisation's service account",
     "", "", 204, ""},
    {"POST", "/api/marketplace-customer-service-accounts/{uuid}/rotate_api_key/",
     "marketplace_customer_service_accounts_rotate_api_key",
     "Organisation's service account: rotate api key", "", "", 200, "CustomerServiceAccount"},
    {"GET", "/api/marketplace-project-service-accounts/",
     "marketplace_project_service_accounts_list", "Project's service accounts", "paging", "", 200,
     "[ProjectServiceAccount]"},
    {"POST", "/api/marketplace-project-service-accounts/",
     "marketplace_project_service_accounts_create", "Make a project's service account", "",
     "ProjectServiceAccountCreateRequest", 201, "ProjectServiceAccount"},
    {"GET", "/api/marketplace-project-service-accounts/{uuid}/",
     "marketplace_project_service_accounts_retrieve", "One project's service account", "", "", 200,
     "ProjectServiceAccount"},
    {"PUT", "/api/marketplace-project-service-accounts/{uuid}/",
     "marketplace_project_service_accounts_update", "Replace a project's service account", "",
     "ProjectServiceAccountReplaceRequest", 200, "ProjectServiceAccount"},
    {"PATCH", "/api/marketplace-project-service-accounts/{uuid}/",
     "marketplace_project_service_accounts_partial_update", "Change a project's service account",
     "", "CustomerServiceAccountChangeRequest", 200, "ProjectServiceAccount"},
    {"DELETE", "/api/marketplace-project-service-accounts/{uuid}/",
     "marketplace_project_service_accounts_destroy", "Remove a project's service account", "", "",
     204, ""},
    {"POST", "/api/marketplace-project-service-accounts/{uuid}/rotate_api_key/",
     "marketplace_project_service_accounts_rotate_api_key",
     "Project's service account: rotate api key", "", "", 200, "ProjectServiceAccount"},
});

}  // namespace

Table service_account_table() {
  return {"service accounts", "Accounts of projects, organisations, courses and of LDAP clients.",
          kWords, kModels, kOperations};
}

}  // namespace drawbridge::http
