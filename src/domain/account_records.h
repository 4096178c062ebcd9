#pragma once

#include "domain/records.h"

/// The records of accounts, numbers and credentials; see records.h for the manner.
namespace drawbridge::domain {

struct PosixIdPool {
  static constexpr std::string_view kKind = "posix_id_pool";
  Uuid uuid;
  std::string description;
  std::optional<Uuid> service_provider_uuid, offering_uuid;  ///< exactly one is set
  std::optional<std::int64_t> min_uid, max_uid, next_uid, min_gid, max_gid, next_gid;
  std::optional<std::int64_t> min_group_gid, max_group_gid, next_group_gid;
  Timestamp created;

  friend bool operator==(const PosixIdPool&, const PosixIdPool&) = default;
};
template <Is<PosixIdPool> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("description", r.description, FieldUse::kOptional);
  v("service_provider_uuid", r.service_provider_uuid, FieldUse::kOptional);
  v("offering_uuid", r.offering_uuid, FieldUse::kOptional);
  v("min_uid", r.min_uid, FieldUse::kOptional);
  v("max_uid", r.max_uid, FieldUse::kOptional);
  v("next_uid", r.next_uid, FieldUse::kOptional);
  v("min_gid", r.min_gid, FieldUse::kOptional);
  v("max_gid", r.max_gid, FieldUse::kOptional);
  v("next_gid", r.next_gid, FieldUse::kOptional);
  v("min_group_gid", r.min_group_gid, FieldUse::kOptional);
  v("max_group_gid", r.max_group_gid, FieldUse::kOptional);
  v("next_group_gid", r.next_group_gid, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
}

/// One person's account on one offering.
struct OfferingUser {
  static constexpr std::string_view kKind = "offering_user";
  Uuid uuid, user_uuid, offering_uuid;
  std::optional<std::string> username;  ///< null until the policy or the provider gives one
  std::optional<std::int64_t> uidnumber, primarygroup;
  std::string login_shell, home_directory;
  OfferingUserState state = OfferingUserState::kRequested;
  bool is_restricted = false;
  RuntimeState runtime_state = RuntimeState::kActive;
  std::string service_provider_comment, service_provider_comment_url;
  Timestamp created, modified;
  std::optional<Timestamp> deleted_at;  ///< when state became Deleted; retention counts from it

  friend bool operator==(const OfferingUser&, const OfferingUser&) = default;
};
template <Is<OfferingUser> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("username", r.username, FieldUse::kOptional);
  v("uidnumber", r.uidnumber, FieldUse::kOptional);
  v("primarygroup", r.primarygroup, FieldUse::kOptional);
  v("login_shell", r.login_shell, FieldUse::kOptional);
  v("home_directory", r.home_directory, FieldUse::kOptional);
  v("state", r.state, FieldUse::kOptional);
  v("is_restricted", r.is_restricted, FieldUse::kOptional);
  v("runtime_state", r.runtime_state, FieldUse::kOptional);
  v("service_provider_comment", r.service_provider_comment, FieldUse::kOptional);
  v("service_provider_comment_url", r.service_provider_comment_url, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
  v("deleted_at", r.deleted_at, FieldUse::kOptional);
}

/// A project group: the gid and name that the projects' people share on one offering.
struct OfferingUserGroup {
  static constexpr std::string_view kKind = "offering_user_group";
  Uuid uuid, offering_uuid;
  UuidList project_uuids;
  std::string name;
  std::optional<std::int64_t> gid;
  Timestamp created, modified;

  friend bool operator==(const OfferingUserGroup&, const OfferingUserGroup&) = default;
};
template <Is<OfferingUserGroup> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("project_uuids", r.project_uuids, FieldUse::kRequired);
  v("name", r.name, FieldUse::kOptional);
  v("gid", r.gid, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

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
  v("description", r.description, FieldUse::kInternal);
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

/// One number ever issued. Rows are never removed: `released_at` retires the number.
struct PosixIdentity {
  static constexpr std::string_view kKind = "posix_identity";
  Uuid uuid;
  std::string name_space;  ///< `uid` or `gid`; the state file's `namespace`
  std::int64_t value = 0;
  std::string holder_kind;  ///< `user`, `robot_account` or `offering_user_group`
  std::optional<Uuid> holder_uuid, offering_uuid;
  Timestamp issued_at;
  std::optional<Timestamp> released_at;

  friend bool operator==(const PosixIdentity&, const PosixIdentity&) = default;
};
template <Is<PosixIdentity> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("namespace", r.name_space, FieldUse::kRequired);
  v("value", r.value, FieldUse::kRequired);
  v("holder_kind", r.holder_kind, FieldUse::kOptional);
  v("holder_uuid", r.holder_uuid, FieldUse::kOptional);
  v("offering_uuid", r.offering_uuid, FieldUse::kOptional);
  v("issued_at", r.issued_at, FieldUse::kOptional);
  v("released_at", r.released_at, FieldUse::kOptional);
}

struct ApiToken {
  static constexpr std::string_view kKind = "api_token";
  Uuid uuid, user_uuid;
  std::string name;
  std::string digest;  ///< SHA-256 of the token, 64 lower-case hex digits
  std::optional<Timestamp> expires;
  Timestamp created;
  std::optional<Timestamp> last_used;

