#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kModels = std::to_array<ModelRow>({
    {"FreeipaProfile", "A FreeIPA profile as its endpoints show it.",
     "url:uri uuid:uuid user:uri user_uuid:uuid username:string"},
    {"ISDUserCount", "",
     "isd:string user_count:integer stale_user_count:integer oldest_sync:date-time"},
    {"IdentityBridgeAllowedFields", "", "allowed_fields:[string]"},
    {"IdentityBridgeRemoveResult", "", "uuid:uuid deactivated:boolean"},
    {"IdentityBridgeResult", "", "uuid:uuid created:boolean updated_fields:[string]"},
    {"IdentityBridgeStats", "",
     "enabled:boolean deactivation_policy:string allowed_attributes:[string] "
     "total_federated_users:integer total_active_federated_users:integer "
     "users_per_isd:[ISDUserCount] stale_threshold_days:integer "
     "identity_managers:[any]"},
    {"ProfileCompleteness", "",
     "is_complete:boolean missing_fields:[string] mandatory_fields:[string] "
     "enforcement_enabled:boolean"},
    {"SshKey", "An SSH key as its endpoints show it.",
     "url:string? uuid:uuid name:string? public_key:string? "
     "fingerprint_md5:string? fingerprint_sha256:string? "
     "fingerprint_sha512:string? user_uuid:uuid is_shared:boolean? type:string?"},
    {"Token", "An API token as its endpoints show it.",
     "uuid:uuid name:string created:date-time expires:date-time last_used:string? "
     "token:string"},
    {"UserMe", "",
     "url:string? uuid:uuid username:string? slug:string? full_name:string? "
     "native_name:string? job_title:string? email:string? phone_number:string? "
     "organization:string? civil_number:string? description:string? "
     "is_staff:boolean? is_active:boolean? is_support:boolean? token:string? "
     "token_lifetime:integer? token_expires_at:date-time? "
     "registration_method:string? date_joined:date-time agreement_date:date-time? "
     "notifications_enabled:boolean? preferred_language:string? "
     "permissions:[any]? requested_email:string? affiliations:[string]? "
     "first_name:string? last_name:string? birth_date:date? "
     "identity_provider_name:string? identity_provider_label:string? "
     "identity_provider_management_url:string? identity_provider_fields:[string]? "
     "image:string? identity_source:string? should_protect_user_details:boolean? "
     "has_active_session:boolean? has_usable_password:boolean? ip_address:string? "
     "gender:any personal_title:string? place_of_birth:string? address:string? "
     "country_of_residence:string? nationality:string? nationalities:[string]? "
     "organization_country:string? organization_type:string? "
     "organization_registry_code:string? organization_vat_code:string? "
     "organization_address:string? eduperson_assurance:[string]? "
     "uid_number:integer? primary_gid:integer? is_identity_manager:boolean? "
     "can_use_personal_access_tokens:boolean? attribute_sources:object "
     "managed_isds:[string]? active_isds:[string]? deactivation_reason:string? "
     "is_admin_deactivated:boolean? profile_completeness:ProfileCompleteness "
     "modified:date-time details:object"},
    {"FreeipaProfileChangeRequest", "", "username:string", true},
    {"FreeipaProfileCreateRequest", "", "user:string username:string!", true},
    {"IdentityBridgeRemoveResultRemoveRequest", "", "username:string! source:string!", true},
    {"IdentityBridgeResultCreateRequest", "",
     "username:string! source:string! first_name:string last_name:string", true},
    {"SshKeyCreateRequest", "", "public_key:string! name:string user_uuid:uuid", true},
    {"TokenCreateRequest", "", "user_uuid:uuid name:string expires_days:integer", true},
    {"UserChangeRequest", "",
     "username:string first_name:string last_name:string full_name:string "
     "native_name:string email:string phone_number:string organization:string "
     "job_title:string description:string preferred_language:string "
     "personal_title:string place_of_birth:string address:string "
     "country_of_residence:string nationality:string nationalities:[string] "
     "organization_country:string organization_type:string "
     "organization_registry_code:string organization_vat_code:string "
     "organization_address:string gender:integer? birth_date:date? "
     "civil_number:string? details:object notifications_enabled:boolean "
     "token_lifetime:integer? affiliations:[string] identity_source:string "
     "eduperson_assurance:[string] uid_number:integer? primary_gid:integer? "
     "is_active:boolean is_staff:boolean is_support:boolean "
     "is_identity_manager:boolean managed_isds:[string] "
     "deactivation_reason:string registration_method:string",
     true},
    {"UserCreateRequest", "",
     "username:string! first_name:string last_name:string full_name:string "
     "native_name:string email:string phone_number:string organization:string "
     "job_title:string description:string preferred_language:string "
     "personal_title:string place_of_birth:string address:string "
     "country_of_residence:string nationality:string nationalities:[string] "
     "organization_country:string organization_type:string "
     "organization_registry_code:string organization_vat_code:string "
     "organization_address:string gender:integer? birth_date:date? "
     "civil_number:string? details:object notifications_enabled:boolean "
     "token_lifetime:integer? affiliations:[string] identity_source:string "
     "eduperson_assurance:[string] uid_number:integer? primary_gid:integer? "
     "is_active:boolean is_staff:boolean is_support:boolean "
     "is_identity_manager:boolean managed_isds:[string] "
     "deactivation_reason:string registration_method:string",
     true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/freeipa-profiles/", "freeipa_profiles_list", "FreeIPA profiles",
     "paging user:uuid user_uuid:uuid username:string", "", 200, "[FreeipaProfile]"},
    {"POST", "/api/freeipa-profiles/", "freeipa_profiles_create", "Make a FreeIPA profile", "",
     "FreeipaProfileCreateRequest", 201, "FreeipaProfile"},
    {"GET", "/api/freeipa-profiles/{uuid}/", "freeipa_profiles_retrieve", "One FreeIPA profile", "",
     "", 200, "FreeipaProfile"},
    {"PATCH", "/api/freeipa-profiles/{uuid}/", "freeipa_profiles_partial_update",
     "Change a FreeIPA profile", "", "FreeipaProfileChangeRequest", 200, "FreeipaProfile"},
    {"POST", "/api/identity-bridge/", "identity_bridge",
     "Push what an identity source says of a person", "", "IdentityBridgeResultCreateRequest", 200,
     "IdentityBridgeResult"},
    {"GET", "/api/identity-bridge/allowed-fields/", "identity_bridge_allowed_fields_retrieve",
     "Fields that a source may push", "", "", 200, "IdentityBridgeAllowedFields"},
    {"POST", "/api/identity-bridge/remove/", "identity_bridge_remove",
     "Take back what an identity source said", "", "IdentityBridgeRemoveResultRemoveRequest", 200,
     "IdentityBridgeRemoveResult"},
    {"GET", "/api/identity-bridge/stats/", "identity_bridge_stats_retrieve",
     "Sources and how many people they vouch for", "", "", 200, "IdentityBridgeStats"},
    {"GET", "/api/keys/", "keys_list", "SSH keys",
     "paging created:date-time created_before:date-time fingerprint_md5:string "
     "fingerprint_sha256:string fingerprint_sha512:string is_shared:boolean "
     "modified:date-time modified_before:date-time name:string name_exact:string "
     "user_uuid:uuid",
     "", 200, "[SshKey]"},
    {"POST", "/api/keys/", "keys_create", "Make an SSH key", "", "SshKeyCreateRequest", 201,
     "SshKey"},
    {"GET", "/api/keys/{uuid}/", "keys_retrieve", "One SSH key", "", "", 200, "SshKey"},
    {"DELETE", "/api/keys/{uuid}/", "keys_destroy", "Remove an SSH key", "", "", 204, ""},
    {"GET", "/api/tokens/", "tokens_list", "API tokens", "paging name:string", "", 200, "[Token]"},
    {"POST", "/api/tokens/", "tokens_create", "Make an API token", "", "TokenCreateRequest", 201,
     "Token"},
    {"DELETE", "/api/tokens/{uuid}/", "tokens_destroy", "Remove an API token", "", "", 204, ""},
    {"GET", "/api/users/", "users_list", "People",
     "paging agreement_date:date-time civil_number:string customer_uuid:uuid "
     "date_joined:date-time description:string email:string full_name:string "
     "is_active:boolean is_staff:boolean is_support:boolean job_title:string "
     "modified:date-time native_name:string organization:string "
     "organization_roles:string phone_number:string project_roles:string "
     "project_uuid:uuid query:string registration_method:string "
     "user_keyword:string username:string username_list:string",
     "", 200, "[User]"},
    {"POST", "/api/users/", "users_create", "Make a person", "", "UserCreateRequest", 201, "User"},
    {"GET", "/api/users/me/", "users_me_retrieve", "The caller", "", "", 200, "UserMe"},
    {"GET", "/api/users/{uuid}/", "users_retrieve", "One person", "", "", 200, "User"},
    {"PUT", "/api/users/{uuid}/", "users_update", "Replace a person", "", "UserChangeRequest", 200,
     "User"},
    {"PATCH", "/api/users/{uuid}/", "users_partial_update", "Change a person", "",
     "UserChangeRequest", 200, "User"},
});

}  // namespace

Table people_table() {
  return {"people", "People, their keys and profiles.", {}, kModels, kOperations};
}

}  // namespace drawbridge::http
