#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kWords = std::to_array<WordsRow>({
    {"ProjectPosixGroupKindEnum", "project_group|role_group"},
    {"RobotAccountStates", "Creating|Deleted|Error|OK|Requested|Requested deletion"},
});

constexpr auto kModels = std::to_array<ModelRow>({
    {"BasicUser", "",
     "url:uri uuid:uuid username:string full_name:string native_name:string "
     "email:string image:string?"},
    {"Fingerprint", "", "md5:string sha256:string sha512:string"},
    {"OfferingUserGroup", "A group as its endpoints show it.",
     "url:uri uuid:uuid offering:uri offering_uuid:uuid offering_name:string "
     "projects:[uri] name:string gid:integer created:date-time modified:date-time"},
    {"ProjectPosixGroup", "",
     "kind:ProjectPosixGroupKindEnum gid:integer? offering_uuid:string? "
     "offering_name:string? provider_name:string? role:string? scope_type:string? "
     "scope_name:string? scope_uuid:string? group_name:string"},
    {"RobotAccount", "",
     "url:string? uuid:uuid created:date-time modified:date-time resource:string? "
     "type:string? backend_id:string? fingerprints:[Fingerprint] username:string? "
     "description:string? error_message:string? error_traceback:string? "
     "state:RobotAccountStates users:[uri]? keys:[string]? "
     "responsible_user:string?"},
    {"RobotAccountDetails", "A robot account as its endpoints show it.",
     "url:string? uuid:uuid created:date-time modified:date-time username:string? "
     "description:string? error_message:string? error_traceback:string? "
     "state:RobotAccountStates resource:string? type:string? users:[BasicUser]? "
     "keys:[string]? backend_id:string? fingerprints:[Fingerprint]? "
     "responsible_user:BasicUser? user_keys:[SshKey]? resource_name:string? "
     "resource_uuid:uuid project_name:string? project_uuid:uuid "
     "customer_uuid:uuid customer_name:string? provider_uuid:uuid "
     "provider_name:string? offering_plugin_options:object"},
    {"OfferingUserGroupChangeRequest", "", "projects:[string]", true},
    {"OfferingUserGroupCreateRequest", "", "offering:string projects:[string]", true},
    {"RobotAccountDetailsChangeRequest", "",
     "username:string description:string resource:string type:string "
     "users:[string] keys:[string] responsible_user:string?",
     true},
    {"RobotAccountDetailsCreateRequest", "",
     "resource:string! type:string! username:string description:string "
     "users:[string] keys:[string] responsible_user:string?",
     true},
    {"RobotAccountDetailsSetStateErredRequest", "", "error_message:string", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/marketplace-offering-user-groups/", "marketplace_offering_user_groups_list",
     "Groups", "paging", "", 200, "[OfferingUserGroup]"},
    {"POST", "/api/marketplace-offering-user-groups/", "marketplace_offering_user_groups_create",
     "Make a group", "", "OfferingUserGroupCreateRequest", 201, "OfferingUserGroup"},
    {"GET", "/api/marketplace-offering-user-groups/{uuid}/",
     "marketplace_offering_user_groups_retrieve", "One group", "", "", 200, "OfferingUserGroup"},
    {"PUT", "/api/marketplace-offering-user-groups/{uuid}/",
     "marketplace_offering_user_groups_update", "Replace a group", "",
     "OfferingUserGroupChangeRequest", 200, "OfferingUserGroup"},
    {"PATCH", "/api/marketplace-offering-user-groups/{uuid}/",
     "marketplace_offering_user_groups_partial_update", "Change a group", "",
     "OfferingUserGroupChangeRequest", 200, "OfferingUserGroup"},
    {"DELETE", "/api/marketplace-offering-user-groups/{uuid}/",
     "marketplace_offering_user_groups_destroy", "Remove a group", "", "", 204, ""},
    {"GET", "/api/marketplace-project-posix-groups/", "marketplace_project_posix_groups_list",
     "Groups of one project", "paging project_uuid:string!", "", 200, "[ProjectPosixGroup]"},
    {"GET", "/api/marketplace-robot-accounts/", "marketplace_robot_accounts_list", "Robot accounts",
     "paging created:date-time created_before:date-time customer_uuid:uuid "
     "modified:date-time modified_before:date-time project_uuid:uuid "
     "provider_uuid:uuid resource:string resource_uuid:uuid "
     "responsible_user_uuid:uuid state:string type:string user_email:string "
     "username:string",
     "", 200, "[RobotAccountDetails]"},
    {"POST", "/api/marketplace-robot-accounts/", "marketplace_robot_accounts_create",
     "Make a robot account", "", "RobotAccountDetailsCreateRequest", 201, "RobotAccount"},
    {"GET", "/api/marketplace-robot-accounts/{uuid}/", "marketplace_robot_accounts_retrieve",
     "One robot account", "", "", 200, "RobotAccountDetails"},
    {"PUT", "/api/marketplace-robot-accounts/{uuid}/", "marketplace_robot_accounts_update",
     "Replace a robot account", "", "RobotAccountDetailsCreateRequest", 200, "RobotAccount"},
    {"PATCH", "/api/marketplace-robot-accounts/{uuid}/",
     "marketplace_robot_accounts_partial_update", "Change a robot account", "",
     "RobotAccountDetailsChangeRequest", 200, "RobotAccount"},
    {"DELETE", "/api/marketplace-robot-accounts/{uuid}/", "marketplace_robot_accounts_destroy",
     "Remove a robot account", "", "", 204, ""},
    {"POST", "/api/marketplace-robot-accounts/{uuid}/set_state_creating/",
     "marketplace_robot_accounts_set_state_creating", "Robot account: set state creating", "", "",
     200, "RobotAccountDetails"},
    {"POST", "/api/marketplace-robot-accounts/{uuid}/set_state_deleted/",
     "marketplace_robot_accounts_set_state_deleted", "Robot account: set state deleted", "", "",
     200, "RobotAccountDetails"},
    {"POST", "/api/marketplace-robot-accounts/{uuid}/set_state_erred/",
     "marketplace_robot_accounts_set_state_erred", "Robot account: set state erred", "",
     "RobotAccountDetailsSetStateErredRequest", 200, "RobotAccountDetails"},
    {"POST", "/api/marketplace-robot-accounts/{uuid}/set_state_ok/",
     "marketplace_robot_accounts_set_state_ok", "Robot account: set state ok", "", "", 200,
     "RobotAccountDetails"},
    {"POST", "/api/marketplace-robot-accounts/{uuid}/set_state_request_deletion/",
     "marketplace_robot_accounts_set_state_request_deletion",
     "Robot account: set state request deletion", "", "", 200, "RobotAccountDetails"},
});

}  // namespace

Table group_and_robot_table() {
  return {"groups and robot accounts", "POSIX groups of projects and roles; accounts of programs.",
          kWords, kModels, kOperations};
}

}  // namespace drawbridge::http
