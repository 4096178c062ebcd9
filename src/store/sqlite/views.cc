#include "store/sqlite/views.h"

#include <fmt/format.h>

#include <utility>

#include "app/rows.h"
#include "domain/account_records.h"
#include "domain/records.h"

namespace drawbridge::store {
namespace {

/// A field beyond the record: its name, the join it reads, and the expression.
struct Further {
  std::string_view name;
  std::string_view join;
  std::string_view expression;
};

using Views = std::unordered_map<std::string_view, View>;

template <class R>
void add_record(Views& views, std::vector<Join> joins = {}, const std::vector<Further>& more = {}) {
  View view;
  view.from = fmt::format("\"{}\" AS t", R::kKind);
  view.joins = std::move(joins);
  view.key = {"t.\"uuid\""};
  for (const auto name : app::field_names<R>()) {
    view.fields.emplace(name, Field{fmt::format("t.\"{}\"", name), {}, true});
  }
  for (const auto& further : more) {
    view.fields.emplace(further.name, Field{std::string(further.expression), further.join});
  }
  views.emplace(R::kKind, std::move(view));
}

constexpr Join kPerson{"person", "LEFT JOIN \"user\" AS person ON person.uuid = t.user_uuid"};
constexpr Join kOffering{"offering",
                         "LEFT JOIN offering AS offering ON offering.uuid = t.offering_uuid"};
constexpr Join kCustomer{"customer",
                         "LEFT JOIN customer AS customer ON customer.uuid = t.customer_uuid"};
constexpr Join kProject{"project", "LEFT JOIN project AS project ON project.uuid = t.project_uuid"};
constexpr Join kProjectCustomer{
    "customer", "LEFT JOIN customer AS customer ON customer.uuid = project.customer_uuid",
    "project"};
constexpr Join kProvider{"provider",
                         "LEFT JOIN customer AS provider ON provider.uuid = offering.customer_uuid",
                         "offering"};

std::vector<Further> customer_fields() {
  return {{"customer_name", "customer", "customer.name"},
          {"customer_slug", "customer", "customer.slug"}};
}

std::vector<Further> project_fields() {
  return {{"project_name", "project", "project.name"},
          {"customer_uuid", "project", "project.customer_uuid"},
          {"customer_name", "customer", "customer.name"}};
}

void add_people_and_scopes(Views& views) {
  using namespace domain;
  add_record<Customer>(views);
  add_record<Project>(views, {kCustomer},
                      {{"customer_name", "customer", "customer.name"},
                       {"customer_slug", "customer", "customer.slug"},
                       {"customer_abbreviation", "customer", "customer.abbreviation"}});
  add_record<User>(views);
  add_record<SshPublicKey>(views, {kPerson},
                           {{"user_username", "person", "person.username"},
                            {"user_is_active", "person", "person.is_active"}});
  add_record<Role>(views);
  add_record<ServiceProvider>(views, {kCustomer}, customer_fields());
  add_record<Category>(views);
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
       {"created_by_last_name", "author", "author.last_name"}});
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
       {"switch_on",
        {},
        "(json_type(t.plugin_options, '$.service_provider_can_create_offering_user') IS 'true')"}});
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

