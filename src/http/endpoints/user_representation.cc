#include "http/endpoints/user_representation.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "app/principal.h"
#include "app/records.h"
#include "domain/account_records.h"
#include "domain/person_name.h"

namespace drawbridge::http {
namespace {

using domain::User;
namespace where = app::where;

/// What every user's row has, whoever looks.
void write_identity(const Call& call, ObjectWriter& out, const User& user) {
  if (out.wants("url")) out.put("url", call.url("users", user.uuid));
  out.field("slug", user.username)
      .field("native_name", user.native_name)
      .field("description", user.description)
      .field("is_staff", user.is_staff)
      .field("is_support", user.is_support)
      .field("is_identity_manager", user.is_identity_manager)
      .field("date_joined", user.created)
      .field("modified", user.modified)
      .null("image");
}

/// Parts of the reference's user that Drawbridge does not keep, as what their absence means.
void write_absent_parts(ObjectWriter& out) {
  const domain::StringList none;
  for (const std::string_view name : {"requested_email", "token"}) out.null(name);
  for (const std::string_view name :
       {"identity_provider_name", "identity_provider_label", "identity_provider_management_url"}) {
    out.field(name, "");
  }
  out.field("identity_provider_fields", none)
      .field("should_protect_user_details", false)
      .field("has_active_session", false)
      .field("has_usable_password", false)
      .field("can_use_personal_access_tokens", true);
}

void write_private_fields(ObjectWriter& out, const User& user) {
  out.field("token_lifetime", user.token_lifetime)
      .field("agreement_date", user.agreement_date)
      .field("notifications_enabled", user.notifications_enabled)
      .field("preferred_language", user.preferred_language)
      .field("attribute_sources", user.attribute_sources)
      .field("managed_isds", user.managed_isds)
      .field("deactivation_reason", user.deactivation_reason)
      .field("is_admin_deactivated", !user.is_active && user.active_isds.empty())
      .field("details", user.details);
  write_absent_parts(out);
}

// Permissions

struct Permission {
  domain::RoleGrant grant;
  app::Row row;
};

const std::vector<std::string>& permission_fields() {
  static const std::vector<std::string> fields = {
      "scope_name",          "scope_project_uuid", "scope_customer_uuid", "scope_customer_name",
      "role_uuid",           "role_description",   "created_by_username", "created_by_first_name",
      "created_by_last_name"};
  return fields;
}

Result<std::vector<Permission>> permissions_of(const Call& call, const Uuid& user) {
  auto select = app::select_records<domain::RoleGrant>(
      where::both(where::equal("user_uuid", user), app::grant_in_force(call.now())),
      permission_fields());
  select.order = {{"created", false}, {"uuid", false}};
  std::vector<Permission> found;
  DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
    const auto own = static_cast<std::ptrdiff_t>(app::field_names<domain::RoleGrant>().size());
    Permission permission;
    app::Row record(row.begin(), row.begin() + own);
    permission.grant = app::from_row<domain::RoleGrant>(record);
    permission.row.assign(row.begin() + own, row.end());
    found.push_back(std::move(permission));
    return true;
  }));
  return found;
}

/// What both shapes of a permission have. Keys that may not be null are left out instead.
void write_scope(ObjectWriter& out, const domain::RoleGrant& grant, const ExtraFields& extra) {
  const bool is_resource = grant.scope_type == "resource";
  out.field("scope_type", grant.scope_type)
      .field("scope_uuid", grant.scope_uuid)
      .field("scope_name", extra.text("scope_name"))
      .field_unless_null("customer_uuid", extra.maybe_uuid("scope_customer_uuid"))
      .field("customer_name", extra.text("scope_customer_name"))
      .field("project_uuid", extra.maybe_uuid("scope_project_uuid"))
      .field("resource_uuid", is_resource ? std::optional(grant.scope_uuid) : std::nullopt)
      .field_unless_null("role_uuid", extra.maybe_uuid("role_uuid"))
      .field("role_name", grant.role_name)
      .field("expiration_time", grant.expiration_time);
}

void write_permission(ObjectWriter& out, const User& user, const domain::RoleGrant& grant,
                      const ExtraFields& extra) {
  write_scope(out, grant, extra);
  out.field("uuid", grant.uuid)
      .field("created", grant.created)
      .field("created_by_full_name", domain::full_name(extra.text("created_by_first_name"),
                                                       extra.text("created_by_last_name")))
      .field("created_by_username", extra.text("created_by_username"))
      .field("is_active", true)
      .field("role_description", extra.text("role_description"))
      .field("scope_is_removed", false)
      .field("user_uuid", user.uuid)
      .field("user_username", user.username)
      .field("user_name", domain::full_name(user.first_name, user.last_name))
      .field("user_slug", user.username)
      .field("user_email", user.email)
      .field("revoke_reason", "")
      .null("revoked_by_full_name")
      .null("revoked_by_username");
}

