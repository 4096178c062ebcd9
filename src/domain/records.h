#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include "domain/field_types.h"
#include "domain/words.h"

/// The records Drawbridge keeps, one struct a kind. Each has one list of its fields
/// (`visit_fields`), from which the row mapping of the store, the state file and the audit log's
/// before/after come, so that a new field is added in one place. Field names are those of the
/// REST representation. The order of the structs is the order of the kinds in a state file.
namespace drawbridge::domain {

/// R is T or const T.
template <class R, class T>
concept Is = std::same_as<std::remove_const_t<R>, T>;

struct Customer {
  static constexpr std::string_view kKind = "customer";
  Uuid uuid;
  std::string name, slug, abbreviation;
  bool blocked = false, archived = false;
  Timestamp created, modified;

  friend bool operator==(const Customer&, const Customer&) = default;
};
template <Is<Customer> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("slug", r.slug, FieldUse::kOptional);
  v("abbreviation", r.abbreviation, FieldUse::kOptional);
  v("blocked", r.blocked, FieldUse::kOptional);
  v("archived", r.archived, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

struct Project {
  static constexpr std::string_view kKind = "project";
  Uuid uuid;
  std::string name, slug;
  Uuid customer_uuid;
  std::string description;
  std::optional<std::string> start_date, end_date;  ///< YYYY-MM-DD
  bool is_removed = false;
  Timestamp created, modified;

  friend bool operator==(const Project&, const Project&) = default;
};
template <Is<Project> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("slug", r.slug, FieldUse::kOptional);
  v("customer_uuid", r.customer_uuid, FieldUse::kRequired);
  v("description", r.description, FieldUse::kOptional);
  v("start_date", r.start_date, FieldUse::kOptional);
  v("end_date", r.end_date, FieldUse::kOptional);
  v("is_removed", r.is_removed, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

struct User {
  static constexpr std::string_view kKind = "user";
  Uuid uuid;
  std::string username, first_name, last_name, email;
  bool is_active = true, is_staff = false, is_support = false;
  std::optional<std::string> civil_number;
  std::string organization;
  StringList affiliations;
  std::string phone_number, job_title, registration_method, identity_source;
  JsonText details;
  std::optional<std::int64_t> uid_number, primary_gid;
  std::optional<std::string> freeipa_username;
  Timestamp created, modified;  ///< created is REST's date_joined

  friend bool operator==(const User&, const User&) = default;
};
template <Is<User> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("username", r.username, FieldUse::kRequired);
  v("first_name", r.first_name, FieldUse::kOptional);
  v("last_name", r.last_name, FieldUse::kOptional);
  v("email", r.email, FieldUse::kOptional);
  v("is_active", r.is_active, FieldUse::kOptional);
  v("is_staff", r.is_staff, FieldUse::kOptional);
  v("is_support", r.is_support, FieldUse::kOptional);
  v("civil_number", r.civil_number, FieldUse::kOptional);
  v("organization", r.organization, FieldUse::kOptional);
  v("affiliations", r.affiliations, FieldUse::kOptional);
  v("phone_number", r.phone_number, FieldUse::kOptional);
  v("job_title", r.job_title, FieldUse::kOptional);
  v("registration_method", r.registration_method, FieldUse::kOptional);
  v("identity_source", r.identity_source, FieldUse::kOptional);
  v("details", r.details, FieldUse::kOptional);
  v("uid_number", r.uid_number, FieldUse::kOptional);
  v("primary_gid", r.primary_gid, FieldUse::kOptional);
  v("freeipa_username", r.freeipa_username, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

struct SshPublicKey {
  static constexpr std::string_view kKind = "ssh_key";
  Uuid uuid, user_uuid;
  std::string name, public_key;  ///< public_key in the normal form of domain/ssh_key.h
  bool is_shared = false;
  std::string type, fingerprint_md5, fingerprint_sha256, fingerprint_sha512;
  Timestamp created;

  friend bool operator==(const SshPublicKey&, const SshPublicKey&) = default;
};
template <Is<SshPublicKey> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kOptional);
  v("public_key", r.public_key, FieldUse::kRequired);
  v("is_shared", r.is_shared, FieldUse::kOptional);
  v("type", r.type, FieldUse::kInternal);
  v("fingerprint_md5", r.fingerprint_md5, FieldUse::kInternal);
  v("fingerprint_sha256", r.fingerprint_sha256, FieldUse::kInternal);
  v("fingerprint_sha512", r.fingerprint_sha512, FieldUse::kInternal);
  v("created", r.created, FieldUse::kInternal);
}

struct Role {
  static constexpr std::string_view kKind = "role";
  Uuid uuid;
  std::string name,
      scope_type;  ///< scope_type: customer project offering service_provider resource
  bool is_system_role = false;
  StringList permissions;
  std::string description;
  bool is_active = true;

  friend bool operator==(const Role&, const Role&) = default;
};
template <Is<Role> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("scope_type", r.scope_type, FieldUse::kRequired);
  v("is_system_role", r.is_system_role, FieldUse::kOptional);
  v("permissions", r.permissions, FieldUse::kOptional);
  v("description", r.description, FieldUse::kInternal);
  v("is_active", r.is_active, FieldUse::kInternal);
}

struct ServiceProvider {
  static constexpr std::string_view kKind = "service_provider";
  Uuid uuid, customer_uuid;
  std::string description;
  Timestamp created;

