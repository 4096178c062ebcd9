#pragma once

#include <string_view>

#include "domain/field_types.h"
#include "domain/words.h"

/// The records of providers and their offerings; see records.h for the manner.
namespace drawbridge::domain {

struct ServiceProvider {
  static constexpr std::string_view kKind = "service_provider";
  Uuid uuid, customer_uuid;
  std::string description;
  bool enable_notifications = true;
  StringList allowed_domains;
  /// The shared key of signed usage reports: it must be shown again, so it cannot be a digest.
  std::string api_secret_code;
  Timestamp created, modified;

  friend bool operator==(const ServiceProvider&, const ServiceProvider&) = default;
};
template <Is<ServiceProvider> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("customer_uuid", r.customer_uuid, FieldUse::kRequired);
  v("description", r.description, FieldUse::kOptional);
  v("enable_notifications", r.enable_notifications, FieldUse::kOptional);
  v("allowed_domains", r.allowed_domains, FieldUse::kOptional);
  v("api_secret_code", r.api_secret_code, FieldUse::kSecret);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
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
  JsonText backend_metadata;
  std::optional<Uuid> compliance_checklist_uuid, profile_uuid;
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
  v("backend_metadata", r.backend_metadata, FieldUse::kOptional);
  v("compliance_checklist_uuid", r.compliance_checklist_uuid, FieldUse::kOptional);
  v("profile_uuid", r.profile_uuid, FieldUse::kOptional);
  v("created", r.created, FieldUse::kInternal);
  v("modified", r.modified, FieldUse::kInternal);
}

struct OfferingTermsOfService {
  static constexpr std::string_view kKind = "offering_terms_of_service";
  Uuid uuid;
  Uuid offering_uuid;
  std::string terms_of_service;
  std::string terms_of_service_link;
  std::string version;
  bool is_active = false;  ///< at most one of an offering
  bool requires_reconsent = false;
  std::int64_t grace_period_days = 60;  ///< from creation, when requires_reconsent and is_active
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const OfferingTermsOfService&, const OfferingTermsOfService&) = default;
};
template <Is<OfferingTermsOfService> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("terms_of_service", r.terms_of_service, FieldUse::kOptional);
  v("terms_of_service_link", r.terms_of_service_link, FieldUse::kOptional);
  v("version", r.version, FieldUse::kOptional);
  v("is_active", r.is_active, FieldUse::kOptional);
  v("requires_reconsent", r.requires_reconsent, FieldUse::kOptional);
  v("grace_period_days", r.grace_period_days, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

/// A person's agreement to an offering's terms; one row a person and offering.
struct UserOfferingConsent {
  static constexpr std::string_view kKind = "user_offering_consent";
  Uuid uuid;
  Uuid user_uuid;
  Uuid offering_uuid;
  std::string version;  ///< of the terms agreed to
  Timestamp agreement_date;
  std::optional<Timestamp> revocation_date;  ///< none: in force
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const UserOfferingConsent&, const UserOfferingConsent&) = default;
};
template <Is<UserOfferingConsent> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("version", r.version, FieldUse::kOptional);
  v("agreement_date", r.agreement_date, FieldUse::kRequired);
  v("revocation_date", r.revocation_date, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

/// Which of a person's attributes an offering's provider sees; without a row the installation's
/// default.
struct OfferingUserAttributeConfig {
  static constexpr std::string_view kKind = "offering_user_attribute_config";
  Uuid uuid;
  Uuid offering_uuid;         ///< one row an offering
  StringList exposed_fields;  ///< names as in User, and full_name; sorted
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const OfferingUserAttributeConfig&,
                         const OfferingUserAttributeConfig&) = default;
};
template <Is<OfferingUserAttributeConfig> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("exposed_fields", r.exposed_fields, FieldUse::kRequired);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

/// When a client of a kind last worked for an offering; one row an offering and agent type.
struct IntegrationStatus {
  static constexpr std::string_view kKind = "integration_status";
  Uuid uuid;
  Uuid offering_uuid;
  std::string agent_type;  ///< such as `Glauth sync`
  Timestamp last_request_timestamp;
  std::string service_name;  ///< the client's User-Agent

  friend bool operator==(const IntegrationStatus&, const IntegrationStatus&) = default;
};
template <Is<IntegrationStatus> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("offering_uuid", r.offering_uuid, FieldUse::kRequired);
  v("agent_type", r.agent_type, FieldUse::kRequired);
  v("last_request_timestamp", r.last_request_timestamp, FieldUse::kRequired);
  v("service_name", r.service_name, FieldUse::kOptional);
}

/// A named set of roles that offerings share.
struct OfferingProfile {
  static constexpr std::string_view kKind = "offering_profile";
  Uuid uuid;
  std::string name;
  std::string description;
  UuidList role_uuids;
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const OfferingProfile&, const OfferingProfile&) = default;
};
template <Is<OfferingProfile> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("description", r.description, FieldUse::kOptional);
  v("role_uuids", r.role_uuids, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

}  // namespace drawbridge::domain
