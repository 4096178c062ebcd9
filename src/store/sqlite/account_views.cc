#include <algorithm>
#include <iterator>

#include "store/sqlite/view_tables.h"

namespace drawbridge::store {
namespace {

/// How many of the attributes that the offering chose to show the person has left blank.
constexpr std::string_view kProfileGap =
    "(SELECT count(*) FROM json_each(exposure.exposed_fields) AS chosen WHERE CASE chosen.value"
    " WHEN 'full_name' THEN person.first_name || person.last_name = ''"
    " WHEN 'email' THEN person.email = ''"
    " WHEN 'registration_method' THEN person.registration_method = ''"
    " WHEN 'organization' THEN person.organization = ''"
    " WHEN 'organization_country' THEN person.organization_country = ''"
    " WHEN 'organization_type' THEN person.organization_type = ''"
    " WHEN 'organization_registry_code' THEN person.organization_registry_code = ''"
    " WHEN 'organization_vat_code' THEN person.organization_vat_code = ''"
    " WHEN 'organization_address' THEN person.organization_address = ''"
    " WHEN 'affiliations' THEN person.affiliations = '[]'"
    " WHEN 'phone_number' THEN person.phone_number = ''"
    " WHEN 'job_title' THEN person.job_title = ''"
    " WHEN 'gender' THEN person.gender IS NULL"
    " WHEN 'personal_title' THEN person.personal_title = ''"
    " WHEN 'place_of_birth' THEN person.place_of_birth = ''"
    " WHEN 'address' THEN person.address = ''"
    " WHEN 'country_of_residence' THEN person.country_of_residence = ''"
    " WHEN 'nationality' THEN person.nationality = ''"
    " WHEN 'nationalities' THEN person.nationalities = '[]'"
    " WHEN 'eduperson_assurance' THEN person.eduperson_assurance = '[]'"
    " WHEN 'identity_source' THEN person.identity_source = ''"
    " WHEN 'civil_number' THEN coalesce(person.civil_number, '') = ''"
    " WHEN 'birth_date' THEN coalesce(person.birth_date, '') = ''"
    " WHEN 'active_isds' THEN person.active_isds = '[]'"
    " WHEN 'uid_number' THEN person.uid_number IS NULL"
    " WHEN 'primary_gid' THEN person.primary_gid IS NULL"
    " ELSE 0 END)";

std::vector<Further> person_fields_of_account() {
  return {{"user_username", "person", "person.username"},
          {"user_first_name", "person", "person.first_name"},
          {"user_last_name", "person", "person.last_name"},
          {"user_email", "person", "person.email"},
          {"user_is_active", "person", "person.is_active"},
          {"user_civil_number", "person", "person.civil_number"},
          {"user_organization", "person", "person.organization"},
          {"user_phone_number", "person", "person.phone_number"},
          {"user_job_title", "person", "person.job_title"},
          {"user_affiliations", "person", "person.affiliations"},
          {"user_identity_source", "person", "person.identity_source"},
          {"user_uid_number", "person", "person.uid_number"},
          {"user_primary_gid", "person", "person.primary_gid"},
          {"user_registration_method", "person", "person.registration_method"},
          {"user_gender", "person", "person.gender"},
          {"user_personal_title", "person", "person.personal_title"},
          {"user_place_of_birth", "person", "person.place_of_birth"},
          {"user_address", "person", "person.address"},
          {"user_birth_date", "person", "person.birth_date"},
          {"user_country_of_residence", "person", "person.country_of_residence"},
          {"user_nationality", "person", "person.nationality"},
          {"user_nationalities", "person", "person.nationalities"},
          {"user_organization_country", "person", "person.organization_country"},
          {"user_organization_type", "person", "person.organization_type"},
          {"user_organization_registry_code", "person", "person.organization_registry_code"},
          {"user_organization_vat_code", "person", "person.organization_vat_code"},
          {"user_organization_address", "person", "person.organization_address"},
          {"user_eduperson_assurance", "person", "person.eduperson_assurance"},
          {"user_active_isds", "person", "person.active_isds"}};
}

std::vector<Further> consent_and_offering_fields_of_account() {
  return {{"terms_uuid", "terms", "terms.uuid"},
          {"terms_version", "terms", "terms.version"},
          {"terms_requires_reconsent", "terms", "terms.requires_reconsent"},
          {"terms_grace_period_days", "terms", "terms.grace_period_days"},
          {"terms_created", "terms", "terms.created"},
          {"consent_uuid", "consent", "consent.uuid"},
          {"consent_version", "consent", "consent.version"},
          {"consent_date", "consent", "consent.agreement_date"},
          {"consent_until", "consent",
           "(CASE WHEN terms.uuid IS NULL OR consent.uuid IS NULL THEN 0"
           " WHEN terms.requires_reconsent = 0 OR consent.version = terms.version"
           " THEN 9223372036854775807"
           " ELSE terms.created + terms.grace_period_days * 86400000000 END)"},
          {"ldap_argon2id", "own_password", "own_password.argon2id"},
          {"ldap_bcrypt", "own_password", "own_password.bcrypt"},
          {"exposed_fields", "exposure", "exposure.exposed_fields"},
          {"profile_gap", "exposure", kProfileGap},
          {"offering_checklist_uuid", "offering", "offering.compliance_checklist_uuid"},
          {"offering_name", "offering", "offering.name"},
          {"offering_slug", "offering", "offering.slug"},
          {"offering_state", "offering", "offering.state"},
          {"offering_type", "offering", "offering.type"},
          {"offering_customer_uuid", "offering", "offering.customer_uuid"},
          {"offering_plugin_options", "offering", "offering.plugin_options"},
          {"offering_honours_restrictions", "offering",
           "(json_type(offering.plugin_options, '$.restrict_member_access_disables') IS 'true')"},
          {"offering_switch_on", "offering",
           "(json_type(offering.plugin_options, '$.service_provider_can_create_offering_user')"
           " IS 'true')"},
          {"customer_name", "customer", "customer.name"},
          {"customer_slug", "customer", "customer.slug"}};
}

std::vector<Further> account_fields() {
  std::vector<Further> fields = person_fields_of_account();
  std::ranges::move(consent_and_offering_fields_of_account(), std::back_inserter(fields));
  return fields;
}

void add_offering_users(Views& views) {
  using namespace domain;
  add_record<OfferingUser>(
      views,
      {kPerson,
       kOffering,
       {"customer", "LEFT JOIN customer AS customer ON customer.uuid = offering.customer_uuid",
        "offering"},
       {"terms",
        "LEFT JOIN offering_terms_of_service AS terms"
        " ON terms.offering_uuid = t.offering_uuid AND terms.is_active = 1"},
       {"consent",
        "LEFT JOIN user_offering_consent AS consent ON consent.user_uuid = t.user_uuid"
        " AND consent.offering_uuid = t.offering_uuid AND consent.revocation_date IS NULL",
        "terms"},
       {"own_password", "LEFT JOIN ldap_password AS own_password ON own_password.uuid = t.uuid"},
       {"exposure",
        "LEFT JOIN offering_user_attribute_config AS exposure"
        " ON exposure.offering_uuid = t.offering_uuid",
        "person"}},
      account_fields());
}

void add_robot_accounts(Views& views) {
  using namespace domain;
  add_record<RobotAccount>(
      views,
      {{"resource", "LEFT JOIN resource AS resource ON resource.uuid = t.resource_uuid"},
       {"offering", "LEFT JOIN offering AS offering ON offering.uuid = resource.offering_uuid",
        "resource"},
       {"project", "LEFT JOIN project AS project ON project.uuid = resource.project_uuid",
        "resource"},
       kProjectCustomer,
       kProvider,
       {"responsible",
        "LEFT JOIN \"user\" AS responsible ON responsible.uuid = t.responsible_user_uuid"}},
      {{"resource_name", "resource", "resource.name"},
       {"resource_state", "resource", "resource.state"},
       {"offering_uuid", "resource", "resource.offering_uuid"},
       {"project_uuid", "resource", "resource.project_uuid"},
       {"project_name", "project", "project.name"},
       {"project_slug", "project", "project.slug"},
       {"customer_uuid", "project", "project.customer_uuid"},
       {"customer_name", "customer", "customer.name"},
       {"offering_name", "offering", "offering.name"},
       {"offering_plugin_options", "offering", "offering.plugin_options"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"},
       {"provider_name", "provider", "provider.name"},
       {"responsible_user_email", "responsible", "responsible.email"},
       {"responsible_user_username", "responsible", "responsible.username"}});
}

void add_groups(Views& views) {
  using namespace domain;
  add_record<OfferingUserGroup>(views, {kOffering},
                                {{"offering_name", "offering", "offering.name"},
                                 {"offering_customer_uuid", "offering", "offering.customer_uuid"}});
  add_record<OfferingRoleGroup>(
      views,
      {kOffering,
       kProvider,
       {"resource", "LEFT JOIN resource AS resource ON resource.uuid = t.resource_uuid"},
       {"project", "LEFT JOIN project AS project ON project.uuid = resource.project_uuid",
        "resource"}},
      {{"offering_name", "offering", "offering.name"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"},
       {"offering_plugin_options", "offering", "offering.plugin_options"},
       {"provider_name", "provider", "provider.name"},
       {"resource_name", "resource", "resource.name"},
       {"resource_slug", "resource", "resource.slug"},
       {"resource_state", "resource", "resource.state"},
       {"project_uuid", "resource", "resource.project_uuid"},
       {"project_name", "project", "project.name"}});
}

// Both numbers of the holder from one pool: the row's own and the other.
constexpr std::string_view kUidOfHolder =
    "(CASE t.namespace WHEN 'uid' THEN t.value ELSE (SELECT other.value FROM posix_identity AS"
    " other WHERE other.holder_uuid = t.holder_uuid AND other.namespace = 'uid'"
    " AND other.holder_kind = t.holder_kind AND +other.pool_uuid = t.pool_uuid"
    " ORDER BY other.released_at IS NOT NULL, other.value LIMIT 1) END)";
constexpr std::string_view kGidOfHolder =
    "(CASE t.namespace WHEN 'gid' THEN t.value ELSE (SELECT other.value FROM posix_identity AS"
    " other WHERE other.holder_uuid = t.holder_uuid AND other.namespace = 'gid'"
    " AND other.holder_kind = t.holder_kind AND +other.pool_uuid = t.pool_uuid"
    " ORDER BY other.released_at IS NOT NULL, other.value LIMIT 1) END)";

void add_posix_identities(Views& views) {
  using namespace domain;
  add_record<PosixIdentity>(
      views, {kOffering},
      {{"offering_name", "offering", "offering.name"},
       {"uid", {}, kUidOfHolder},
       {"gid", {}, kGidOfHolder},
       // A holder with both numbers of a pool is one row of a list, led by the uid.
       {"is_leading",
        {},
        "(t.namespace = 'uid' OR NOT EXISTS (SELECT 1 FROM posix_identity AS other"
        " WHERE other.holder_uuid = t.holder_uuid AND other.namespace = 'uid'"
        " AND other.holder_kind = t.holder_kind AND +other.pool_uuid = t.pool_uuid))"},
       {"holder_name",
        {},
        "(CASE t.holder_kind"
        " WHEN 'user' THEN (SELECT username FROM \"user\" WHERE uuid = t.holder_uuid)"
        " WHEN 'robot_account' THEN (SELECT username FROM robot_account"
        " WHERE uuid = t.holder_uuid)"
        " WHEN 'offering_user_group' THEN (SELECT name FROM offering_user_group"
        " WHERE uuid = t.holder_uuid)"
        " ELSE (SELECT name FROM offering_role_group WHERE uuid = t.holder_uuid) END)"}});
}

}  // namespace

void add_accounts(Views& views) {
  using namespace domain;
  add_offering_users(views);
  add_groups(views);
  add_robot_accounts(views);
  const std::vector<Further> of_project = {
      {"project_name", "project", "project.name"},
      {"project_slug", "project", "project.slug"},
      {"project_start_date", "project", "project.start_date"},
      {"project_end_date", "project", "project.end_date"},
      {"customer_uuid", "project", "project.customer_uuid"},
      {"customer_name", "customer", "customer.name"},
      {"customer_abbreviation", "customer", "customer.abbreviation"}};
  add_record<CourseAccount>(views, {kProject, kProjectCustomer}, of_project);
  add_record<ProjectServiceAccount>(views, {kProject, kProjectCustomer}, of_project);
  add_record<CustomerServiceAccount>(views, {kCustomer}, customer_fields());
  add_record<LdapPassword>(views);
}

void add_numbers_and_credentials(Views& views) {
  using namespace domain;
  add_record<PosixIdPool>(
      views,
      {{"owner", "LEFT JOIN service_provider AS owner ON owner.uuid = t.service_provider_uuid"},
       {kOffering.alias, kOffering.clause, "owner"}},
      {{"customer_uuid", "offering", "coalesce(owner.customer_uuid, offering.customer_uuid)"},
       {"customer_name", "offering",
        "(SELECT customer.name FROM customer WHERE customer.uuid ="
        " coalesce(owner.customer_uuid, offering.customer_uuid))"},
       {"offering_name", "offering", "offering.name"}});
  add_posix_identities(views);
  add_record<EntryStamp>(views);
  add_record<AccountName>(views);
  add_record<ApiToken>(views, {kPerson},
                       {{"user_username", "person", "person.username"},
                        {"user_is_active", "person", "person.is_active"},
                        {"user_is_staff", "person", "person.is_staff"},
                        {"user_is_support", "person", "person.is_support"}});
  add_record<LdapAccount>(views, {kOffering},
                          {{"offering_slug", "offering", "offering.slug"},
                           {"offering_name", "offering", "offering.name"}});
}

void add_events(Views& views) {
  using namespace domain;
  add_record<AuditEvent>(views);
  add_record<WebHook>(views, {kPerson},
                      {{"user_username", "person", "person.username"},
                       {"user_is_active", "person", "person.is_active"}});
}

}  // namespace drawbridge::store