/// @param is_brief  as `/api/users/me/` shows them: without what the caller knows anyway
Status write_permissions(const Call& call, ObjectWriter& out, const User& user, bool is_brief) {
  if (!out.wants("permissions")) return {};
  DRAWBRIDGE_TRY(auto permissions, permissions_of(call, user.uuid));
  out.nested("permissions", [&](json::Writer& writer) {
    const FieldSelection all;
    writer.begin_array();
    for (auto& permission : permissions) {
      const ExtraFields extra(permission_fields(), permission.row);
      writer.begin_object();
      ObjectWriter object(writer, all);
      if (is_brief) {
        write_scope(object, permission.grant, extra);
      } else {
        write_permission(object, user, permission.grant, extra);
      }
      writer.end_object();
    }
    writer.end_array();
  });
  return {};
}

/// The offerings' attributes that people must fill in.
void write_completeness(const Call& call, ObjectWriter& out, const User& user) {
  static const std::array<std::pair<std::string_view, std::string User::*>, 5> kTexts = {
      {{"email", &User::email},
       {"organization", &User::organization},
       {"phone_number", &User::phone_number},
       {"job_title", &User::job_title},
       {"nationality", &User::nationality}}};
  const auto& rules = *call.services().rules;
  domain::StringList missing;
  for (const auto& attribute : rules.default_exposed_attributes) {
    const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                    [&](const auto& text) { return text.first == attribute; });
    const bool is_blank = attribute == "full_name"
                              ? (user.first_name + user.last_name).empty()
                              : found != kTexts.end() && (user.*(found->second)).empty();
    if (is_blank) missing.push_back(attribute);
  }
  out.nested("profile_completeness", [&](json::Writer& writer) {
    const FieldSelection all;
    writer.begin_object();
    ObjectWriter object(writer, all);
    object.field("is_complete", missing.empty())
        .field("missing_fields", missing)
        .field("mandatory_fields", rules.default_exposed_attributes)
        .field("enforcement_enabled", rules.enforce_profile_completeness);
    writer.end_object();
  });
}

bool share_a_source(const User& watcher, const User& user) {
  return std::any_of(user.active_isds.begin(), user.active_isds.end(), [&](const auto& source) {
    const auto& managed = watcher.managed_isds;
    return std::find(managed.begin(), managed.end(), source) != managed.end();
  });
}

}  // namespace

bool ShownAttributes::shows(std::string_view attribute) const {
  return is_all_ ||
         std::find(attributes_.begin(), attributes_.end(), attribute) != attributes_.end();
}

ShownAttributes shown_attributes(const Call& call, const User& user) {
  const auto& principal = call.principal();
  const bool is_source = principal.user.is_identity_manager && share_a_source(principal.user, user);
  if (principal.reads_all() || principal.user.uuid == user.uuid || is_source) return {};
  return ShownAttributes(call.services().rules->default_exposed_attributes);
}

void write_profile(ObjectWriter& out, const User& user, const ShownAttributes& shown) {
  const auto text = [&](std::string_view name, const std::string& value) {
    if (shown.shows(name)) out.field(name, value);
  };
  const auto any = [&](std::string_view name, const auto& value) {
    if (shown.shows(name)) out.field(name, value);
  };
  out.field("uuid", user.uuid).field("is_active", user.is_active);
  text("username", user.username);
  if (shown.shows("full_name")) {
    out.field("full_name", domain::full_name(user.first_name, user.last_name))
        .field("first_name", user.first_name)
        .field("last_name", user.last_name);
  }
  text("email", user.email);
  text("organization", user.organization);
  text("phone_number", user.phone_number);
  text("job_title", user.job_title);
  text("registration_method", user.registration_method);
  text("identity_source", user.identity_source);
  text("personal_title", user.personal_title);
  text("place_of_birth", user.place_of_birth);
  text("address", user.address);
  text("country_of_residence", user.country_of_residence);
  text("nationality", user.nationality);
  text("organization_country", user.organization_country);
  text("organization_type", user.organization_type);
  text("organization_registry_code", user.organization_registry_code);
  text("organization_vat_code", user.organization_vat_code);
  text("organization_address", user.organization_address);
  any("affiliations", user.affiliations);
  any("nationalities", user.nationalities);
  any("eduperson_assurance", user.eduperson_assurance);
  any("active_isds", user.active_isds);
  any("gender", user.gender);
  any("birth_date", user.birth_date);
  any("civil_number", user.civil_number);
  any("uid_number", user.uid_number);
  any("primary_gid", user.primary_gid);
}

Status represent_user(const Call& call, ObjectWriter& out, const User& user, const ExtraFields&) {
  const auto shown = shown_attributes(call, user);
  write_identity(call, out, user);
  write_profile(out, user, shown);
  if (!shown.is_all()) return {};
  write_private_fields(out, user);
  out.null("token_expires_at").null("ip_address");
  return write_permissions(call, out, user, false);
}

Status represent_me(const Call& call, ObjectWriter& out, const User& user, const ExtraFields&) {
  write_identity(call, out, user);
  write_profile(out, user, {});
  write_private_fields(out, user);
  out.field("ip_address", call.request().remote_address);
  if (out.wants("token_expires_at")) {
    const auto& uuid = call.principal().token_uuid;
    std::optional<domain::ApiToken> token;
    if (uuid) {
      DRAWBRIDGE_TRY(token, app::find<domain::ApiToken>(call.store(), *uuid));
    }
    out.put("token_expires_at", token ? app::token_expiry(*token, user) : std::nullopt);
  }
  write_completeness(call, out, user);
  return write_permissions(call, out, user, true);
}

}  // namespace drawbridge::http
