#pragma once

#include <set>
#include <string>
#include <string_view>

#include "app/rules.h"
#include "app/state_file/state_fields.h"
#include "app/transaction.h"
#include "domain/checklist_records.h"

/// What makes a state file's line right, kind by kind, beyond the types of its fields; and the
/// fields that follow from others (normal forms, slugs, fingerprints).
namespace drawbridge::app {

/// What the checks of one line may look at.
struct LineCheck {
  Transaction& transaction;
  const Rules& rules;
  LineFaults& faults;
  const std::set<Uuid>& faulty;  ///< uuids of lines at fault: no second report about them
  /// Set by check_line: what the line refers to is at fault, so it cannot be written either.
  bool refers_to_faulty = false;
};

void check_line(LineCheck& check, domain::Customer& record);
void check_line(LineCheck& check, domain::Project& record);
void check_line(LineCheck& check, domain::User& record);
void check_line(LineCheck& check, domain::SshPublicKey& record);
void check_line(LineCheck& check, domain::Role& record);
void check_line(LineCheck& check, domain::ServiceProvider& record);
void check_line(LineCheck& check, domain::Category& record);
void check_line(LineCheck& check, domain::Offering& record);
void check_line(LineCheck& check, domain::Resource& record);
void check_line(LineCheck& check, domain::RoleGrant& record);
void check_line(LineCheck& check, domain::PosixIdPool& record);
void check_line(LineCheck& check, domain::OfferingUser& record);
void check_line(LineCheck& check, domain::OfferingUserGroup& record);
void check_line(LineCheck& check, domain::RobotAccount& record);
void check_line(LineCheck& check, domain::CourseAccount& record);
void check_line(LineCheck& check, domain::ProjectServiceAccount& record);
void check_line(LineCheck& check, domain::CustomerServiceAccount& record);
void check_line(LineCheck& check, domain::PosixIdentity& record);
void check_line(LineCheck& check, domain::AccountName& record);
void check_line(LineCheck& check, domain::ApiToken& record);
void check_line(LineCheck& check, domain::LdapAccount& record);
void check_line(LineCheck& check, domain::Checklist& record);
void check_line(LineCheck& check, domain::ChecklistQuestion& record);
void check_line(LineCheck& check, domain::OfferingProfile& record);
void check_line(LineCheck& check, domain::OfferingTermsOfService& record);
void check_line(LineCheck& check, domain::OfferingUserAttributeConfig& record);
void check_line(LineCheck& check, domain::UserOfferingConsent& record);
void check_line(LineCheck& check, domain::OfferingRoleGroup& record);
void check_line(LineCheck& check, domain::ChecklistCompletion& record);
void check_line(LineCheck& check, domain::ChecklistAnswer& record);
void check_line(LineCheck& check, domain::LdapPassword& record);
void check_line(LineCheck& check, domain::WebHook& record);

}  // namespace drawbridge::app
