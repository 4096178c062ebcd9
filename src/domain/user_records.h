#pragma once

#include <string_view>

#include "domain/field_types.h"
#include "domain/words.h"

/// The records of people; see records.h for the manner.
namespace drawbridge::domain {

struct User {
  static constexpr std::string_view kKind = "user";
  Uuid uuid;
  std::string username, first_name, last_name, email;
  bool is_active = true, is_staff = false, is_support = false;
  std::optional<std::string> civil_number;
  std::string organization;
  StringList affiliations;
  std::string phone_number, job_title, registration_method, identity_source;
  std::string native_name, description, preferred_language;
  std::optional<std::int64_t> gender;  ///< ISO/IEC 5218: 0, 1, 2 or 9
  std::string personal_title, place_of_birth, address;
  std::optional<std::string> birth_date;          ///< YYYY-MM-DD
  std::string country_of_residence, nationality;  ///< ISO 3166-1 alpha-2
  StringList nationalities;
  std::string organization_country, organization_type, organization_registry_code;
  std::string organization_vat_code, organization_address;
  StringList eduperson_assurance;
  std::optional<Timestamp> agreement_date;
  bool notifications_enabled = true;
  std::optional<std::int64_t> token_lifetime;  ///< seconds, at least 60; none: never expires
  bool is_identity_manager = false;
  /// The identity sources whose people an identity manager sees, and those that vouch for the user.
  StringList managed_isds, active_isds;
  /// Field name to `{"source", "timestamp"}` of the identity source that last set it.
  JsonText attribute_sources;
  std::string deactivation_reason;
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
  v("native_name", r.native_name, FieldUse::kOptional);
  v("description", r.description, FieldUse::kOptional);
  v("preferred_language", r.preferred_language, FieldUse::kOptional);
  v("gender", r.gender, FieldUse::kOptional);
  v("personal_title", r.personal_title, FieldUse::kOptional);
  v("place_of_birth", r.place_of_birth, FieldUse::kOptional);
  v("address", r.address, FieldUse::kOptional);
  v("birth_date", r.birth_date, FieldUse::kOptional);
  v("country_of_residence", r.country_of_residence, FieldUse::kOptional);
  v("nationality", r.nationality, FieldUse::kOptional);
  v("nationalities", r.nationalities, FieldUse::kOptional);
  v("organization_country", r.organization_country, FieldUse::kOptional);
  v("organization_type", r.organization_type, FieldUse::kOptional);
  v("organization_registry_code", r.organization_registry_code, FieldUse::kOptional);
  v("organization_vat_code", r.organization_vat_code, FieldUse::kOptional);
  v("organization_address", r.organization_address, FieldUse::kOptional);
  v("eduperson_assurance", r.eduperson_assurance, FieldUse::kOptional);
  v("agreement_date", r.agreement_date, FieldUse::kOptional);
  v("notifications_enabled", r.notifications_enabled, FieldUse::kOptional);
  v("token_lifetime", r.token_lifetime, FieldUse::kOptional);
  v("is_identity_manager", r.is_identity_manager, FieldUse::kOptional);
  v("managed_isds", r.managed_isds, FieldUse::kOptional);
  v("active_isds", r.active_isds, FieldUse::kOptional);
  v("attribute_sources", r.attribute_sources, FieldUse::kOptional);
  v("deactivation_reason", r.deactivation_reason, FieldUse::kOptional);
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

}  // namespace drawbridge::domain