  friend bool operator==(const ServiceProvider&, const ServiceProvider&) = default;
};
template <Is<ServiceProvider> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("customer_uuid", r.customer_uuid, FieldUse::kRequired);
  v("description", r.description, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
}

struct Category {
  static constexpr std::string_view kKind = "category";
  Uuid uuid;
  std::string title, description;

  friend bool operator==(const Category&, const Category&) = default;
};
template <Is<Category> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("title", r.title, FieldUse::kRequired);
  v("description", r.description, FieldUse::kInternal);
}

struct Offering {
  static constexpr std::string_view kKind = "offering";
  Uuid uuid, customer_uuid;
  std::string name, slug, type;
  OfferingState state = OfferingState::kDraft;
  bool shared = false, billable = true;
  std::optional<Uuid> category_uuid;
  std::string description, full_description, terms_of_service, terms_of_service_link;
  std::string privacy_policy_link, access_url, getting_started, integration_guide, backend_id;
  JsonText attributes, options, resource_options, plugin_options;
  /// Never holds shared_user_password: only its SHA-256 is kept, in shared_password_sha256.
  JsonText secret_options;
  std::optional<std::string> shared_password_sha256;  ///< 64 lower-case hex digits
  Timestamp created, modified;

  friend bool operator==(const Offering&, const Offering&) = default;
};
template <Is<Offering> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("customer_uuid", r.customer_uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("slug", r.slug, FieldUse::kOptional);
  v("type", r.type, FieldUse::kRequired);
  v("state", r.state, FieldUse::kOptional);
  v("shared", r.shared, FieldUse::kOptional);
  v("billable", r.billable, FieldUse::kOptional);
  v("category_uuid", r.category_uuid, FieldUse::kOptional);
  v("description", r.description, FieldUse::kOptional);
  v("full_description", r.full_description, FieldUse::kOptional);
  v("terms_of_service", r.terms_of_service, FieldUse::kOptional);
  v("terms_of_service_link", r.terms_of_service_link, FieldUse::kOptional);
  v("privacy_policy_link", r.privacy_policy_link, FieldUse::kOptional);
  v("access_url", r.access_url, FieldUse::kOptional);
  v("getting_started", r.getting_started, FieldUse::kOptional);
  v("integration_guide", r.integration_guide, FieldUse::kOptional);
  v("backend_id", r.backend_id, FieldUse::kOptional);
  v("attributes", r.attributes, FieldUse::kOptional);
  v("options", r.options, FieldUse::kOptional);
  v("resource_options", r.resource_options, FieldUse::kOptional);
  v("plugin_options", r.plugin_options, FieldUse::kOptional);
  v("secret_options", r.secret_options, FieldUse::kSecret);
  v("shared_password_sha256", r.shared_password_sha256, FieldUse::kSecret);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

struct Resource {
  static constexpr std::string_view kKind = "resource";
  Uuid uuid;
  std::string name, slug;
  Uuid offering_uuid, project_uuid;
  ResourceState state = ResourceState::kCreating;
  std::string backend_id;
  bool restrict_member_access = false;
  Timestamp created, modified;

  friend bool operator==(const Resource&, const Resource&) = default;
};
template <Is<Resource> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("slug", r.slug, FieldUse::kOptional);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("project_uuid", r.project_uuid, FieldUse::kRequired);
  v("state", r.state, FieldUse::kRequired);
  v("backend_id", r.backend_id, FieldUse::kOptional);
  v("restrict_member_access", r.restrict_member_access, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

/// Waldur's UserRole: one person's role on one scope. A revoked grant's row is removed; the audit
/// log keeps it.
struct RoleGrant {
  static constexpr std::string_view kKind = "role_grant";
  Uuid uuid, user_uuid;
  std::string role_name, scope_type;
  Uuid scope_uuid;
  std::optional<Timestamp> expiration_time;
  Timestamp created;
  std::optional<Uuid> created_by_uuid;

  friend bool operator==(const RoleGrant&, const RoleGrant&) = default;
};
template <Is<RoleGrant> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("role_name", r.role_name, FieldUse::kRequired);
  v("scope_type", r.scope_type, FieldUse::kRequired);
  v("scope_uuid", r.scope_uuid, FieldUse::kRequired);
  v("expiration_time", r.expiration_time, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("created_by_uuid", r.created_by_uuid, FieldUse::kInternal);
}

}  // namespace drawbridge::domain