void add_accounts(Views& views) {
  using namespace domain;
  add_record<OfferingUser>(
      views,
      {kPerson,
       kOffering,
       {"customer", "LEFT JOIN customer AS customer ON customer.uuid = offering.customer_uuid",
        "offering"}},
      {{"user_username", "person", "person.username"},
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
       {"offering_name", "offering", "offering.name"},
       {"offering_slug", "offering", "offering.slug"},
       {"offering_state", "offering", "offering.state"},
       {"offering_type", "offering", "offering.type"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"},
       {"offering_plugin_options", "offering", "offering.plugin_options"},
       {"offering_switch_on", "offering",
        "(json_type(offering.plugin_options, '$.service_provider_can_create_offering_user')"
        " IS 'true')"},
       {"customer_name", "customer", "customer.name"},
       {"customer_slug", "customer", "customer.slug"}});
  add_record<OfferingUserGroup>(views, {kOffering},
                                {{"offering_name", "offering", "offering.name"},
                                 {"offering_customer_uuid", "offering", "offering.customer_uuid"}});
  add_record<RobotAccount>(
      views,
      {{"resource", "LEFT JOIN resource AS resource ON resource.uuid = t.resource_uuid"},
       {"offering", "LEFT JOIN offering AS offering ON offering.uuid = resource.offering_uuid",
        "resource"},
       {"project", "LEFT JOIN project AS project ON project.uuid = resource.project_uuid",
        "resource"}},
      {{"resource_name", "resource", "resource.name"},
       {"resource_state", "resource", "resource.state"},
       {"offering_uuid", "resource", "resource.offering_uuid"},
       {"project_uuid", "resource", "resource.project_uuid"},
       {"customer_uuid", "project", "project.customer_uuid"},
       {"offering_customer_uuid", "offering", "offering.customer_uuid"}});
  add_record<CourseAccount>(views, {kProject, kProjectCustomer}, project_fields());
  add_record<ProjectServiceAccount>(views, {kProject, kProjectCustomer}, project_fields());
  add_record<CustomerServiceAccount>(views, {kCustomer}, customer_fields());
}

void add_numbers_and_credentials(Views& views) {
  using namespace domain;
  add_record<PosixIdPool>(
      views,
      {{"owner", "LEFT JOIN service_provider AS owner ON owner.uuid = t.service_provider_uuid"},
       {kOffering.alias, kOffering.clause, "owner"}},
      {{"customer_uuid", "offering", "coalesce(owner.customer_uuid, offering.customer_uuid)"},
       {"offering_name", "offering", "offering.name"}});
  add_record<PosixIdentity>(views);
  add_record<AccountName>(views);
  add_record<ApiToken>(views, {kPerson},
                       {{"user_username", "person", "person.username"},
                        {"user_is_active", "person", "person.is_active"},
                        {"user_is_staff", "person", "person.is_staff"},
                        {"user_is_support", "person", "person.is_support"}});
  add_record<LdapAccount>(views, {kOffering},
                          {{"offering_slug", "offering", "offering.slug"},
                           {"offering_name", "offering", "offering.name"}});
  add_record<AuditEvent>(views);
}

View read_only(std::string from, std::vector<std::string> key, const std::vector<Further>& fields) {
  View view;
  view.from = std::move(from);
  view.filter = "t.scope_type = 'project'";
  view.joins = {kPerson};
  view.key = std::move(key);
  view.is_record = false;
  for (const auto& field : fields) {
    view.fields.emplace(field.name, Field{std::string(field.expression), field.join});
  }
  return view;
}

/// Who has a project role on which resource, from either end: `project_access` starts at the grant,
/// `offering_access` at the resource.
std::vector<Further> access_fields() {
  return {{"grant_uuid", {}, "t.uuid"},
          {"user_uuid", {}, "t.user_uuid"},
          {"role_name", {}, "t.role_name"},
          {"project_uuid", {}, "t.scope_uuid"},
          {"offering_uuid", {}, "r.offering_uuid"},
          {"resource_uuid", {}, "r.uuid"},
          {"resource_state", {}, "r.state"},
          {"expiration_time", {}, "t.expiration_time"},
          {"user_is_active", "person", "person.is_active"}};
}

/// Who is in which project group, from either end: `group_member` starts at the group,
/// `account_group` at the account.
std::vector<Further> membership_fields(std::string_view group, std::string_view offering) {
  return {{"group_uuid", {}, group},
          {"group_name", {}, "g.name"},
          {"gid", {}, "g.gid"},
          {"offering_uuid", {}, offering},
          {"project_uuid", {}, "link.project_uuid"},
          {"grant_uuid", {}, "t.uuid"},
          {"role_name", {}, "t.role_name"},
          {"offering_user_uuid", {}, "account.uuid"},
          {"user_uuid", {}, "account.user_uuid"},
          {"username", {}, "account.username"},
          {"state", {}, "account.state"},
          {"uidnumber", {}, "account.uidnumber"},
          {"primarygroup", {}, "account.primarygroup"},
          {"deleted_at", {}, "account.deleted_at"},
          {"expiration_time", {}, "t.expiration_time"},
          {"user_is_active", "person", "person.is_active"}};
}

void add_read_only(Views& views) {
  // CROSS JOIN keeps SQLite to the order written: without statistics it may start at the wrong end
  // and walk every account of the offering for the members of one group.
  views.emplace("project_access",
                read_only("role_grant AS t"
                          " CROSS JOIN resource AS r ON r.project_uuid = t.scope_uuid",
                          {"t.uuid", "r.uuid"}, access_fields()));
  views.emplace("offering_access",
                read_only("resource AS r"
                          " CROSS JOIN role_grant AS t ON t.scope_uuid = r.project_uuid",
                          {"r.uuid", "t.uuid"}, access_fields()));
  views.emplace("group_member",
                read_only("offering_user_group AS g"
                          " CROSS JOIN offering_user_group_project AS link"
                          " ON link.group_uuid = g.uuid"
                          " CROSS JOIN role_grant AS t ON t.scope_uuid = link.project_uuid"
                          " CROSS JOIN offering_user AS account ON account.user_uuid = t.user_uuid"
                          " AND account.offering_uuid = g.offering_uuid",
                          {"g.uuid", "account.uuid", "t.uuid"},
                          membership_fields("g.uuid", "g.offering_uuid")));
  views.emplace("account_group",
                read_only("offering_user AS account"
                          " CROSS JOIN role_grant AS t ON t.user_uuid = account.user_uuid"
                          " CROSS JOIN offering_user_group_project AS link"
                          " ON link.project_uuid = t.scope_uuid"
                          " CROSS JOIN offering_user_group AS g ON g.uuid = link.group_uuid"
                          " AND g.offering_uuid = account.offering_uuid",
                          {"account.uuid", "link.group_uuid", "t.uuid"},
                          membership_fields("link.group_uuid", "account.offering_uuid")));
}

/// Counters are written by StoreTransaction::set_counter; any reader may look at them.
void add_counters(Views& views) {
  View view;
  view.from = "counter AS t";
  view.key = {"t.name"};
  view.is_record = false;
  view.fields.emplace("name", Field{"t.name", {}});
  view.fields.emplace("value", Field{"t.value", {}});
  views.emplace("counter", std::move(view));
}

Views make_views() {
  Views views;
  add_people_and_scopes(views);
  add_offerings_and_resources(views);
  add_accounts(views);
  add_numbers_and_credentials(views);
  add_read_only(views);
  add_counters(views);
  return views;
}

}  // namespace

const View* find_view(std::string_view kind) {
  static const Views views = make_views();
  const auto found = views.find(kind);
  return found == views.end() ? nullptr : &found->second;
}

}  // namespace drawbridge::store
