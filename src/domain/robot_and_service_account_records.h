#pragma once

#include <string_view>
#include <type_traits>

#include "domain/field_types.h"
#include "domain/words.h"

/// The records of accounts that are no person's; see records.h for the manner.
namespace drawbridge::domain {

struct RobotAccount {
  static constexpr std::string_view kKind = "robot_account";
  Uuid uuid, resource_uuid;
  std::string type;
  std::string username;  ///< empty until the provider gives one
  StringList keys;       ///< in the normal form of domain/ssh_key.h
  std::optional<std::int64_t> uidnumber, primarygroup;
  std::string login_shell, home_directory;
  RobotAccountState state = RobotAccountState::kRequested;
  std::string description;
  UuidList users;  ///< who works with it; their keys are shown, not served
  std::optional<Uuid> responsible_user_uuid;
  std::string backend_id;  ///< set: a copy of a remote account, which nobody here may change
  std::string error_message, error_traceback;
  Timestamp created, modified;

  friend bool operator==(const RobotAccount&, const RobotAccount&) = default;
};
template <Is<RobotAccount> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("resource_uuid", r.resource_uuid, FieldUse::kRequired);
  v("type", r.type, FieldUse::kRequired);
  v("username", r.username, FieldUse::kOptional);
  v("keys", r.keys, FieldUse::kOptional);
  v("uidnumber", r.uidnumber, FieldUse::kOptional);
  v("primarygroup", r.primarygroup, FieldUse::kOptional);
  v("login_shell", r.login_shell, FieldUse::kOptional);
  v("home_directory", r.home_directory, FieldUse::kOptional);
  v("state", r.state, FieldUse::kOptional);
  v("description", r.description, FieldUse::kOptional);
  v("users", r.users, FieldUse::kOptional);
  v("responsible_user_uuid", r.responsible_user_uuid, FieldUse::kOptional);
  v("backend_id", r.backend_id, FieldUse::kOptional);
  v("error_message", r.error_message, FieldUse::kOptional);
  v("error_traceback", r.error_traceback, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

struct CourseAccount {
  static constexpr std::string_view kKind = "course_account";
  Uuid uuid, project_uuid;
  std::optional<Uuid> user_uuid;
  std::string username, email, description;
  std::string state = "OK";  ///< OK Closed Erred Pending
  std::string error_message, error_traceback;
  Timestamp created, modified;

  friend bool operator==(const CourseAccount&, const CourseAccount&) = default;
};
template <Is<CourseAccount> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("project_uuid", r.project_uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kOptional);
  v("username", r.username, FieldUse::kOptional);
  v("email", r.email, FieldUse::kOptional);
  v("description", r.description, FieldUse::kOptional);
  v("state", r.state, FieldUse::kOptional);
  v("error_message", r.error_message, FieldUse::kOptional);
  v("error_traceback", r.error_traceback, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

/// The two kinds of service accounts differ in their scope alone.
struct ServiceAccountFields {
  std::string username, email, preferred_identifier, description;
  std::string state = "OK";  ///< OK Closed Erred
  std::string error_message, error_traceback;
  std::string token_digest;  ///< SHA-256 of the API key, 64 hex digits; empty: none was made
  std::optional<Timestamp> expires_at;  ///< of the API key
  Timestamp created, modified;

  friend bool operator==(const ServiceAccountFields&, const ServiceAccountFields&) = default;
};
template <Is<ServiceAccountFields> R, class V>
void visit_fields(R& r, V&& v) {
  v("username", r.username, FieldUse::kOptional);
  v("email", r.email, FieldUse::kOptional);
  v("preferred_identifier", r.preferred_identifier, FieldUse::kOptional);
  v("description", r.description, FieldUse::kOptional);
  v("state", r.state, FieldUse::kOptional);
  v("error_message", r.error_message, FieldUse::kOptional);
  v("error_traceback", r.error_traceback, FieldUse::kOptional);
  v("token_digest", r.token_digest, FieldUse::kSecret);
  v("expires_at", r.expires_at, FieldUse::kSecret);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

struct ProjectServiceAccount : ServiceAccountFields {
  static constexpr std::string_view kKind = "project_service_account";
  Uuid uuid, project_uuid;

  friend bool operator==(const ProjectServiceAccount&, const ProjectServiceAccount&) = default;
};
template <Is<ProjectServiceAccount> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("project_uuid", r.project_uuid, FieldUse::kRequired);
  using Shared =
      std::conditional_t<std::is_const_v<R>, const ServiceAccountFields, ServiceAccountFields>;
  visit_fields(static_cast<Shared&>(r), v);
}

struct CustomerServiceAccount : ServiceAccountFields {
  static constexpr std::string_view kKind = "customer_service_account";
  Uuid uuid, customer_uuid;

  friend bool operator==(const CustomerServiceAccount&, const CustomerServiceAccount&) = default;
};
template <Is<CustomerServiceAccount> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("customer_uuid", r.customer_uuid, FieldUse::kRequired);
  using Shared =
      std::conditional_t<std::is_const_v<R>, const ServiceAccountFields, ServiceAccountFields>;
  visit_fields(static_cast<Shared&>(r), v);
}

}  // namespace drawbridge::domain
