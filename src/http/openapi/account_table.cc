#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kWords = std::to_array<WordsRow>({
    {"OfferingUserState",
     "Creating|Deleted|Deleting|Error creating|Error deleting|OK|Pending account "
     "linking|Pending additional validation|Requested|Requested deletion"},
    {"RuntimeStateEnum", "Active|Pending account linking|Pending additional validation"},
});

constexpr auto kModels = std::to_array<ModelRow>({
    {"AnswerSubmitResponse", "", "detail:string? completion:ChecklistCompletion"},
    {"ChecklistCompletion", "",
     "uuid:uuid is_completed:boolean? completion_percentage:number? "
     "unanswered_required_questions:[ChecklistCompletionUnansweredRequiredQuestion]? "
     "checklist_name:string? checklist_description:string? created:date-time "
     "modified:date-time"},
    {"ChecklistCompletionReviewer", "",
     "uuid:uuid is_completed:boolean? completion_percentage:number? "
     "unanswered_required_questions:[ChecklistCompletionReviewerUnansweredRequiredQuestion]? "
     "checklist_name:string? checklist_description:string? created:date-time "
     "modified:date-time requires_review:boolean? reviewed_by_name:string? "
     "review_trigger_summary:[any]? reviewed_by:integer? reviewed_at:date-time? "
     "review_notes:string?"},
    {"ChecklistCompletionReviewerUnansweredRequiredQuestion", "", "uuid:uuid description:string"},
    {"ChecklistCompletionUnansweredRequiredQuestion", "", "uuid:uuid description:string"},
    {"ChecklistResponse", "",
     "checklist:ChecklistShort completion:ChecklistCompletion "
     "questions:[QuestionWithAnswer]"},
    {"ChecklistReviewerResponse", "",
     "checklist:ChecklistShort completion:ChecklistCompletionReviewer "
     "questions:[QuestionWithAnswerReviewer]"},
    {"ChecklistShort", "", "uuid:uuid name:string description:string checklist_type:string"},
    {"ChecklistTemplate", "",
     "checklist:ChecklistShort questions:[Question] "
     "initial_visible_questions:[Question]"},
    {"OfferingUser", "An offering user as its endpoints show it.",
     "url:string? uuid:uuid user:string? offering:string? username:string? "
     "offering_uuid:uuid offering_name:string? user_uuid:uuid "
     "user_username:string? user_full_name:string? user_first_name:string? "
     "user_last_name:string? user_email:string? user_phone_number:string? "
     "user_organization:string? user_job_title:string? "
     "user_affiliations:[string]? user_gender:integer? "
     "user_personal_title:string? user_place_of_birth:string? "
     "user_address:string? user_country_of_residence:string? "
     "user_nationality:string? user_nationalities:[string]? "
     "user_organization_country:string? user_organization_type:string? "
     "user_organization_registry_code:string? user_organization_vat_code:string? "
     "user_organization_address:string? user_eduperson_assurance:[string]? "
     "user_civil_number:string? user_birth_date:date? "
     "user_identity_source:string? user_uid_number:integer? "
     "user_primary_gid:integer? user_active_isds:[string]? created:date-time "
     "modified:date-time customer_uuid:uuid customer_name:string? "
     "is_restricted:boolean? state:OfferingUserState "
     "runtime_state:RuntimeStateEnum service_provider_comment:string? "
     "service_provider_comment_url:string? has_consent:boolean? "
     "requires_reconsent:boolean? offering_has_active_tos:boolean? "
     "has_compliance_checklist:boolean? consent_data:any "
     "is_profile_complete:boolean? missing_profile_attributes:[string]? "
     "uidnumber:integer? primarygroup:integer? login_shell:string? "
     "home_directory:string? user_registration_method:string"},
    {"OfferingUserBeginCreating", "", "uuid:uuid state:string"},
    {"OfferingUserPosixAllocation", "",
     "namespace:string? value:integer? pool_uuid:string? scope:string? "
     "scope_name:string?"},
    {"OfferingUserPosixGroup", "",
     "gid:integer? offering_name:string? project_name:string? "
     "project_uuid:string? customer_name:string? customer_uuid:string? "
     "project_accessible:boolean? pool_uuid:string? group_name:string kind:string"},
    {"OfferingUserPosixUpdateResponse", "",
     "uidnumber:integer? primarygroup:integer? warnings:[string]?"},
    {"OfferingUserRequestDeletion", "", "uuid:uuid state:string"},
    {"OfferingUserServiceProviderComment", "",
     "service_provider_comment:string? service_provider_comment_url:string?"},
    {"OfferingUserSetDeleted", "", "uuid:uuid state:string"},
    {"OfferingUserSetDeleting", "", "uuid:uuid state:string"},
    {"OfferingUserSetErrorCreating", "", "uuid:uuid state:string"},
    {"OfferingUserSetErrorDeleting", "", "uuid:uuid state:string"},
    {"OfferingUserSetOk", "", "uuid:uuid state:string"},
    {"OfferingUserSetPendingAccountLinking", "", "uuid:uuid state:string"},
    {"OfferingUserSetPendingAdditionalValidation", "", "uuid:uuid state:string"},
    {"OfferingUserSetValidationComplete", "", "uuid:uuid state:string"},
    {"Question", "",
     "uuid:uuid description:string user_guidance:string question_type:string "
     "required:boolean order:integer question_options:[object] "
     "allowed_file_types:[any] allowed_mime_types:[any] min_value:string? "
     "max_value:string? max_file_size_mb:string? max_files_count:string? "
     "likert_scale_length:string? rich_text_char_limit:string? "
     "likert_low_label:string likert_high_label:string likert_allow_na:boolean "
     "rich_text_toolbar_level:string operator:string review_answer_value:string? "
     "always_requires_review:boolean guidance_answer_value:string? "
     "guidance_operator:string always_show_guidance:boolean "
     "dependency_logic_operator:string"},
    {"QuestionWithAnswer", "",
     "uuid:uuid description:string user_guidance:string question_type:string "
     "required:boolean order:integer existing_answer:string? "
     "question_options:[object] allowed_file_types:object "
     "allowed_mime_types:object min_value:string? max_value:string? "
     "max_file_size_mb:string? max_files_count:string? "
     "likert_scale_length:string? rich_text_char_limit:string? "
     "likert_low_label:string likert_high_label:string likert_allow_na:boolean "
     "rich_text_toolbar_level:string dependencies_info:string?"},
    {"QuestionWithAnswerReviewer", "",
     "uuid:uuid description:string user_guidance:string question_type:string "
     "required:boolean order:integer existing_answer:string? "
     "question_options:[object] allowed_file_types:object "
     "allowed_mime_types:object min_value:string? max_value:string? "
     "max_file_size_mb:string? max_files_count:string? "
     "likert_scale_length:string? rich_text_char_limit:string? "
     "likert_low_label:string likert_high_label:string likert_allow_na:boolean "
     "rich_text_toolbar_level:string dependencies_info:string? operator:string "
     "review_answer_value:string? always_requires_review:boolean"},
    {"UserPosixIdentity", "",
     "offering_name:string? offering_uuid:string? namespace:string? "
     "value:integer? context:string? pool_uuid:string?"},
    {"OfferingUserChangeRequest", "",
     "user:string offering:string username:string? offering_uuid:uuid "
     "user_uuid:uuid uidnumber:integer state:string is_restricted:boolean",
     true},
    {"OfferingUserCreateRequest", "",
     "user:string offering:string username:string? offering_uuid:uuid "
     "user_uuid:uuid uuid:uuid uidnumber:integer primarygroup:integer "
     "state:string is_restricted:boolean home_directory:string login_shell:string "
     "created:date-time nonsense:integer",
     true},
    {"OfferingUserReplaceRequest", "",
     "user:string offering:string username:string? offering_uuid:uuid "
     "user_uuid:uuid",
     true},
    {"OfferingUserSetLdapPasswordRequest", "", "password:string", true},
    {"OfferingUserSetPendingAccountLinkingRequest", "", "comment:string comment_url:string", true},
    {"OfferingUserSetPosixAttributesRequest", "",
     "login_shell:string home_directory:string uidnumber:integer? "
     "primarygroup:integer?",
     true},
    {"OfferingUserSubmitAnswersRequest", "", "question_uuid:uuid! answer_data:any", true},
    {"OfferingUserUpdateCommentsRequest", "",
     "service_provider_comment:string service_provider_comment_url:string", true},
    {"OfferingUserUpdateRestrictedRequest", "", "is_restricted:boolean!", true},
    {"OfferingUserUpdateRuntimeStateRequest", "",
     "runtime_state:RuntimeStateEnum! service_provider_comment:string "
     "service_provider_comment_url:string",
     true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/marketplace-offering-users/", "marketplace_offering_users_list", "Offering users",
     "paging created:date-time created_before:date-time "
     "has_complete_profile:boolean has_consent:boolean is_restricted:boolean "
     "modified:date-time modified_before:date-time offering:string "
     "offering_has_active_tos:boolean offering_slug:[string] offering_uuid:[uuid] "
     "parent_offering_uuid:uuid provider_uuid:uuid query:string "
     "runtime_state:[string] state:[string] user_username:string user_uuid:uuid",
     "", 200, "[OfferingUser]"},
    {"POST", "/api/marketplace-offering-users/", "marketplace_offering_users_create",
     "Make an offering user", "", "OfferingUserCreateRequest", 201, "OfferingUser"},
    {"GET", "/api/marketplace-offering-users/checklist-template/",
     "marketplace_offering_users_checklist_template_retrieve", "The questions an offering asks",
     "parent_uuid:uuid!", "", 200, "ChecklistTemplate"},
    {"GET", "/api/marketplace-offering-users/posix_identities/",
     "marketplace_offering_users_posix_identities_list", "Numbers and groups of one person",
     "paging user_uuid:uuid!", "", 200, "[UserPosixIdentity]"},
    {"GET", "/api/marketplace-offering-users/profile_field_warnings/",
     "marketplace_offering_users_profile_field_warnings_retrieve",
     "Profile fields that offerings ask for and the caller lacks", "", "", 200, "object"},
    {"GET", "/api/marketplace-offering-users/{uuid}/", "marketplace_offering_users_retrieve",
     "One offering user", "", "", 200, "OfferingUser"},
    {"PUT", "/api/marketplace-offering-users/{uuid}/", "marketplace_offering_users_update",
     "Replace an offering user", "", "OfferingUserReplaceRequest", 200, "OfferingUser"},
    {"PATCH", "/api/marketplace-offering-users/{uuid}/",
     "marketplace_offering_users_partial_update", "Change an offering user", "",
     "OfferingUserChangeRequest", 200, "OfferingUser"},
    {"DELETE", "/api/marketplace-offering-users/{uuid}/", "marketplace_offering_users_destroy",
     "Remove an offering user", "", "", 204, ""},
    {"POST", "/api/marketplace-offering-users/{uuid}/begin_creating/",
     "marketplace_offering_users_begin_creating", "Offering user: begin creating", "", "", 200,
     "OfferingUserBeginCreating"},
    {"GET", "/api/marketplace-offering-users/{uuid}/checklist/",
     "marketplace_offering_users_checklist_retrieve", "Checklist of an offering user", "", "", 200,
     "ChecklistResponse"},
    {"GET", "/api/marketplace-offering-users/{uuid}/checklist_review/",
     "marketplace_offering_users_checklist_review_retrieve", "Checklist review of an offering user",
     "", "", 200, "ChecklistReviewerResponse"},
    {"GET", "/api/marketplace-offering-users/{uuid}/completion_review_status/",
     "marketplace_offering_users_completion_review_status_retrieve",
     "Completion review status of an offering user", "", "", 200, "ChecklistCompletionReviewer"},
    {"GET", "/api/marketplace-offering-users/{uuid}/completion_status/",
     "marketplace_offering_users_completion_status_retrieve",
     "Completion status of an offering user", "", "", 200, "ChecklistCompletion"},
    {"GET", "/api/marketplace-offering-users/{uuid}/posix_allocations/",
     "marketplace_offering_users_posix_allocations_list", "Posix allocations of an offering user",
     "paging", "", 200, "[OfferingUserPosixAllocation]"},
    {"GET", "/api/marketplace-offering-users/{uuid}/posix_groups/",
     "marketplace_offering_users_posix_groups_list", "Posix groups of an offering user", "paging",
     "", 200, "[OfferingUserPosixGroup]"},
    {"POST", "/api/marketplace-offering-users/{uuid}/request_deletion/",
     "marketplace_offering_users_request_deletion", "Offering user: request deletion", "", "", 200,
     "OfferingUserRequestDeletion"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_deleted/",
     "marketplace_offering_users_set_deleted", "Offering user: set deleted", "", "", 200,
     "OfferingUserSetDeleted"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_deleting/",
     "marketplace_offering_users_set_deleting", "Offering user: set deleting", "", "", 200,
     "OfferingUserSetDeleting"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_error_creating/",
     "marketplace_offering_users_set_error_creating", "Offering user: set error creating", "", "",
     200, "OfferingUserSetErrorCreating"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_error_deleting/",
     "marketplace_offering_users_set_error_deleting", "Offering user: set error deleting", "", "",
     200, "OfferingUserSetErrorDeleting"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_ldap_password/",
     "marketplace_offering_users_set_ldap_password", "Offering user: set ldap password", "",
     "OfferingUserSetLdapPasswordRequest", 200, ""},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_ok/", "marketplace_offering_users_set_ok",
     "Offering user: set OK", "", "", 200, "OfferingUserSetOk"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_pending_account_linking/",
     "marketplace_offering_users_set_pending_account_linking",
     "Offering user: set pending account linking", "",
     "OfferingUserSetPendingAccountLinkingRequest", 200, "OfferingUserSetPendingAccountLinking"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_pending_additional_validation/",
     "marketplace_offering_users_set_pending_additional_validation",
     "Offering user: set pending additional validation", "",
     "OfferingUserSetPendingAccountLinkingRequest", 200,
     "OfferingUserSetPendingAdditionalValidation"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_posix_attributes/",
     "marketplace_offering_users_set_posix_attributes", "Offering user: set posix attributes", "",
     "OfferingUserSetPosixAttributesRequest", 200, "OfferingUserPosixUpdateResponse"},
    {"POST", "/api/marketplace-offering-users/{uuid}/set_validation_complete/",
     "marketplace_offering_users_set_validation_complete", "Offering user: set validation complete",
     "", "", 200, "OfferingUserSetValidationComplete"},
    {"POST", "/api/marketplace-offering-users/{uuid}/submit_answers/",
     "marketplace_offering_users_submit_answers", "Offering user: submit answers", "",
     "[OfferingUserSubmitAnswersRequest]", 200, "AnswerSubmitResponse"},
    {"PATCH", "/api/marketplace-offering-users/{uuid}/update_comments/",
     "marketplace_offering_users_update_comments_partial_update", "Offering user: update comments",
     "", "OfferingUserUpdateCommentsRequest", 200, "OfferingUserServiceProviderComment"},
    {"POST", "/api/marketplace-offering-users/{uuid}/update_restricted/",
     "marketplace_offering_users_update_restricted",
     "Offering user: restrict, or end the restriction (is_restricted)", "",
     "OfferingUserUpdateRestrictedRequest", 200, ""},
    {"POST", "/api/marketplace-offering-users/{uuid}/update_runtime_state/",
     "marketplace_offering_users_update_runtime_state", "Offering user: update runtime state", "",
     "OfferingUserUpdateRuntimeStateRequest", 200, ""},
});

}  // namespace

Table account_table() {
  return {"offering users", "Accounts of people on offerings.", kWords, kModels, kOperations};
}

}  // namespace drawbridge::http
