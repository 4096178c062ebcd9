#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kWords = std::to_array<WordsRow>({
    {"ProjectKindEnum", "course|default|public"},
});

constexpr auto kModels = std::to_array<ModelRow>({
    {"Category", "A category as its endpoints show it.",
     "url:uri uuid:uuid title:string description:string offering_count:integer"},
    {"DetailState", "", "detail:string state:string"},
    {"GlauthTree", "",
     "offering:GlauthTreeOffering groups:[GlauthTreeGroup] users:[GlauthTreeUser] "
     "robot_accounts:[GlauthTreeRobotAccount]"},
    {"GlauthTreeGroup", "",
     "gid:integer name:string kind:string role:string? members:[string] "
     "scope:GlauthTreeGroupScope"},
    {"GlauthTreeGroupScope", "",
     "type:string uuid:uuid name:string slug:string? resource_uuid:string?"},
    {"GlauthTreeOffering", "", "uuid:uuid name:string slug:string"},
    {"GlauthTreeRobotAccount", "",
     "username:string uidnumber:integer personal_group:integer login_shell:string "
     "home_dir:string ssh_keys:[string]"},
    {"GlauthTreeUser", "",
     "username:string uidnumber:integer disabled:boolean personal_group:integer "
     "mail:string givenname:string sn:string login_shell:string home_dir:string "
     "ssh_keys:[string] memberships:[GlauthTreeUserMembership]"},
    {"GlauthTreeUserMembership", "", "gid:integer group_name:string kind:string role:string?"},
    {"NestedPriceEstimate", "", "total:string current:string tax:string tax_current:string"},
    {"OfferingUserAttributeConfig", "",
     "uuid:uuid created:date-time modified:date-time exposed_fields:[string]? "
     "is_default:boolean? offering_uuid:uuid offering_name:string? "
     "expose_full_name:boolean? expose_email:boolean? expose_username:boolean? "
     "expose_registration_method:boolean? expose_organization:boolean? "
     "expose_organization_country:boolean? expose_organization_type:boolean? "
     "expose_organization_registry_code:boolean? "
     "expose_organization_vat_code:boolean? expose_organization_address:boolean? "
     "expose_affiliations:boolean? expose_phone_number:boolean? "
     "expose_job_title:boolean? expose_gender:boolean? "
     "expose_personal_title:boolean? expose_place_of_birth:boolean? "
     "expose_address:boolean? expose_country_of_residence:boolean? "
     "expose_nationality:boolean? expose_nationalities:boolean? "
     "expose_eduperson_assurance:boolean? expose_identity_source:boolean? "
     "expose_civil_number:boolean? expose_birth_date:boolean? "
     "expose_active_isds:boolean? expose_uid_number:boolean? "
     "expose_primary_gid:boolean?"},
    {"Permission", "",
     "scope_type:string scope_uuid:uuid scope_name:string customer_uuid:uuid "
     "customer_name:string project_uuid:uuid? resource_uuid:uuid? role_uuid:uuid "
     "role_name:string expiration_time:string? uuid:uuid created:date-time "
     "created_by_full_name:string created_by_username:string is_active:boolean "
     "role_description:string scope_is_removed:boolean user_uuid:uuid "
     "user_username:string user_name:string user_slug:string user_email:string "
     "revoke_reason:string revoked_by_full_name:string? "
     "revoked_by_username:string?"},
    {"Project", "A project as its endpoints show it.",
     "url:string? uuid:uuid name:string? slug:string? customer:string? "
     "customer_uuid:uuid customer_name:string? customer_slug:string? "
     "customer_native_name:string? customer_abbreviation:string? "
     "description:string? customer_display_billing_info_in_projects:boolean? "
     "display_credit_reports:boolean? created:date-time type:string? "
     "type_name:string? type_uuid:uuid? backend_id:string? start_date:date? "
     "end_date:date? end_date_requested_by:string? end_date_updated_at:date-time? "
     "oecd_fos_2007_code:any oecd_fos_2007_label:string? is_industry:boolean? "
     "image:string? resources_count:integer? project_metadata:[any]? "
     "max_service_accounts:integer? kind:ProjectKindEnum is_removed:boolean? "
     "termination_metadata:any staff_notes:string? grace_period_days:integer? "
     "customer_grace_period_days:integer? effective_end_date:date? "
     "is_in_grace_period:boolean? user_email_patterns:[string]? "
     "user_affiliations:[string]? user_identity_sources:[string]? affiliation:any "
     "affiliation_uuid:uuid? affiliation_name:string? affiliation_code:string? "
     "science_sub_domain:uuid? science_sub_domain_name:string? "
     "science_sub_domain_code:string? science_domain_name:string? "
     "science_domain_code:string? project_credit:number? "
     "marketplace_resource_count:object "
     "billing_price_estimate:NestedPriceEstimate"},
    {"ProviderOfferingDetails", "An offering as its endpoints show it.",
     "url:uri? uuid:uuid created:date-time name:string? slug:string? "
     "description:string? full_description:string? privacy_policy_link:string? "
     "access_url:string? endpoints:[any]? software_catalogs:[any]? "
     "partitions:[any]? roles:[any]? customer:uri? customer_uuid:uuid? "
     "customer_name:string? project:uri? project_uuid:uuid? project_name:string? "
     "category:uri? category_uuid:uuid category_title:string? attributes:object "
     "options:object resource_options:object components:[any]? "
     "plugin_options:object secret_options:object service_attributes:object "
     "state:string vendor_details:string? getting_started:string? "
     "integration_guide:string? thumbnail:uri? order_count:integer? plans:[any]? "
     "screenshots:[any]? type:string? shared:boolean? billable:boolean? "
     "scope:string? scope_uuid:uuid? scope_name:uuid? scope_state:any "
     "scope_error_message:string? files:[any]? quotas:[any]? "
     "paused_reason:string? datacite_doi:string? citation_count:integer? "
     "latitude:number? longitude:number? backend_id:string? "
     "organization_groups:[any]? image:uri? total_customers:integer? "
     "total_cost:integer? total_cost_estimated:integer? "
     "parent_description:string? parent_uuid:uuid? parent_name:string? "
     "backend_metadata:object has_compliance_requirements:boolean? "
     "compliance_checklist:uri? integration_status:[any]? "
     "google_calendar_is_public:boolean? google_calendar_link:string? "
     "terms_of_service:string terms_of_service_link:string tags:[any] "
     "billing_type_classification:string"},
    {"ProviderOfferingDetailsGlauthSkipped", "", "uuid:uuid username:string reason:string"},
    {"ProviderOfferingDetailsMakeAvailable", "", "detail:string state:string"},
    {"ProviderOfferingDetailsMakeUnavailable", "", "detail:string state:string"},
    {"Status", "", "status:string? results:[object]"},
    {"User", "A person as the endpoints show them.",
     "url:string? uuid:uuid username:string? slug:string? full_name:string? "
     "native_name:string? job_title:string? email:string? phone_number:string? "
     "organization:string? civil_number:string? description:string? "
     "is_staff:boolean? is_active:boolean? is_support:boolean? token:string? "
     "token_lifetime:integer? token_expires_at:date-time? "
     "registration_method:string? date_joined:date-time agreement_date:date-time? "
     "notifications_enabled:boolean? preferred_language:string? "
     "permissions:[Permission]? requested_email:string? affiliations:[string]? "
     "first_name:string? last_name:string? birth_date:date? "
     "identity_provider_name:string? identity_provider_label:string? "
     "identity_provider_management_url:string? identity_provider_fields:[string]? "
     "image:string? identity_source:string? should_protect_user_details:boolean? "
     "has_active_session:boolean? has_usable_password:boolean? ip_address:string? "
     "gender:integer? personal_title:string? place_of_birth:string? "
     "address:string? country_of_residence:string? nationality:string? "
     "nationalities:[string]? organization_country:string? "
     "organization_type:string? organization_registry_code:string? "
     "organization_vat_code:string? organization_address:string? "
     "eduperson_assurance:[string]? uid_number:integer? primary_gid:integer? "
     "is_identity_manager:boolean? can_use_personal_access_tokens:boolean? "
     "attribute_sources:object managed_isds:[string]? active_isds:[string]? "
     "deactivation_reason:string? is_admin_deactivated:boolean? "
     "modified:date-time details:object"},
    {"UserHasResourceAccess", "", "has_access:boolean?"},
    {"UserRoleDetails", "",
     "uuid:uuid created:date-time expiration_time:date-time? role_name:string? "
     "role_uuid:uuid user_email:string? user_full_name:string? "
     "user_username:string? user_uuid:uuid user_image:string? "
     "created_by_full_name:string? created_by_uuid:uuid"},
    {"UserRoleExpirationTime", "", "expiration_time:date-time?"},
    {"CategoryChangeRequest", "", "title:string description:string", true},
    {"CategoryCreateRequest", "", "title:string! description:string", true},
    {"ProviderOfferingDetailsAddUserRequest", "", "role:string! user:uuid", true},
    {"ProviderOfferingDetailsCreateRequest", "",
     "name:string! slug:string description:string full_description:string "
     "privacy_policy_link:string access_url:string customer:string "
     "category:string attributes:any options:object resource_options:object "
     "components:[object] vendor_details:string getting_started:string "
     "integration_guide:string thumbnail:any plans:[object] type:string! "
     "shared:boolean billable:boolean datacite_doi:string latitude:number "
     "longitude:number backend_id:string image:any backend_metadata:any "
     "compliance_checklist:string customer_uuid:uuid plugin_options:object",
     true},
    {"ProviderOfferingDetailsPauseRequest", "", "paused_reason:string", true},
    {"ProviderOfferingDetailsUpdateComplianceChecklistRequest", "", "compliance_checklist:uuid",
     true},
    {"ProviderOfferingDetailsUpdateIntegrationRequest", "",
     "secret_options:object plugin_options:object service_attributes:any "
     "backend_id:string",
     true},
    {"ProviderOfferingDetailsUpdateUserAttributeConfigRequest", "",
     "offering:uuid expose_full_name:boolean expose_email:boolean "
     "expose_username:boolean expose_registration_method:boolean "
     "expose_organization:boolean expose_organization_country:boolean "
     "expose_organization_type:boolean expose_organization_registry_code:boolean "
     "expose_organization_vat_code:boolean expose_organization_address:boolean "
     "expose_affiliations:boolean expose_phone_number:boolean "
     "expose_job_title:boolean expose_gender:boolean "
     "expose_personal_title:boolean expose_place_of_birth:boolean "
     "expose_address:boolean expose_country_of_residence:boolean "
     "expose_nationality:boolean expose_nationalities:boolean "
     "expose_eduperson_assurance:boolean expose_identity_source:boolean "
     "expose_civil_number:boolean expose_birth_date:boolean "
     "expose_active_isds:boolean expose_uid_number:boolean "
     "expose_primary_gid:boolean",
     true},
    {"ProviderOfferingDetailsUpdateUserRequest", "",
     "role:string! user:uuid expiration_time:date-time", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/marketplace-categories/", "marketplace_categories_list", "Categories",
     "paging title:string", "", 200, "[Category]"},
    {"POST", "/api/marketplace-categories/", "marketplace_categories_create", "Make a category", "",
     "CategoryCreateRequest", 201, "Category"},
    {"GET", "/api/marketplace-categories/{uuid}/", "marketplace_categories_retrieve",
     "One category", "", "", 200, "Category"},
    {"PATCH", "/api/marketplace-categories/{uuid}/", "marketplace_categories_partial_update",
     "Change a category", "", "CategoryChangeRequest", 200, "Category"},
    {"DELETE", "/api/marketplace-categories/{uuid}/", "marketplace_categories_destroy",
     "Remove a category", "", "", 204, ""},
    {"GET", "/api/marketplace-provider-offerings/", "marketplace_provider_offerings_list",
     "Offerings",
     "paging attributes:string billable:boolean can_create_offering_user:boolean "
     "category_uuid:uuid created:date-time customer:string customer_uuid:uuid "
     "description:string has_active_terms_of_service:boolean "
     "has_terms_of_service:boolean keyword:string modified:date-time name:string "
     "name_exact:string project_uuid:uuid query:string "
     "resource_customer_uuid:uuid resource_project_uuid:uuid scope_uuid:string "
     "shared:boolean state:[string] type:[string] uuid_list:string",
     "", 200, "[ProviderOfferingDetails]"},
    {"POST", "/api/marketplace-provider-offerings/", "marketplace_provider_offerings_create",
     "Make an offering", "", "ProviderOfferingDetailsCreateRequest", 201,
     "ProviderOfferingDetails"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/",
     "marketplace_provider_offerings_retrieve", "One offering", "", "", 200,
     "ProviderOfferingDetails"},
    {"DELETE", "/api/marketplace-provider-offerings/{uuid}/",
     "marketplace_provider_offerings_destroy", "Remove an offering", "", "", 204, ""},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/activate/",
     "marketplace_provider_offerings_activate", "Offering: activate", "", "", 200, "DetailState"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/add_user/",
     "marketplace_provider_offerings_add_user", "Offering: add user", "",
     "ProviderOfferingDetailsAddUserRequest", 201, "UserRoleExpirationTime"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/archive/",
     "marketplace_provider_offerings_archive", "Offering: archive", "", "", 200, "DetailState"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/delete_user/",
     "marketplace_provider_offerings_delete_user", "Offering: delete user", "",
     "ProviderOfferingDetailsAddUserRequest", 200, ""},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/draft/",
     "marketplace_provider_offerings_draft", "Offering: draft", "", "", 200, "DetailState"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/effective_posix_id_pool/",
     "marketplace_provider_offerings_effective_posix_id_pool_retrieve",
     "Effective posix id pool of an offering", "", "", 200, "PosixIdPool"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/glauth_skipped/",
     "marketplace_provider_offerings_glauth_skipped", "Glauth skipped of an offering", "paging", "",
     200, "[ProviderOfferingDetailsGlauthSkipped]"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/glauth_tree/",
     "marketplace_provider_offerings_glauth_tree_retrieve", "Glauth tree of an offering", "", "",
     200, "GlauthTree"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/glauth_users_config/",
     "marketplace_provider_offerings_glauth_users_config_retrieve",
     "Glauth users config of an offering", "", "", 200, "text/plain"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/list_course_accounts/",
     "marketplace_provider_offerings_list_course_accounts_retrieve",
     "List course accounts of an offering", "paging", "", 200, "[CourseAccount]"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/list_customer_projects/",
     "marketplace_provider_offerings_list_customer_projects_list",
     "List customer projects of an offering", "paging", "", 200, "[Project]"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/list_customer_service_accounts/",
     "marketplace_provider_offerings_list_customer_service_accounts_retrieve",
     "List customer service accounts of an offering", "paging", "", 200,
     "[CustomerServiceAccount]"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/list_customer_users/",
     "marketplace_provider_offerings_list_customer_users_list",
     "List customer users of an offering", "paging", "", 200, "[User]"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/list_project_service_accounts/",
     "marketplace_provider_offerings_list_project_service_accounts_retrieve",
     "List project service accounts of an offering", "paging", "", 200, "[ProjectServiceAccount]"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/list_users/",
     "marketplace_provider_offerings_list_users_list", "List users of an offering",
     "paging full_name:string role:string user:uuid username:string", "", 200, "[UserRoleDetails]"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/make_available/",
     "marketplace_provider_offerings_make_available", "Offering: make available", "", "", 200,
     "ProviderOfferingDetailsMakeAvailable"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/make_unavailable/",
     "marketplace_provider_offerings_make_unavailable", "Offering: make unavailable", "", "", 200,
     "ProviderOfferingDetailsMakeUnavailable"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/pause/",
     "marketplace_provider_offerings_pause", "Offering: pause", "",
     "ProviderOfferingDetailsPauseRequest", 200, "DetailState"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/refresh_offering_usernames/",
     "marketplace_provider_offerings_refresh_offering_usernames",
     "Offering: refresh offering usernames", "dry_run:boolean report:boolean", "", 200, "Status"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/unpause/",
     "marketplace_provider_offerings_unpause", "Offering: unpause", "", "", 200, "DetailState"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/update-user-attribute-config/",
     "marketplace_provider_offerings_update_user_attribute_config",
     "Offering: update user attribute config", "",
     "ProviderOfferingDetailsUpdateUserAttributeConfigRequest", 200, "OfferingUserAttributeConfig"},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/update_compliance_checklist/",
     "marketplace_provider_offerings_update_compliance_checklist",
     "Offering: update compliance checklist", "",
     "ProviderOfferingDetailsUpdateComplianceChecklistRequest", 200, ""},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/update_integration/",
     "marketplace_provider_offerings_update_integration",
     "Offering: update plugin_options and secret_options (shared_user_password)", "",
     "ProviderOfferingDetailsUpdateIntegrationRequest", 200, ""},
    {"POST", "/api/marketplace-provider-offerings/{uuid}/update_user/",
     "marketplace_provider_offerings_update_user", "Offering: update user", "",
     "ProviderOfferingDetailsUpdateUserRequest", 200, "UserRoleExpirationTime"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/user-attribute-config/",
     "marketplace_provider_offerings_user_attribute_config_retrieve",
     "User attribute config of an offering", "", "", 200, "OfferingUserAttributeConfig"},
    {"GET", "/api/marketplace-provider-offerings/{uuid}/user_has_resource_access/",
     "marketplace_provider_offerings_user_has_resource_access_retrieve",
     "User has resource access of an offering", "username:string!", "", 200,
     "UserHasResourceAccess"},
});

}  // namespace

Table offering_table() {
  return {"offerings", "Offerings of service providers.", kWords, kModels, kOperations};
}

}  // namespace drawbridge::http
