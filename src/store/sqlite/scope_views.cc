#include "store/sqlite/view_tables.h"

namespace drawbridge::store {
namespace {

void add_checklists(Views& views) {
  using namespace domain;
  add_record<Checklist>(views);
  add_record<ChecklistQuestion>(views);
  add_record<ChecklistAnswer>(views, {kPerson},
                              {{"user_username", "person", "person.username"},
                               {"user_first_name", "person", "person.first_name"},
                               {"user_last_name", "person", "person.last_name"}});
  add_record<ChecklistCompletion>(
      views,
      {{"account", "LEFT JOIN offering_user AS account ON account.uuid = t.offering_user_uuid"},
       {"checklist", "LEFT JOIN checklist AS checklist ON checklist.uuid = t.checklist_uuid"},
       {"person", "LEFT JOIN \"user\" AS person ON person.uuid = account.user_uuid", "account"},
       {"offering", "LEFT JOIN offering AS offering ON offering.uuid = account.offering_uuid",
        "account"},
       {"customer", "LEFT JOIN customer AS customer ON customer.uuid = offering.customer_uuid",
        "offering"},
       {"reviewer", "LEFT JOIN \"user\" AS reviewer ON reviewer.uuid = t.reviewed_by_uuid"}},
      {{"user_uuid", "account", "account.user_uuid"},
       {"offering_uuid", "account", "account.offering_uuid"},
       {"username", "account", "account.username"},
       {"account_state", "account", "account.state"},
       {"is_restricted", "account", "account.is_restricted"},
       {"checklist_name", "checklist", "checklist.name"},
       {"checklist_description", "checklist", "checklist.description"},
       {"user_first_name", "person", "person.first_name"},
       {"user_last_name", "person", "person.last_name"},
       {"user_email", "person", "person.email"},
       {"offering_name", "offering", "offering.name"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"},
       {"customer_name", "customer", "customer.name"},
       {"reviewed_by_first_name", "reviewer", "reviewer.first_name"},
       {"reviewed_by_last_name", "reviewer", "reviewer.last_name"}});
}

/// What a grant's scope is called, and where it belongs.
constexpr std::string_view kScopeName =
    "(CASE t.scope_type WHEN 'customer' THEN (SELECT name FROM customer WHERE uuid = t.scope_uuid)"
    " WHEN 'project' THEN (SELECT name FROM project WHERE uuid = t.scope_uuid)"
    " WHEN 'offering' THEN (SELECT name FROM offering WHERE uuid = t.scope_uuid)"
    " WHEN 'resource' THEN (SELECT name FROM resource WHERE uuid = t.scope_uuid)"
    " ELSE (SELECT owner.name FROM service_provider AS provider JOIN customer AS owner"
    " ON owner.uuid = provider.customer_uuid WHERE provider.uuid = t.scope_uuid) END)";
constexpr std::string_view kScopeProject =
    "(CASE t.scope_type WHEN 'project' THEN t.scope_uuid"
    " WHEN 'resource' THEN (SELECT project_uuid FROM resource WHERE uuid = t.scope_uuid) END)";
constexpr std::string_view kScopeCustomer =
    "(CASE t.scope_type WHEN 'customer' THEN t.scope_uuid"
    " WHEN 'project' THEN (SELECT customer_uuid FROM project WHERE uuid = t.scope_uuid)"
    " WHEN 'offering' THEN (SELECT customer_uuid FROM offering WHERE uuid = t.scope_uuid)"
    " WHEN 'resource' THEN (SELECT owner.customer_uuid FROM resource AS used JOIN project AS owner"
    " ON owner.uuid = used.project_uuid WHERE used.uuid = t.scope_uuid)"
    " ELSE (SELECT customer_uuid FROM service_provider WHERE uuid = t.scope_uuid) END)";

void add_role_grants(Views& views) {
  using namespace domain;
  const std::string customer_name =
      fmt::format("(SELECT name FROM customer WHERE uuid = {})", kScopeCustomer);
  add_record<RoleGrant>(
      views,
      {kPerson,
       {"role", "LEFT JOIN role AS role ON role.name = t.role_name"},
       {"author", "LEFT JOIN \"user\" AS author ON author.uuid = t.created_by_uuid"}},
      {{"user_username", "person", "person.username"},
       {"user_first_name", "person", "person.first_name"},
       {"user_last_name", "person", "person.last_name"},
       {"user_email", "person", "person.email"},
       {"user_is_active", "person", "person.is_active"},
       {"role_uuid", "role", "role.uuid"},
       {"role_is_system", "role", "role.is_system_role"},
       {"created_by_username", "author", "author.username"},
       {"created_by_first_name", "author", "author.first_name"},
       {"created_by_last_name", "author", "author.last_name"},
       {"role_description", "role", "role.description"},
       {"user_native_name", "person", "person.native_name"},
       {"scope_name", {}, kScopeName},
       {"scope_project_uuid", {}, kScopeProject},
       {"scope_customer_uuid", {}, kScopeCustomer},
       {"scope_customer_name", {}, customer_name}});
}

void add_resources(Views& views) {
  using namespace domain;
  add_record<MembershipSyncStatus>(views);
  add_record<Resource>(
      views,
      {kOffering,
       kProvider,
       kProject,
       kProjectCustomer,
       {"category", "LEFT JOIN category AS category ON category.uuid = offering.category_uuid",
        "offering"}},
      {{"offering_name", "offering", "offering.name"},
       {"offering_slug", "offering", "offering.slug"},
       {"offering_type", "offering", "offering.type"},
       {"offering_state", "offering", "offering.state"},
       {"offering_shared", "offering", "offering.shared"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"},
       {"offering_description", "offering", "offering.description"},
       {"offering_billable", "offering", "offering.billable"},
       {"offering_plugin_options", "offering", "offering.plugin_options"},
       {"offering_backend_id", "offering", "offering.backend_id"},
       {"provider_name", "provider", "provider.name"},
       {"provider_slug", "provider", "provider.slug"},
       {"project_name", "project", "project.name"},
       {"project_slug", "project", "project.slug"},
       {"project_description", "project", "project.description"},
       {"project_end_date", "project", "project.end_date"},
       {"customer_uuid", "project", "project.customer_uuid"},
       {"customer_name", "customer", "customer.name"},
       {"customer_slug", "customer", "customer.slug"},
       {"category_uuid", "offering", "offering.category_uuid"},
       {"category_title", "category", "category.title"}});
}

}  // namespace

void add_people_and_scopes(Views& views) {
  using namespace domain;
  add_record<Customer>(views);
  add_record<Project>(views, {kCustomer},
                      {{"customer_name", "customer", "customer.name"},
                       {"customer_slug", "customer", "customer.slug"},
                       {"customer_abbreviation", "customer", "customer.abbreviation"},
                       {"customer_native_name", "customer", "customer.native_name"},
                       {"resources_count",
                        {},
                        "(SELECT count(*) FROM resource AS own WHERE own.project_uuid = t.uuid"
                        " AND own.state <> 'Terminated')"}});
  add_record<User>(views);
  add_record<SshPublicKey>(views, {kPerson},
                           {{"user_username", "person", "person.username"},
                            {"user_is_active", "person", "person.is_active"}});
  add_record<Role>(views);
  add_record<ServiceProvider>(
      views, {kCustomer},
      {{"customer_name", "customer", "customer.name"},
       {"customer_slug", "customer", "customer.slug"},
       {"customer_abbreviation", "customer", "customer.abbreviation"},
       {"customer_native_name", "customer", "customer.native_name"},
       {"customer_country", "customer", "customer.country"},
       {"offering_count",
        {},
        "(SELECT count(*) FROM offering AS own WHERE own.customer_uuid = t.customer_uuid"
        " AND own.state IN ('Active', 'Paused'))"}});
  add_record<Category>(views);
  add_role_grants(views);
}

void add_offerings_and_resources(Views& views) {
  using namespace domain;
  add_record<Offering>(
      views,
      {kCustomer,
       {"category", "LEFT JOIN category AS category ON category.uuid = t.category_uuid"}},
      {{"customer_name", "customer", "customer.name"},
       {"customer_slug", "customer", "customer.slug"},
       {"category_title", "category", "category.title"},
       {"integrations",
        {},
        "(SELECT json_group_array(json_object('agent_type', seen.agent_type, 'last',"
        " seen.last_request_timestamp, 'service_name', seen.service_name))"
        " FROM integration_status AS seen WHERE seen.offering_uuid = t.uuid)"},
       {"total_customers",
        {},
        "(SELECT count(DISTINCT used.customer_uuid) FROM resource AS own JOIN project AS used"
        " ON used.uuid = own.project_uuid WHERE own.offering_uuid = t.uuid"
        " AND own.state IN ('OK', 'Updating', 'Terminating'))"},
       {"has_active_terms",
        {},
        "EXISTS (SELECT 1 FROM offering_terms_of_service AS terms"
        " WHERE terms.offering_uuid = t.uuid AND terms.is_active = 1)"},
       {"has_terms",
        {},
        "EXISTS (SELECT 1 FROM offering_terms_of_service AS terms"
        " WHERE terms.offering_uuid = t.uuid)"},
       {"switch_on",
        {},
        "(json_type(t.plugin_options, '$.service_provider_can_create_offering_user') IS 'true')"}});
  add_resources(views);
}

void add_terms_and_checklists(Views& views) {
  using namespace domain;
  const std::vector<Further> offering = {
      {"offering_name", "offering", "offering.name"},
      {"offering_customer_uuid", "offering", "offering.customer_uuid"}};
  add_record<OfferingTermsOfService>(views, {kOffering}, offering);
  add_record<UserOfferingConsent>(
      views,
      {kOffering,
       kPerson,
       {"terms",
        "LEFT JOIN offering_terms_of_service AS terms"
        " ON terms.offering_uuid = t.offering_uuid"
        " AND terms.is_active = 1"}},
      {{"terms_uuid", "terms", "terms.uuid"},
       {"terms_version", "terms", "terms.version"},
       {"terms_requires_reconsent", "terms", "terms.requires_reconsent"},
       {"terms_grace_period_days", "terms", "terms.grace_period_days"},
       {"terms_created", "terms", "terms.created"},
       {"offering_name", "offering", "offering.name"},
       {"offering_slug", "offering", "offering.slug"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"},
       {"user_username", "person", "person.username"},
       {"user_first_name", "person", "person.first_name"},
       {"user_last_name", "person", "person.last_name"},
       {"user_email", "person", "person.email"}});
  add_record<OfferingUserAttributeConfig>(views, {kOffering}, offering);
  add_record<IntegrationStatus>(views, {kOffering}, offering);
  add_record<OfferingProfile>(
      views, {},
      {{"offerings_count",
        {},
        "(SELECT count(*) FROM offering AS own WHERE own.profile_uuid = t.uuid)"}});
  add_checklists(views);
}

}  // namespace drawbridge::store
