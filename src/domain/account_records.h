#pragma once

#include "domain/event_records.h"
#include "domain/records.h"
#include "domain/robot_and_service_account_records.h"

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

/// The group of those who hold a custom role on a resource.
struct OfferingRoleGroup {
  static constexpr std::string_view kKind = "offering_role_group";
  Uuid uuid;
  Uuid offering_uuid;
  Uuid resource_uuid;
  std::string role_name;
  std::string name;
  std::optional<std::int64_t> gid;
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const OfferingRoleGroup&, const OfferingRoleGroup&) = default;
};
template <Is<OfferingRoleGroup> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("resource_uuid", r.resource_uuid, FieldUse::kRequired);
  v("role_name", r.role_name, FieldUse::kRequired);
  v("name", r.name, FieldUse::kOptional);
  v("gid", r.gid, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

/// A person's own password for the LDAP view.
struct LdapPassword {
  static constexpr std::string_view kKind = "ldap_password";
  Uuid uuid;             ///< the offering user's
  std::string argon2id;  ///< for LDAP binds
  std::string bcrypt;    ///< for GLauth's passbcrypt
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const LdapPassword&, const LdapPassword&) = default;
};
template <Is<LdapPassword> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("argon2id", r.argon2id, FieldUse::kSecret);
  v("bcrypt", r.bcrypt, FieldUse::kSecret);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

/// One number ever issued. Rows are never removed: `released_at` retires the number.
struct PosixIdentity {
  static constexpr std::string_view kKind = "posix_identity";
  Uuid uuid;
  std::string name_space;  ///< `uid` or `gid`; the state file's `namespace`
  std::int64_t value = 0;
  std::string
      holder_kind;  ///< `user`, `robot_account`, `offering_user_group`, `offering_role_group`
  std::optional<Uuid> holder_uuid, offering_uuid;
  std::optional<Uuid> pool_uuid;  ///< the pool it was taken from; none: without a pool
  Timestamp issued_at;
  std::optional<Timestamp> released_at;
  bool is_recyclable = false;  ///< an operator gave the retired number free for somebody else

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
  v("pool_uuid", r.pool_uuid, FieldUse::kOptional);
  v("is_recyclable", r.is_recyclable, FieldUse::kOptional);
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
  StringList attributes;  ///< it sees, sorted (directory_attributes.h); empty: all
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
  v("attributes", r.attributes, FieldUse::kOptional);
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

}  // namespace drawbridge::domain
