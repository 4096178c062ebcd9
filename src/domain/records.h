#pragma once

#include "domain/offering_records.h"
#include "domain/user_records.h"

/// The records Drawbridge keeps, one struct a kind. Each has one list of its fields
/// (`visit_fields`), from which the row mapping of the store, the state file and the audit log's
/// before/after come, so that a new field is added in one place. Field names are those of the
/// REST representation. The order of the structs is the order of the kinds in a state file.
namespace drawbridge::domain {

struct Customer {
  static constexpr std::string_view kKind = "customer";
  Uuid uuid;
  std::string name, slug, abbreviation;
  bool blocked = false, archived = false;
  std::string native_name, country, email, phone_number, backend_id, agreement_number;
  std::string contact_details;
  std::optional<std::int64_t> max_service_accounts;  ///< none: no limit
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
  v("native_name", r.native_name, FieldUse::kOptional);
  v("country", r.country, FieldUse::kOptional);
  v("email", r.email, FieldUse::kOptional);
  v("phone_number", r.phone_number, FieldUse::kOptional);
  v("backend_id", r.backend_id, FieldUse::kOptional);
  v("agreement_number", r.agreement_number, FieldUse::kOptional);
  v("contact_details", r.contact_details, FieldUse::kOptional);
  v("max_service_accounts", r.max_service_accounts, FieldUse::kOptional);
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
  ProjectKind kind = ProjectKind::kDefault;
  std::string backend_id;
  std::optional<std::int64_t> max_service_accounts;  ///< none: no limit
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
  v("project_kind", r.kind, FieldUse::kOptional);
  v("backend_id", r.backend_id, FieldUse::kOptional);
  v("max_service_accounts", r.max_service_accounts, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
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

/// What a site's agent said about bringing a member of a resource to its directory; one row a
/// resource, person and role.
struct MembershipSyncStatus {
  static constexpr std::string_view kKind = "membership_sync_status";
  Uuid uuid, resource_uuid, user_uuid;
  std::string role_name;
  std::string state;  ///< synced pending missing_in_idp error
  std::string message;
  Timestamp created, modified;

  friend bool operator==(const MembershipSyncStatus&, const MembershipSyncStatus&) = default;
};
template <Is<MembershipSyncStatus> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("resource_uuid", r.resource_uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("role_name", r.role_name, FieldUse::kRequired);
  v("state", r.state, FieldUse::kRequired);
  v("message", r.message, FieldUse::kOptional);
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