  friend bool operator==(const ApiToken&, const ApiToken&) = default;
};
template <Is<ApiToken> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kOptional);
  v("digest", r.digest, FieldUse::kSecret);
  v("expires", r.expires, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("last_used", r.last_used, FieldUse::kInternal);
}

/// A service account of the LDAP view: cn=<name>,ou=services,<base>.
struct LdapAccount {
  static constexpr std::string_view kKind = "ldap_account";
  Uuid uuid;
  std::string name;
  std::optional<Uuid> offering_uuid;                  ///< none: all offerings
  std::string secret_digest;                          ///< SHA-256, 64 lower-case hex digits
  std::optional<std::string> previous_secret_digest;  ///< valid until retired
  Timestamp created;
  std::optional<Timestamp> last_used;

  friend bool operator==(const LdapAccount&, const LdapAccount&) = default;
};
template <Is<LdapAccount> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kOptional);
  v("secret_digest", r.secret_digest, FieldUse::kSecret);
  v("previous_secret_digest", r.previous_secret_digest, FieldUse::kSecret);
  v("created", r.created, FieldUse::kOptional);
  v("last_used", r.last_used, FieldUse::kInternal);
}

/// A name ever used on an offering and who used it: names are unique per offering without regard
/// to case against people, robots and groups, and a used name is not given to somebody else.
struct AccountName {
  static constexpr std::string_view kKind = "account_name";
  Uuid uuid, offering_uuid;
  std::string folded;       ///< the name in lower case
  std::string holder_kind;  ///< `user`, `robot_account` or `offering_user_group`
  Uuid holder_uuid;
  std::string home_directory;  ///< the holder's last home under this name, for a return
  Timestamp first_used;
  bool in_use = true;

  friend bool operator==(const AccountName&, const AccountName&) = default;
};
template <Is<AccountName> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("folded", r.folded, FieldUse::kRequired);
  v("holder_kind", r.holder_kind, FieldUse::kRequired);
  v("holder_uuid", r.holder_uuid, FieldUse::kRequired);
  v("home_directory", r.home_directory, FieldUse::kOptional);
  v("first_used", r.first_used, FieldUse::kOptional);
  v("in_use", r.in_use, FieldUse::kOptional);
}

/// What one change was: who, what, before, after, within which request.
struct AuditEvent {
  static constexpr std::string_view kKind = "audit_event";
  Uuid uuid;
  std::int64_t sequence = 0;  ///< strictly increasing
  Timestamp created;
  std::string event_type;  ///< `<kind>_created`, `<kind>_updated`, `<kind>_deleted`
  std::optional<Uuid> actor_uuid;
  std::string actor_name;  ///< user name, or `command line`, `import`, `background`
  std::string request_id;
  std::string object_kind;
  Uuid object_uuid;
  std::optional<JsonText> before, after;

  friend bool operator==(const AuditEvent&, const AuditEvent&) = default;
};
template <Is<AuditEvent> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("sequence", r.sequence, FieldUse::kRequired);
  v("created", r.created, FieldUse::kRequired);
  v("event_type", r.event_type, FieldUse::kRequired);
  v("actor_uuid", r.actor_uuid, FieldUse::kOptional);
  v("actor_name", r.actor_name, FieldUse::kOptional);
  v("request_id", r.request_id, FieldUse::kOptional);
  v("object_kind", r.object_kind, FieldUse::kRequired);
  v("object_uuid", r.object_uuid, FieldUse::kRequired);
  v("before", r.before, FieldUse::kOptional);
  v("after", r.after, FieldUse::kOptional);
}

}  // namespace drawbridge::domain
