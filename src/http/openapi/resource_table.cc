#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kWords = std::to_array<WordsRow>({
    {"BillingUnit", "day|half_month|hour|month|quantity|quarter"},
    {"OfferingState", "Active|Archived|Draft|Paused|Unavailable"},
    {"ResourceState", "Creating|Erred|OK|Terminated|Terminating|Updating"},
});

constexpr auto kModels = std::to_array<ModelRow>({
    {"MemberSyncStatusReportResult", "", "stored:integer? skipped:[string]?"},
    {"ProjectUser", "",
     "url:string? uuid:uuid username:string? full_name:string? role:string? "
     "expiration_time:date-time? offering_user_username:string? "
     "offering_user_state:OfferingUserState? email:string?"},
    {"Resource", "A resource as its endpoints show it.",
     "offering:string? offering_name:string? offering_uuid:uuid "
     "offering_description:string? offering_image:string? "
     "offering_thumbnail:string? offering_type:string? offering_shared:boolean? "
     "offering_billable:boolean? offering_plugin_options:object "
     "provider_name:string? provider_uuid:uuid provider_slug:string? "
     "provider_description:string? category_title:string? category_uuid:uuid "
     "category_icon:string? plan:string? plan_unit:BillingUnit? plan_name:string? "
     "plan_uuid:uuid? plan_description:string? attributes:object limits:object "
     "uuid:uuid created:date-time modified:date-time url:string? scope:string? "
     "description:string? state:ResourceState resource_uuid:uuid? "
     "backend_id:string? effective_id:string? resource_type:string? "
     "project:string? project_uuid:uuid project_name:string? "
     "project_description:string? project_end_date:date? "
     "project_effective_end_date:date? resource_effective_end_date:date? "
     "project_is_in_grace_period:boolean? project_end_date_requested_by:string? "
     "customer_uuid:uuid customer_name:string? offering_slug:string? "
     "parent_offering_name:string? parent_offering_slug:string? "
     "offering_backend_id:string? parent_name:string? backend_metadata:object "
     "is_usage_based:boolean? is_limit_based:boolean? name:string? slug:string? "
     "current_usages:object can_terminate:boolean? report:[any]? end_date:date? "
     "end_date_requested_by:string? end_date_updated_at:date-time? "
     "username:string? limit_usage:object downscaled:boolean? "
     "restrict_member_access:boolean? paused:boolean? "
     "usage_limit_restriction:string endpoints:[any]? error_message:string? "
     "error_traceback:string? options:any available_actions:[string]? "
     "order_in_progress:any creation_order:any project_slug:string? "
     "customer_slug:string? user_requires_reconsent:boolean? renewal_date:any "
     "offering_state:OfferingState offering_components:[any]? "
     "has_api_keys:boolean?"},
    {"ResourceAddUser", "", "expiration_time:string?"},
    {"ResourceGlauthTree", "",
     "offering:ResourceGlauthTreeOffering groups:[ResourceGlauthTreeGroup] "
     "users:[ResourceGlauthTreeUser] "
     "robot_accounts:[ResourceGlauthTreeRobotAccount]"},
    {"ResourceGlauthTreeGroup", "",
     "gid:integer name:string kind:string role:string? members:[string] "
     "scope:ResourceGlauthTreeGroupScope"},
    {"ResourceGlauthTreeGroupScope", "",
     "type:string uuid:uuid name:string slug:string? resource_uuid:string?"},
    {"ResourceGlauthTreeOffering", "", "uuid:uuid name:string slug:string"},
    {"ResourceGlauthTreeRobotAccount", "",
     "username:string uidnumber:integer personal_group:integer login_shell:string "
     "home_dir:string ssh_keys:[string]"},
    {"ResourceGlauthTreeUser", "",
     "username:string uidnumber:integer disabled:boolean personal_group:integer "
     "mail:string givenname:string sn:string login_shell:string home_dir:string "
     "ssh_keys:[string] memberships:[ResourceGlauthTreeUserMembership]"},
    {"ResourceGlauthTreeUserMembership", "",
     "gid:integer group_name:string kind:string role:string?"},
    {"ResourceListUsers", "",
     "uuid:uuid created:date-time expiration_time:string? role_name:string "
     "role_uuid:uuid user_email:string user_full_name:string user_username:string "
     "user_uuid:uuid user_image:string? created_by_full_name:string "
     "created_by_uuid:uuid"},
    {"ResourceSetMembershipSyncStatuses", "", "stored:integer skipped:[any]"},
    {"ResourceTerminate", "", "uuid:uuid state:string"},
    {"ResourceUpdateUser", "", "expiration_time:string?"},
    {"ResourceAddUserRequest", "", "role:string user:string", true},
    {"ResourceCreateRequest", "", "name:string! offering_uuid:uuid project_uuid:uuid", true},
    {"ResourceSetMembershipSyncStatusesRequest", "", "statuses:[object]", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/marketplace-provider-resources/", "marketplace_provider_resources_list",
     "Resources",
     "paging backend_id:string category_uuid:uuid created:date-time "
     "created_before:date-time customer:string customer_uuid:uuid "
     "modified:date-time modified_before:date-time name:string "
     "name_exact:string offering:string offering_billable:boolean "
     "offering_shared:boolean offering_slug:[string] offering_type:string "
     "offering_uuid:[uuid] project_name:string "
     "project_uuid:uuid provider_uuid:uuid query:string "
     "restrict_member_access:boolean scope:string slug:string state:[string]",
     "", 200, "[Resource]"},
    {"GET", "/api/marketplace-provider-resources/{uuid}/",
     "marketplace_provider_resources_retrieve", "One resource", "", "", 200, "Resource"},
    {"POST", "/api/marketplace-provider-resources/{uuid}/add_user/",
     "marketplace_provider_resources_add_user", "Resource: add user", "", "ResourceAddUserRequest",
     201, "ResourceAddUser"},
    {"POST", "/api/marketplace-provider-resources/{uuid}/delete_user/",
     "marketplace_provider_resources_delete_user", "Resource: delete user", "",
     "ResourceAddUserRequest", 200, ""},
    {"GET", "/api/marketplace-provider-resources/{uuid}/glauth_tree/",
     "marketplace_provider_resources_glauth_tree", "Glauth tree of a resource", "", "", 200,
     "ResourceGlauthTree"},
    {"GET", "/api/marketplace-provider-resources/{uuid}/glauth_users_config/",
     "marketplace_provider_resources_glauth_users_config", "Glauth users config of a resource", "",
     "", 200, "text/plain"},
    {"GET", "/api/marketplace-provider-resources/{uuid}/list_users/",
     "marketplace_provider_resources_list_users", "List users of a resource", "paging", "", 200,
     "[ResourceListUsers]"},
    {"POST", "/api/marketplace-provider-resources/{uuid}/set_membership_sync_statuses/",
     "marketplace_provider_resources_set_membership_sync_statuses",
     "Resource: set membership sync statuses", "", "ResourceSetMembershipSyncStatusesRequest", 200,
     "MemberSyncStatusReportResult"},
    {"GET", "/api/marketplace-provider-resources/{uuid}/team/",
     "marketplace_provider_resources_team_list", "Team of a resource", "has_consent:boolean", "",
     200, "[ProjectUser]"},
    {"POST", "/api/marketplace-provider-resources/{uuid}/terminate/",
     "marketplace_provider_resources_terminate", "Resource: terminate", "", "", 200,
     "ResourceTerminate"},
    {"POST", "/api/marketplace-provider-resources/{uuid}/update_user/",
     "marketplace_provider_resources_update_user", "Resource: update user", "",
     "ResourceAddUserRequest", 200, "ResourceUpdateUser"},
    {"GET", "/api/marketplace-resources/", "marketplace_resources_list", "Resources",
     "paging backend_id:string category_uuid:uuid created:date-time "
     "created_before:date-time customer:string customer_uuid:uuid "
     "modified:date-time modified_before:date-time name:string "
     "name_exact:string offering:string offering_billable:boolean "
     "offering_shared:boolean offering_slug:[string] offering_type:string "
     "offering_uuid:[uuid] project_name:string "
     "project_uuid:uuid provider_uuid:uuid query:string "
     "restrict_member_access:boolean scope:string slug:string state:[string]",
     "", 200, "[Resource]"},
    {"POST", "/api/marketplace-resources/", "marketplace_resources_create", "Make a resource", "",
     "ResourceCreateRequest", 201, "Resource"},
    {"GET", "/api/marketplace-resources/{uuid}/", "marketplace_resources_retrieve", "One resource",
     "", "", 200, "Resource"},
    {"POST", "/api/marketplace-resources/{uuid}/add_user/", "marketplace_resources_add_user",
     "Resource: add user", "", "ResourceAddUserRequest", 201, "ResourceAddUser"},
    {"POST", "/api/marketplace-resources/{uuid}/delete_user/", "marketplace_resources_delete_user",
     "Resource: delete user", "", "ResourceAddUserRequest", 200, ""},
    {"GET", "/api/marketplace-resources/{uuid}/glauth_tree/", "marketplace_resources_glauth_tree",
     "Glauth tree of a resource", "", "", 200, "ResourceGlauthTree"},
    {"GET", "/api/marketplace-resources/{uuid}/glauth_users_config/",
     "marketplace_resources_glauth_users_config", "Glauth users config of a resource", "", "", 200,
     "text/plain"},
    {"GET", "/api/marketplace-resources/{uuid}/list_users/", "marketplace_resources_list_users",
     "List users of a resource", "paging", "", 200, "[ResourceListUsers]"},
    {"POST", "/api/marketplace-resources/{uuid}/set_membership_sync_statuses/",
     "marketplace_resources_set_membership_sync_statuses", "Resource: set membership sync statuses",
     "", "ResourceSetMembershipSyncStatusesRequest", 200, "ResourceSetMembershipSyncStatuses"},
    {"GET", "/api/marketplace-resources/{uuid}/team/", "marketplace_resources_team_list",
     "Team of a resource", "has_consent:boolean", "", 200, "[ProjectUser]"},
    {"POST", "/api/marketplace-resources/{uuid}/terminate/", "marketplace_resources_terminate",
     "Resource: terminate", "", "", 200, "ResourceTerminate"},
    {"POST", "/api/marketplace-resources/{uuid}/update_user/", "marketplace_resources_update_user",
     "Resource: update user", "", "ResourceAddUserRequest", 200, "ResourceUpdateUser"},
});

}  // namespace

Table resource_table() {
  return {"resources", "Resources of projects and their teams.", kWords, kModels, kOperations};
}

}  // namespace drawbridge::http
