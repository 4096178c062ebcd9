#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "app/query.h"
#include "domain/account_records.h"
#include "domain/checklist_records.h"
#include "domain/records.h"

/// Records with every field set, no two alike.
namespace drawbridge::store::samples {

/// Sets each field to a value of its own; enumerations stay at their default.
struct Fill {
  std::int64_t number;

  template <class T>
  void set(std::string_view name, T& field) const {
    if constexpr (std::is_same_v<T, std::string>) {
      field = std::string(name) + " " + std::to_string(number) + " \"';--\\ \u0141\u674e";
    } else if constexpr (std::is_same_v<T, bool>) {
      field = true;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      field = 1'000 + number;
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      field.microseconds = 1'700'000'000'000'000 + number;
    } else if constexpr (std::is_same_v<T, domain::JsonText>) {
      field.text = R"({"number":)" + std::to_string(number) + "}";
    } else if constexpr (std::is_same_v<T, domain::StringList>) {
      field = {"first", "a \"quoted\" one", std::to_string(number)};
    } else if constexpr (std::is_same_v<T, Uuid>) {
      field = Uuid::random();
    } else if constexpr (requires { field.emplace(); }) {
      set(name, field.emplace());
    }
  }
  template <class T>
  void operator()(std::string_view name, T& field, domain::FieldUse /*use*/) const {
    set(name, field);
  }
};

template <class R>
R filled() {
  static std::int64_t number = 0;
  R record;
  visit_fields(record, Fill{++number});
  if constexpr (std::is_same_v<R, domain::User>) record.gender = 9;
  return record;
}

inline std::string digest(char digit) { return std::string(64, digit); }

/// One record of each kind, each referring to the others.
struct World {
  domain::Customer customer = filled<domain::Customer>();
  domain::Project project = filled<domain::Project>();
  domain::User user = filled<domain::User>();
  domain::SshPublicKey key = filled<domain::SshPublicKey>();
  domain::Role role = filled<domain::Role>();
  domain::ServiceProvider provider = filled<domain::ServiceProvider>();
  domain::Category category = filled<domain::Category>();
  domain::Checklist checklist = filled<domain::Checklist>();
  domain::ChecklistQuestion question = filled<domain::ChecklistQuestion>();
  domain::OfferingProfile profile = filled<domain::OfferingProfile>();
  domain::Offering offering = filled<domain::Offering>();
  domain::OfferingTermsOfService terms = filled<domain::OfferingTermsOfService>();
  domain::UserOfferingConsent consent = filled<domain::UserOfferingConsent>();
  domain::OfferingUserAttributeConfig exposure = filled<domain::OfferingUserAttributeConfig>();
  domain::IntegrationStatus integration = filled<domain::IntegrationStatus>();
  domain::Resource resource = filled<domain::Resource>();
  domain::MembershipSyncStatus sync = filled<domain::MembershipSyncStatus>();
  domain::RoleGrant grant = filled<domain::RoleGrant>();
  domain::PosixIdPool pool = filled<domain::PosixIdPool>();
  domain::OfferingUser account = filled<domain::OfferingUser>();
  domain::OfferingUserGroup group = filled<domain::OfferingUserGroup>();
  domain::OfferingRoleGroup role_group = filled<domain::OfferingRoleGroup>();
  domain::ChecklistCompletion completion = filled<domain::ChecklistCompletion>();
  domain::ChecklistAnswer answer = filled<domain::ChecklistAnswer>();
  domain::LdapPassword password = filled<domain::LdapPassword>();
  domain::WebHook hook = filled<domain::WebHook>();
  domain::RobotAccount robot = filled<domain::RobotAccount>();
  domain::CourseAccount course_account = filled<domain::CourseAccount>();
  domain::ProjectServiceAccount project_account = filled<domain::ProjectServiceAccount>();
  domain::CustomerServiceAccount customer_account = filled<domain::CustomerServiceAccount>();
  domain::PosixIdentity number = filled<domain::PosixIdentity>();
  domain::ApiToken token = filled<domain::ApiToken>();
  domain::LdapAccount ldap_account = filled<domain::LdapAccount>();
  domain::AccountName name = filled<domain::AccountName>();
  domain::AuditEvent event = filled<domain::AuditEvent>();

  World() {
    project.customer_uuid = provider.customer_uuid = customer.uuid;
    offering.customer_uuid = customer_account.customer_uuid = customer.uuid;
    role.scope_type = "project";
    offering.category_uuid = category.uuid;
    offering.state = domain::OfferingState::kActive;
    offering.shared_password_sha256 = digest('a');
    offering.compliance_checklist_uuid = question.checklist_uuid = checklist.uuid;
    offering.profile_uuid = profile.uuid;
    terms.offering_uuid = consent.offering_uuid = offering.uuid;
    exposure.offering_uuid = integration.offering_uuid = role_group.offering_uuid = offering.uuid;
    role_group.resource_uuid = resource.uuid;
    role_group.role_name = role.name;
    consent.user_uuid = answer.user_uuid = hook.user_uuid = user.uuid;
    completion.checklist_uuid = checklist.uuid;
    completion.offering_user_uuid = answer.offering_user_uuid = password.uuid = account.uuid;
    completion.reviewed_by_uuid = robot.responsible_user_uuid = user.uuid;
    answer.question_uuid = question.uuid;
    answer.answer_data = "[1, \"a\"]";
    hook.content_type = "form";
    robot.users = {user.uuid};
    resource.offering_uuid = account.offering_uuid = group.offering_uuid = offering.uuid;
    resource.project_uuid = course_account.project_uuid = project_account.project_uuid =
        project.uuid;
    resource.state = domain::ResourceState::kOk;
    sync.resource_uuid = resource.uuid;
    sync.user_uuid = user.uuid;
    sync.state = "pending";
    key.user_uuid = grant.user_uuid = account.user_uuid = token.user_uuid = user.uuid;
    course_account.user_uuid = user.uuid;
    grant.created_by_uuid = user.uuid;
    grant.role_name = "PROJECT.MEMBER";
    grant.scope_type = "project";
    grant.scope_uuid = project.uuid;
    pool.service_provider_uuid.reset();
    pool.offering_uuid = offering.uuid;
    account.state = domain::OfferingUserState::kOk;
    group.project_uuids = {project.uuid};
    robot.resource_uuid = resource.uuid;
    robot.state = domain::RobotAccountState::kOk;
    course_account.state = "Pending";
    project_account.state = customer_account.state = "Erred";
    number.name_space = "uid";
    token.digest = Uuid::random().hex() + Uuid::random().hex();
    ldap_account.offering_uuid = offering.uuid;
    ldap_account.secret_digest = digest('b');
    ldap_account.previous_secret_digest = digest('c');
  }

  /// Calls `use` with each record, those referred to first.
  template <class F>
  void each(F&& use) const {
    use(customer), use(project), use(user), use(key), use(role), use(provider), use(category);
    use(checklist), use(question), use(profile);
    use(offering), use(resource), use(grant), use(pool), use(account), use(group), use(robot);
    use(terms), use(consent), use(exposure), use(integration), use(role_group), use(sync);
    use(completion), use(answer), use(password), use(hook);
    use(course_account), use(project_account), use(customer_account), use(number), use(token);
    use(ldap_account), use(name), use(event);
  }
};

inline std::string print(const app::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* uuid = std::get_if<Uuid>(&value)) return uuid->hex();
  return "null";
}

}  // namespace drawbridge::store::samples
