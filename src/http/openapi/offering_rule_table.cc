#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kModels = std::to_array<ModelRow>({
    {"ChecklistAdmin", "A checklist as its endpoints show it.",
     "url:uri uuid:uuid name:string description:string checklist_type:string "
     "questions_count:integer created:date-time modified:date-time"},
    {"MarketplaceOfferingUserChecklistCompletions", "",
     "uuid:uuid "
     "offering_user:MarketplaceOfferingUserChecklistCompletionsOfferingUser "
     "offering_user_uuid:uuid offering_name:string offering_uuid:uuid "
     "customer_provider_uuid:uuid customer_provider_name:string "
     "checklist_uuid:uuid checklist_name:string checklist_description:string "
     "is_completed:boolean completion_percentage:integer "
     "unanswered_required_questions:integer requires_review:boolean "
     "reviewed_by:string? reviewed_at:string? review_notes:string "
     "created:date-time modified:date-time"},
    {"MarketplaceOfferingUserChecklistCompletionsOfferingUser", "",
     "uuid:uuid user_full_name:string user_email:string username:string "
     "state:string is_restricted:boolean"},
    {"OfferingProfile", "An offering profile as its endpoints show it.",
     "uuid:uuid name:string roles:[OfferingProfileRole] offerings_count:integer "
     "created:date-time modified:date-time description:string"},
    {"OfferingProfileRole", "", "uuid:uuid name:string content_type:string description:string"},
    {"OfferingTermsOfService", "Terms of service as its endpoints show it.",
     "url:uri uuid:uuid offering:uri offering_uuid:uuid offering_name:string "
     "terms_of_service:string terms_of_service_link:string version:string "
     "is_active:boolean requires_reconsent:boolean grace_period_days:integer "
     "created:date-time modified:date-time"},
    {"QuestionAdmin", "A question as its endpoints show it.",
     "url:uri checklist:uri uuid:uuid checklist_uuid:uuid description:string "
     "user_guidance:string question_type:string required:boolean order:integer "
     "options:[object] always_requires_review:boolean"},
    {"UserChecklistCompletion", "",
     "uuid:uuid offering_user:UserChecklistCompletionOfferingUser? "
     "offering_user_uuid:string? offering_name:string? offering_uuid:string? "
     "customer_provider_uuid:string? customer_provider_name:string? "
     "checklist_uuid:string checklist_name:string checklist_description:string "
     "is_completed:boolean completion_percentage:number "
     "unanswered_required_questions:integer requires_review:boolean "
     "reviewed_by:integer? reviewed_at:date-time? review_notes:string "
     "created:date-time modified:date-time"},
    {"UserChecklistCompletionOfferingUser", "",
     "uuid:uuid user_full_name:string user_email:string username:string "
     "state:string is_restricted:boolean"},
    {"UserOfferingConsent", "A consent as its endpoints show it.",
     "url:uri uuid:uuid user:uri user_uuid:uuid user_username:string "
     "user_email:string user_full_name:string offering:uri offering_uuid:uuid "
     "offering_name:string version:string agreement_date:date-time "
     "revocation_date:string? has_consent:boolean requires_reconsent:boolean "
     "created:date-time modified:date-time"},
    {"UserOfferingConsentRevoke", "",
     "url:uri uuid:uuid user:uri user_uuid:uuid user_username:string "
     "user_email:string user_full_name:string offering:uri offering_uuid:uuid "
     "offering_name:string version:string agreement_date:date-time "
     "revocation_date:date-time has_consent:boolean requires_reconsent:boolean "
     "created:date-time modified:date-time"},
    {"ChecklistAdminChangeRequest", "", "name:string description:string checklist_type:string",
     true},
    {"ChecklistAdminCreateRequest", "", "name:string! description:string checklist_type:string",
     true},
    {"OfferingProfileAddRoleRequest", "", "role:uuid!", true},
    {"OfferingProfileChangeRequest", "", "name:string description:string", true},
    {"OfferingProfileCreateRequest", "", "name:string! description:string", true},
    {"OfferingTermsOfServiceChangeRequest", "",
     "offering:string terms_of_service:string terms_of_service_link:string "
     "version:string is_active:boolean requires_reconsent:boolean "
     "grace_period_days:integer",
     true},
    {"OfferingTermsOfServiceCreateRequest", "",
     "offering:string! terms_of_service:string terms_of_service_link:string "
     "version:string is_active:boolean requires_reconsent:boolean "
     "grace_period_days:integer",
     true},
    {"QuestionAdminChangeRequest", "",
     "checklist:string description:string user_guidance:string "
     "question_type:string required:boolean always_requires_review:boolean "
     "order:integer options:[string]",
     true},
    {"QuestionAdminCreateRequest", "",
     "checklist:string! description:string! user_guidance:string "
     "question_type:string required:boolean always_requires_review:boolean "
     "order:integer options:[string]",
     true},
    {"UserOfferingConsentCreateRequest", "", "offering:string!", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/checklists-admin-questions/", "checklists_admin_questions_list", "Questions",
     "paging checklist_uuid:uuid", "", 200, "[QuestionAdmin]"},
    {"POST", "/api/checklists-admin-questions/", "checklists_admin_questions_create",
     "Make a question", "", "QuestionAdminCreateRequest", 201, "QuestionAdmin"},
    {"GET", "/api/checklists-admin-questions/{uuid}/", "checklists_admin_questions_retrieve",
     "One question", "", "", 200, "QuestionAdmin"},
    {"PUT", "/api/checklists-admin-questions/{uuid}/", "checklists_admin_questions_update",
     "Replace a question", "", "QuestionAdminCreateRequest", 200, "QuestionAdmin"},
    {"PATCH", "/api/checklists-admin-questions/{uuid}/",
     "checklists_admin_questions_partial_update", "Change a question", "",
     "QuestionAdminChangeRequest", 200, "QuestionAdmin"},
    {"DELETE", "/api/checklists-admin-questions/{uuid}/", "checklists_admin_questions_destroy",
     "Remove a question", "", "", 204, ""},
    {"GET", "/api/checklists-admin/", "checklists_admin_list", "Checklists",
     "paging name:string checklist_type:string", "", 200, "[ChecklistAdmin]"},
    {"POST", "/api/checklists-admin/", "checklists_admin_create", "Make a checklist", "",
     "ChecklistAdminCreateRequest", 201, "ChecklistAdmin"},
    {"GET", "/api/checklists-admin/{uuid}/", "checklists_admin_retrieve", "One checklist", "", "",
     200, "ChecklistAdmin"},
    {"PUT", "/api/checklists-admin/{uuid}/", "checklists_admin_update", "Replace a checklist", "",
     "ChecklistAdminCreateRequest", 200, "ChecklistAdmin"},
    {"PATCH", "/api/checklists-admin/{uuid}/", "checklists_admin_partial_update",
     "Change a checklist", "", "ChecklistAdminChangeRequest", 200, "ChecklistAdmin"},
    {"DELETE", "/api/checklists-admin/{uuid}/", "checklists_admin_destroy", "Remove a checklist",
     "", "", 204, ""},
    {"GET", "/api/marketplace-offering-profiles/", "marketplace_offering_profiles_list",
     "Offering profiles", "paging", "", 200, "[OfferingProfile]"},
    {"POST", "/api/marketplace-offering-profiles/", "marketplace_offering_profiles_create",
     "Make an offering profile", "", "OfferingProfileCreateRequest", 201, "OfferingProfile"},
    {"GET", "/api/marketplace-offering-profiles/{uuid}/", "marketplace_offering_profiles_retrieve",
     "One offering profile", "", "", 200, "OfferingProfile"},
    {"PUT", "/api/marketplace-offering-profiles/{uuid}/", "marketplace_offering_profiles_update",
     "Replace an offering profile", "", "OfferingProfileCreateRequest", 200, "OfferingProfile"},
    {"PATCH", "/api/marketplace-offering-profiles/{uuid}/",
     "marketplace_offering_profiles_partial_update", "Change an offering profile", "",
     "OfferingProfileChangeRequest", 200, "OfferingProfile"},
    {"DELETE", "/api/marketplace-offering-profiles/{uuid}/",
     "marketplace_offering_profiles_destroy", "Remove an offering profile", "", "", 204, ""},
    {"POST", "/api/marketplace-offering-profiles/{uuid}/add_role/",
     "marketplace_offering_profiles_add_role", "Offering profile: add role", "",
     "OfferingProfileAddRoleRequest", 200, "OfferingProfile"},
    {"POST", "/api/marketplace-offering-profiles/{uuid}/remove_role/",
     "marketplace_offering_profiles_remove_role", "Offering profile: remove role", "",
     "OfferingProfileAddRoleRequest", 200, "OfferingProfile"},
    {"GET", "/api/marketplace-offering-terms-of-service/",
     "marketplace_offering_terms_of_service_list", "Terms of service",
     "paging offering_uuid:uuid offering:string is_active:boolean "
     "requires_reconsent:boolean version:string",
     "", 200, "[OfferingTermsOfService]"},
    {"POST", "/api/marketplace-offering-terms-of-service/",
     "marketplace_offering_terms_of_service_create", "Make terms of service", "",
     "OfferingTermsOfServiceCreateRequest", 201, "OfferingTermsOfService"},
    {"GET", "/api/marketplace-offering-terms-of-service/{uuid}/",
     "marketplace_offering_terms_of_service_retrieve", "Terms of service", "", "", 200,
     "OfferingTermsOfService"},
    {"PUT", "/api/marketplace-offering-terms-of-service/{uuid}/",
     "marketplace_offering_terms_of_service_update", "Replace terms of service", "",
     "OfferingTermsOfServiceCreateRequest", 200, "OfferingTermsOfService"},
    {"PATCH", "/api/marketplace-offering-terms-of-service/{uuid}/",
     "marketplace_offering_terms_of_service_partial_update", "Change terms of service", "",
     "OfferingTermsOfServiceChangeRequest", 200, "OfferingTermsOfService"},
    {"DELETE", "/api/marketplace-offering-terms-of-service/{uuid}/",
     "marketplace_offering_terms_of_service_destroy", "Remove terms of service", "", "", 204, ""},
    {"GET", "/api/marketplace-offering-user-checklist-completions/",
     "marketplace_offering_user_checklist_completions_list", "Checklist completions",
     "paging created:date-time created_before:date-time is_completed:boolean "
     "modified:date-time modified_before:date-time offering_uuid:uuid "
     "user_uuid:uuid",
     "", 200, "[UserChecklistCompletion]"},
    {"GET", "/api/marketplace-offering-user-checklist-completions/{uuid}/",
     "marketplace_offering_user_checklist_completions_retrieve", "One checklist completion", "", "",
     200, "MarketplaceOfferingUserChecklistCompletions"},
    {"GET", "/api/marketplace-user-offering-consents/", "marketplace_user_offering_consents_list",
     "Consents",
     "paging offering_uuid:uuid offering:string user_uuid:uuid user:string "
     "version:string has_consent:boolean",
     "", 200, "[UserOfferingConsent]"},
    {"POST", "/api/marketplace-user-offering-consents/",
     "marketplace_user_offering_consents_create", "Make a consent", "",
     "UserOfferingConsentCreateRequest", 201, "UserOfferingConsent"},
    {"GET", "/api/marketplace-user-offering-consents/{uuid}/",
     "marketplace_user_offering_consents_retrieve", "One consent", "", "", 200,
     "UserOfferingConsent"},
    {"POST", "/api/marketplace-user-offering-consents/{uuid}/revoke/",
     "marketplace_user_offering_consents_revoke", "Consent: revoke", "", "", 200,
     "UserOfferingConsentRevoke"},
    {"GET", "/api/user-offering-consents/", "user_offering_consents_list", "Consents",
     "paging offering_uuid:uuid offering:string user_uuid:uuid user:string "
     "version:string has_consent:boolean",
     "", 200, "[UserOfferingConsent]"},
    {"POST", "/api/user-offering-consents/", "user_offering_consents_create", "Make a consent", "",
     "UserOfferingConsentCreateRequest", 201, "UserOfferingConsent"},
    {"GET", "/api/user-offering-consents/{uuid}/", "user_offering_consents_retrieve", "One consent",
     "", "", 200, "UserOfferingConsent"},
    {"POST", "/api/user-offering-consents/{uuid}/revoke/", "user_offering_consents_revoke",
     "Consent: revoke", "", "", 200, "UserOfferingConsentRevoke"},
});

}  // namespace

Table offering_rule_table() {
  return {"rules of offerings",
          "Terms of service, consents, checklists, profiles.",
          {},
          kModels,
          kOperations};
}

}  // namespace drawbridge::http
