#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kModels = std::to_array<ModelRow>({
    {"MarketplaceServiceProviderUser", "",
     "active_isds:[string]? address:string? affiliations:[string]? "
     "birth_date:date? civil_number:string? country_of_residence:string? "
     "eduperson_assurance:[string]? email:string? first_name:string? "
     "full_name:string? gender:integer? identity_source:string? "
     "is_active:boolean? job_title:string? last_name:string? "
     "nationalities:[string]? nationality:string? organization:string? "
     "organization_address:string? organization_country:string? "
     "organization_registry_code:string? organization_type:string? "
     "organization_vat_code:string? personal_title:string? phone_number:string? "
     "place_of_birth:string? projects_count:integer? registration_method:string? "
     "username:string? uuid:uuid uid_number:string? primary_gid:string?"},
    {"NameUUID", "", "name:string uuid:uuid"},
    {"ProjectPermissionLog", "",
     "created:date-time expiration_time:date-time? created_by:string? "
     "created_by_full_name:string? created_by_username:string? project:string? "
     "project_uuid:uuid project_name:string? project_created:date-time "
     "project_end_date:date-time customer_uuid:uuid customer_name:string? "
     "role:string? role_name:string? user:string? user_full_name:string? "
     "user_native_name:string? user_username:string? user_uuid:uuid "
     "user_email:string?"},
    {"ServiceProvider", "A service provider as its endpoints show it.",
     "url:string? uuid:uuid created:date-time description:string? "
     "enable_notifications:boolean? customer:string? customer_name:string? "
     "customer_uuid:uuid customer_image:string? customer_abbreviation:string? "
     "customer_slug:string? customer_native_name:string? customer_country:string? "
     "image:string? organization_groups:[any]? offering_count:integer? "
     "allowed_domains:[string]?"},
    {"ServiceProviderApiSecretCode", "", "api_secret_code:string detail:string"},
    {"ServiceProviderCustomerProjects", "",
     "uuid:uuid name:string description:string end_date:date? "
     "billing_price_estimate:ServiceProviderCustomerProjectsBillingPriceEstimate "
     "resources_count:integer users_count:integer"},
    {"ServiceProviderCustomerProjectsBillingPriceEstimate", "",
     "total:string current:string tax:string tax_current:string"},
    {"ServiceProviderCustomers", "",
     "uuid:uuid name:string slug:string abbreviation:string phone_number:string "
     "email:string payment_profiles:[any] "
     "billing_price_estimate:ServiceProviderCustomersBillingPriceEstimate "
     "projects_count:integer projects:[ServiceProviderCustomersProject] "
     "users_count:integer users:[ServiceProviderCustomersUser]"},
    {"ServiceProviderCustomersBillingPriceEstimate", "",
     "total:string current:string tax:string tax_current:string"},
    {"ServiceProviderCustomersProject", "", "uuid:uuid name:string"},
    {"ServiceProviderCustomersUser", "", "uuid:uuid name:string"},
    {"ServiceProviderGlauthTree", "",
     "service_provider:ServiceProviderGlauthTreeServiceProvider warnings:[any] "
     "groups:[ServiceProviderGlauthTreeGroup] "
     "users:[ServiceProviderGlauthTreeUser] "
     "robot_accounts:[ServiceProviderGlauthTreeRobotAccount]"},
    {"ServiceProviderGlauthTreeGroup", "",
     "gid:integer name:string kind:string role:string? members:[string] "
     "scope:ServiceProviderGlauthTreeGroupScope"},
    {"ServiceProviderGlauthTreeGroupScope", "",
     "type:string uuid:uuid name:string slug:string? resource_uuid:string?"},
    {"ServiceProviderGlauthTreeRobotAccount", "",
     "username:string uidnumber:integer personal_group:integer login_shell:string "
     "home_dir:string ssh_keys:[string]"},
    {"ServiceProviderGlauthTreeServiceProvider", "", "uuid:uuid name:string"},
    {"ServiceProviderGlauthTreeUser", "",
     "username:string uidnumber:integer disabled:boolean personal_group:integer "
     "mail:string givenname:string sn:string login_shell:string home_dir:string "
     "ssh_keys:[string] memberships:[ServiceProviderGlauthTreeUserMembership]"},
    {"ServiceProviderGlauthTreeUserMembership", "",
     "gid:integer group_name:string kind:string role:string?"},
    {"ServiceProviderOfferings", "",
     "uuid:uuid customer_uuid:uuid name:string slug:string category_title:string "
     "type:string state:string components:[any] plans:[any] options:object "
     "resource_options:object thumbnail:string? "
     "billing_price_estimate:ServiceProviderOfferingsBillingPriceEstimate "
     "resources_count:integer secret_options:object"},
    {"ServiceProviderOfferingsBillingPriceEstimate", "",
     "total:string current:string tax:string tax_current:string"},
    {"ServiceProviderSetOfferingsUsername", "", "detail:string"},
    {"ServiceProviderUserCustomers", "",
     "uuid:uuid name:string slug:string abbreviation:string phone_number:string "
     "email:string payment_profiles:[any] "
     "billing_price_estimate:ServiceProviderUserCustomersBillingPriceEstimate "
     "projects_count:integer projects:[ServiceProviderUserCustomersProject] "
     "users_count:integer users:[ServiceProviderUserCustomersUser]"},
    {"ServiceProviderUserCustomersBillingPriceEstimate", "",
     "total:string current:string tax:string tax_current:string"},
    {"ServiceProviderUserCustomersProject", "", "uuid:uuid name:string"},
    {"ServiceProviderUserCustomersUser", "", "uuid:uuid name:string"},
    {"ServiceProviderAddUserRequest", "", "role:string! user:uuid! expiration_time:date-time",
     true},
    {"ServiceProviderChangeRequest", "",
     "description:string enable_notifications:boolean image:any "
     "allowed_domains:[string]",
     true},
    {"ServiceProviderCreateRequest", "",
     "customer:string! description:string enable_notifications:boolean image:any "
     "allowed_domains:[string] customer_uuid:uuid",
     true},
    {"ServiceProviderDeleteUserRequest", "", "role:string! user:uuid! expiration_time:date-time?",
     true},
    {"ServiceProviderReplaceRequest", "",
     "customer:string! description:string enable_notifications:boolean image:any "
     "allowed_domains:[string]",
     true},
    {"ServiceProviderSetOfferingsUsernameRequest", "", "user_uuid:uuid! username:string!", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/marketplace-service-providers/", "marketplace_service_providers_list",
     "Service providers", "paging customer:string customer_keyword:string customer_uuid:uuid", "",
     200, "[ServiceProvider]"},
    {"POST", "/api/marketplace-service-providers/", "marketplace_service_providers_create",
     "Make a service provider", "", "ServiceProviderCreateRequest", 201, "ServiceProvider"},
    {"GET", "/api/marketplace-service-providers/{uuid}/", "marketplace_service_providers_retrieve",
     "One service provider", "", "", 200, "ServiceProvider"},
    {"PUT", "/api/marketplace-service-providers/{uuid}/", "marketplace_service_providers_update",
     "Replace a service provider", "", "ServiceProviderReplaceRequest", 200, "ServiceProvider"},
    {"PATCH", "/api/marketplace-service-providers/{uuid}/",
     "marketplace_service_providers_partial_update", "Change a service provider", "",
     "ServiceProviderChangeRequest", 200, "ServiceProvider"},
    {"DELETE", "/api/marketplace-service-providers/{uuid}/",
     "marketplace_service_providers_destroy", "Remove a service provider", "", "", 204, ""},
    {"POST", "/api/marketplace-service-providers/{uuid}/add_user/",
     "marketplace_service_providers_add_user", "Service provider: add user", "",
     "ServiceProviderAddUserRequest", 201, "UserRoleExpirationTime"},
    {"GET", "/api/marketplace-service-providers/{uuid}/api_secret_code/",
     "service_provider_api_secret_code_retrieve", "Api secret code of a service provider", "", "",
     200, "ServiceProviderApiSecretCode"},
    {"POST", "/api/marketplace-service-providers/{uuid}/api_secret_code/",
     "service_provider_api_secret_code_generate", "Service provider: api secret code", "", "", 200,
     "ServiceProviderApiSecretCode"},
    {"GET", "/api/marketplace-service-providers/{uuid}/course_accounts/",
     "marketplace_service_providers_course_accounts", "Course accounts of a service provider",
     "paging", "", 200, "[CourseAccount]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/customer_projects/",
     "marketplace_service_providers_customer_projects", "Customer projects of a service provider",
     "paging", "", 200, "[ServiceProviderCustomerProjects]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/customers/",
     "marketplace_service_providers_customers", "Customers of a service provider", "paging", "",
     200, "[ServiceProviderCustomers]"},
    {"POST", "/api/marketplace-service-providers/{uuid}/delete_user/",
     "marketplace_service_providers_delete_user", "Service provider: delete user", "",
     "ServiceProviderDeleteUserRequest", 200, ""},
    {"GET", "/api/marketplace-service-providers/{uuid}/glauth_tree/",
     "marketplace_service_providers_glauth_tree", "Glauth tree of a service provider", "", "", 200,
     "ServiceProviderGlauthTree"},
    {"GET", "/api/marketplace-service-providers/{uuid}/glauth_users_config/",
     "marketplace_service_providers_glauth_users_config",
     "Glauth users config of a service provider", "", "", 200, "text/plain"},
    {"GET", "/api/marketplace-service-providers/{uuid}/keys/", "marketplace_service_providers_keys",
     "Keys of a service provider", "paging", "", 200, "[SshKey]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/list_users/",
     "marketplace_service_providers_list_users_list", "List users of a service provider",
     "paging full_name:string native_name:string role:[string] "
     "search_string:string user:uuid user_url:string username:string",
     "", 200, "[UserRoleDetails]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/offerings/",
     "marketplace_service_providers_offerings", "Offerings of a service provider", "paging", "",
     200, "[ServiceProviderOfferings]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/project_permissions/",
     "marketplace_service_providers_project_permissions",
     "Project permissions of a service provider", "paging", "", 200, "[ProjectPermissionLog]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/project_service_accounts/",
     "marketplace_service_providers_project_service_accounts",
     "Project service accounts of a service provider", "paging", "", 200,
     "[ProjectServiceAccount]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/projects/",
     "marketplace_service_providers_projects", "Projects of a service provider", "paging", "", 200,
     "[Project]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/robot_account_customers/",
     "marketplace_service_providers_robot_account_customers_list",
     "Robot account customers of a service provider", "paging customer_name:string", "", 200,
     "[NameUUID]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/robot_account_projects/",
     "marketplace_service_providers_robot_account_projects_list",
     "Robot account projects of a service provider", "paging project_name:string", "", 200,
     "[NameUUID]"},
    {"POST", "/api/marketplace-service-providers/{uuid}/set_offerings_username/",
     "marketplace_service_providers_set_offerings_username",
     "Service provider: set offerings username", "", "ServiceProviderSetOfferingsUsernameRequest",
     201, "ServiceProviderSetOfferingsUsername"},
    {"POST", "/api/marketplace-service-providers/{uuid}/update_user/",
     "marketplace_service_providers_update_user", "Service provider: update user", "",
     "ServiceProviderDeleteUserRequest", 200, "UserRoleExpirationTime"},
    {"GET", "/api/marketplace-service-providers/{uuid}/user_customers/",
     "marketplace_service_providers_user_customers", "User customers of a service provider",
     "paging", "", 200, "[ServiceProviderUserCustomers]"},
    {"GET", "/api/marketplace-service-providers/{uuid}/users/",
     "marketplace_service_providers_users", "Users of a service provider", "paging", "", 200,
     "[MarketplaceServiceProviderUser]"},
});

}  // namespace

Table provider_table() {
  return {
      "service providers", "Service providers and those who use them.", {}, kModels, kOperations};
}

}  // namespace drawbridge::http
