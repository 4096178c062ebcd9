#include <tuple>

#include "app/state_file/field_faults.h"
#include "crypto/password.h"
#include "json/read.h"

namespace drawbridge::app {

void check_line(LineCheck& check, domain::Checklist& record) {
  check_not_blank(check, "name", record.name);
}

void check_line(LineCheck& check, domain::ChecklistQuestion& record) {
  check_reference<domain::Checklist>(check, "checklist_uuid", record.checklist_uuid);
  check_not_blank(check, "description", record.description, 4000);
}

void check_line(LineCheck& check, domain::OfferingProfile& record) {
  check_not_blank(check, "name", record.name);
  for (const auto& role : record.role_uuids) {
    check_reference<domain::Role>(check, "role_uuids", role);
  }
}

void check_line(LineCheck& check, domain::OfferingTermsOfService& record) {
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
  if (record.grace_period_days < 0) {
    check.faults.add("grace_period_days", "Ensure this value is greater than or equal to 0.");
  }
}

void check_line(LineCheck& check, domain::OfferingUserAttributeConfig& record) {
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
}

void check_line(LineCheck& check, domain::UserOfferingConsent& record) {
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
}

void check_line(LineCheck& check, domain::OfferingRoleGroup& record) {
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
  check_reference<domain::Resource>(check, "resource_uuid", record.resource_uuid);
  check_number(check, "gid", record.gid);
}

void check_line(LineCheck& check, domain::ChecklistCompletion& record) {
  check_reference<domain::Checklist>(check, "checklist_uuid", record.checklist_uuid);
  check_reference<domain::OfferingUser>(check, "offering_user_uuid", record.offering_user_uuid);
}

void check_line(LineCheck& check, domain::ChecklistAnswer& record) {
  check_reference<domain::ChecklistQuestion>(check, "question_uuid", record.question_uuid);
  check_reference<domain::OfferingUser>(check, "offering_user_uuid", record.offering_user_uuid);
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  if (const auto answer = json::parse(record.answer_data); !answer) {
    check.faults.add("answer_data", answer.error().message);
  }
}

void check_line(LineCheck& check, domain::LdapPassword& record) {
  check_reference<domain::OfferingUser>(check, "uuid", record.uuid);
  // A verifier of any cost would let a file buy minutes of our time with every bind.
  for (const auto& [field, text, prefix] : {std::tuple("argon2id", &record.argon2id, "$argon2id$"),
                                            std::tuple("bcrypt", &record.bcrypt, "$2")}) {
    const auto checked = crypto::check_verifier(*text);
    if (!checked) check.faults.add(field, checked.error().message);
    if (checked && !text->starts_with(prefix)) check.faults.add(field, "The wrong kind of hash.");
  }
}

void check_line(LineCheck& check, domain::WebHook& record) {
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  check_not_blank(check, "destination_url", record.destination_url, 2000);
  check_word(check, "content_type", record.content_type, {"json", "form"});
}

}  // namespace drawbridge::app
