#include "http/endpoints/service_provider_lists.h"

#include <string>
#include <utility>
#include <vector>

#include "app/authority.h"
#include "app/records.h"
#include "app/terms.h"
#include "domain/person_name.h"
#include "http/endpoints/course_account_endpoints.h"
#include "http/endpoints/customer_endpoints.h"
#include "http/endpoints/key_endpoints.h"
#include "http/endpoints/offering_filters.h"
#include "http/endpoints/project_endpoints.h"
#include "http/endpoints/service_account_endpoints.h"
#include "http/endpoints/user_endpoints.h"
#include "http/endpoints/user_representation.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using domain::Customer;
using domain::Offering;
using domain::Operation;
using domain::Project;
using domain::ServiceProvider;
using domain::User;
namespace where = app::where;

constexpr std::size_t kShownAtMost = 5;  ///< projects and people shown with an organisation

app::Condition is_live(std::string_view state_field) {
  return where::not_(
      where::equal(state_field, std::string(domain::to_word(domain::ResourceState::kTerminated))));
}

/// Resources that are not terminated, of the organisation's shared offerings.
app::Condition provider_resources(const Uuid& customer) {
  return where::all_of({where::equal("offering_customer_uuid", customer),
                        where::is_true("offering_shared"), is_live("state")});
}

app::Condition on_provider_projects(const Uuid& customer, std::string_view field) {
  return where::in_select(field, app::select_fields(domain::Resource::kKind, {"project_uuid"},
                                                    provider_resources(customer)));
}

app::Condition on_provider_customers(const Uuid& customer, std::string_view field) {
  return where::in_select(field, app::select_fields(domain::Resource::kKind, {"customer_uuid"},
                                                    provider_resources(customer)));
}

/// Grants in force on projects with such a resource.
app::Condition provider_grants(const Uuid& customer, Timestamp now) {
  return where::all_of({where::equal("scope_type", std::string("project")),
                        on_provider_projects(customer, "scope_uuid"), app::grant_in_force(now)});
}

app::Condition provider_people(const Uuid& customer, Timestamp now, std::string_view field) {
  return where::in_select(field, app::select_fields(domain::RoleGrant::kKind, {"user_uuid"},
                                                    provider_grants(customer, now)));
}

app::Condition only_active(const Call& call, std::string_view field) {
  return call.principal().reads_all() ? where::all() : where::is_true(field);
}

/// The provider's organisation, for those who may know whom it serves: 404, 403.
Result<Uuid> provider_customer(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, app::find<ServiceProvider>(call.store(), call.uuid()));
  if (!provider) return not_found();
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kReadProviderLists,
                                {.customer_uuid = provider->customer_uuid}));
  return provider->customer_uuid;
}

template <class R>
Result<std::int64_t> count_rows(const Call& call, app::Condition condition) {
  return call.store().count(app::select_fields(R::kKind, {"uuid"}, std::move(condition)));
}

void write_no_cost(json::Writer& out) {
  out.begin_object();
  for (const std::string_view name : {"total", "current", "tax", "tax_current"}) {
    out.field(name, "0.00");
  }
  out.end_object();
}

// People

/// Where consent is enforced: people who agreed to the terms of one of the provider's offerings, or
/// to whom none are put.
Result<app::Condition> consenting_people(const Call& call, const Uuid& customer) {
  DRAWBRIDGE_TRY(
      const auto offerings,
      app::list<Offering>(call.store(), where::both(where::equal("customer_uuid", customer),
                                                    where::is_true("shared"))));
  std::vector<app::Condition> of_offerings;
  for (const auto& offering : offerings) {
    DRAWBRIDGE_TRY(auto consenting, app::consenting_users(call.store(), *call.services().rules,
                                                          offering.uuid, call.now()));
    auto access = app::select_fields(
        "project_access", {"user_uuid"},
        where::all_of({where::equal("offering_uuid", offering.uuid), is_live("resource_state"),
                       app::grant_in_force(call.now())}));
    of_offerings.push_back(
        where::both(where::in_select("uuid", std::move(access)), std::move(consenting)));
  }
  return where::any_of(std::move(of_offerings));
}

/// Keys of the people that users/ lists.
Result<Response> list_keys(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  DRAWBRIDGE_TRY(auto consenting, consenting_people(call, customer));
  return list(
      call, key_collection(),
      where::all_of(
          {provider_people(customer, call.now(), "user_uuid"), only_active(call, "user_is_active"),
           where::in_select("user_uuid",
                            app::select_fields(User::kKind, {"uuid"}, std::move(consenting)))}));
}

Status represent_person(const Call& call, ObjectWriter& out, const User& user,
                        const Uuid& customer) {
  write_profile(out, user, shown_attributes(call, user));
  if (out.wants("projects_count")) {
    auto grants = app::select_fields(
        domain::RoleGrant::kKind, {"scope_uuid"},
        where::both(where::equal("user_uuid", user.uuid), provider_grants(customer, call.now())));
    DRAWBRIDGE_TRY(const auto projects,
                   count_rows<Project>(call, where::in_select("uuid", std::move(grants))));
    out.put("projects_count", projects);
  }
  return {};
}

Result<Response> list_people(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  auto collection = user_collection();
  collection.extra.clear();
  collection.represent = [customer](const Call& each, ObjectWriter& out, const User& user,
                                    const ExtraFields&) {
    return represent_person(each, out, user, customer);
  };
  DRAWBRIDGE_TRY(auto consenting, consenting_people(call, customer));
  DRAWBRIDGE_TRY(auto with_roles, role_conditions(call));
  return list(
      call, collection,
      where::all_of({provider_people(customer, call.now(), "uuid"), only_active(call, "is_active"),
                     std::move(consenting), std::move(with_roles)}));
}

Status represent_permission(const Call& call, ObjectWriter& out, const domain::RoleGrant& grant,
                            const ExtraFields& extra) {
  if (out.wants("project")) out.put("project", call.url("projects", grant.scope_uuid));
  if (out.wants("user")) out.put("user", call.url("users", grant.user_uuid));
  if (out.wants("created_by")) {
    const auto& author = grant.created_by_uuid;
    out.put("created_by", author ? std::optional(call.url("users", *author)) : std::nullopt);
  }
  out.field("created", grant.created)
      .field("expiration_time", grant.expiration_time)
      .field("created_by_full_name", domain::full_name(extra.text("created_by_first_name"),
                                                       extra.text("created_by_last_name")))
      .field("created_by_username", extra.text("created_by_username"))
      .field("project_uuid", grant.scope_uuid)
      .field("project_name", extra.text("scope_name"))
      .field("customer_uuid", extra.uuid("scope_customer_uuid"))
      .field("customer_name", extra.text("scope_customer_name"))
      .field("role", grant.role_name)
      .field("role_name", grant.role_name)
      .field("user_uuid", grant.user_uuid)
      .field("user_username", extra.text("user_username"))
      .field("user_full_name",
             domain::full_name(extra.text("user_first_name"), extra.text("user_last_name")))
      .field("user_native_name", extra.text("user_native_name"))
      .field("user_email", extra.text("user_email"));
  if (out.wants("project_created") || out.wants("project_end_date")) {
    DRAWBRIDGE_TRY(const auto project, app::find<Project>(call.store(), grant.scope_uuid));
    if (project) {
      out.field("project_created", project->created);
      // Its type is a moment: a project ends with the day before.
      if (project->end_date) {
        out.field("project_end_date", *project->end_date + "T00:00:00Z");
      }
    }
  }
  return {};
}

const Collection<domain::RoleGrant>& permission_collection() {
  static const Collection<domain::RoleGrant> collection = {
      .extra = {"scope_name", "scope_customer_uuid", "scope_customer_name", "user_username",
                "user_first_name", "user_last_name", "user_native_name", "user_email",
                "created_by_username", "created_by_first_name", "created_by_last_name"},
      .filters = {filter::uuid("user", "user_uuid"), filter::exact("role_name", "role_name"),
                  filter::uuid("role_uuid", "role_uuid"), filter::uuid("scope_uuid", "scope_uuid"),
                  filter::contains("scope_name", {"scope_name"}),
                  filter::uuid("customer_uuid", "scope_customer_uuid"),
                  filter::contains("full_name", {"user_first_name", "user_last_name"}),
                  filter::contains("native_name", {"user_native_name"}),
                  filter::contains("username", {"user_username"}),
                  filter::since("created", "created"), filter::until("created_before", "created"),
                  filter::until("expiration_time", "expiration_time")},
      .orderings = {{"created", "created"},
                    {"expiration_time", "expiration_time"},
                    {"role", "role_name"},
                    {"email", "user_email"},
                    {"username", "user_username"},
                    {"native_name", "user_native_name"},
                    {"full_name", "user_first_name"}},
      .default_order = {{"created", false}, {"uuid", false}},
      .represent = represent_permission,
  };
  return collection;
}

Result<Response> list_project_permissions(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  return list(call, permission_collection(),
              where::both(provider_grants(customer, call.now()), where::is_true("user_is_active")));
}

// Projects

Result<Response> list_projects(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  return list(call, project_collection(), on_provider_projects(customer, "uuid"));
}

Status represent_customer_project(const Call& call, ObjectWriter& out, const Project& project,
                                  const Uuid& customer) {
  out.field("uuid", project.uuid)
      .field("name", project.name)
      .field("description", project.description)
      .field("end_date", project.end_date)
      .nested("billing_price_estimate", write_no_cost);
  if (out.wants("resources_count")) {
    DRAWBRIDGE_TRY(
        const auto resources,
        count_rows<domain::Resource>(call, where::both(where::equal("project_uuid", project.uuid),
                                                       provider_resources(customer))));
    out.put("resources_count", resources);
  }
  if (out.wants("users_count")) {
    auto grants = app::select_fields(
        domain::RoleGrant::kKind, {"user_uuid"},
        where::all_of({where::equal("scope_type", std::string("project")),
                       where::equal("scope_uuid", project.uuid), app::grant_in_force(call.now())}));
    DRAWBRIDGE_TRY(const auto users,
                   count_rows<User>(call, where::in_select("uuid", std::move(grants))));
    out.put("users_count", users);
  }
  return {};
}

/// A UUID in the query; nothing when it is absent or none.
std::optional<Uuid> asked_uuid(const Call& call, std::string_view name) {
  const auto text = call.query().value(name);
  if (!text) return std::nullopt;
  const auto uuid = Uuid::parse(*text);
  return uuid ? std::optional(*uuid) : std::nullopt;
}

Result<Response> list_customer_projects(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  const auto owner = asked_uuid(call, "project_customer_uuid");
  auto collection = project_collection();
  collection.represent = [customer](const Call& each, ObjectWriter& out, const Project& project,
                                    const ExtraFields&) {
    return represent_customer_project(each, out, project, customer);
  };
  return list(call, collection,
              owner ? where::both(where::equal("customer_uuid", *owner),
                                  on_provider_projects(customer, "uuid"))
                    : where::nothing());
}

// Organisations

void write_name_and_uuid(json::Writer& out, const Uuid& uuid, const std::string& name) {
  out.begin_object().field("uuid", uuid).field("name", name).end_object();
}

/// The first few projects or people of an organisation, and how many there are.
template <class R>
Status represent_some(const Call& call, ObjectWriter& out, std::string_view name,
                      app::Condition condition, std::string_view order,
                      const std::function<std::string(const R&)>& shown_name) {
  const std::string count_name = std::string(name) + "_count";
  if (out.wants(count_name)) {
    DRAWBRIDGE_TRY(const auto count, count_rows<R>(call, condition));
    out.put(count_name, count);
  }
  if (!out.wants(name)) return {};
  auto select = app::select_records<R>(std::move(condition));
  select.order = {{std::string(order), false}};
  select.limit = kShownAtMost;
  DRAWBRIDGE_TRY(const auto rows, app::list<R>(call.store(), select));
  out.nested(name, [&](json::Writer& writer) {
    writer.begin_array();
    for (const auto& row : rows) write_name_and_uuid(writer, row.uuid, shown_name(row));
    writer.end_array();
  });
  return {};
}

Status represent_customer(const Call& call, ObjectWriter& out, const Customer& customer,
                          const Uuid& provider) {
  out.field("uuid", customer.uuid)
      .field("name", customer.name)
      .field("slug", customer.slug)
      .field("abbreviation", customer.abbreviation)
      .field("phone_number", customer.phone_number)
      .field("email", customer.email)
      .field("payment_profiles", domain::StringList())
      .nested("billing_price_estimate", write_no_cost);
  const auto projects = where::both(where::equal("customer_uuid", customer.uuid),
                                    on_provider_projects(provider, "uuid"));
  DRAWBRIDGE_CHECK(represent_some<Project>(call, out, "projects", projects, "name",
                                           [](const Project& project) { return project.name; }));
  auto grants = app::select_fields(domain::RoleGrant::kKind, {"user_uuid"},
                                   where::both(provider_grants(provider, call.now()),
                                               where::equal("scope_customer_uuid", customer.uuid)));
  return represent_some<User>(
      call, out, "users", where::in_select("uuid", std::move(grants)), "username",
      [](const User& user) { return domain::full_name(user.first_name, user.last_name); });
}

Result<Response> list_customers_where(const Call& call, const Uuid& provider,
                                      app::Condition condition) {
  auto collection = customer_collection();
  collection.represent = [provider](const Call& each, ObjectWriter& out, const Customer& customer,
                                    const ExtraFields&) {
    return represent_customer(each, out, customer, provider);
  };
  return list(call, collection,
              where::both(on_provider_customers(provider, "uuid"), std::move(condition)));
}

Result<Response> list_customers(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  return list_customers_where(call, customer, where::all());
}

Result<Response> list_user_customers(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  const auto user = asked_uuid(call, "user_uuid");
  if (!user) return list_customers_where(call, customer, where::nothing());
  const auto of_user =
      where::both(where::equal("user_uuid", *user), app::grant_in_force(call.now()));
  auto by_role =
      app::select_fields(domain::RoleGrant::kKind, {"scope_uuid"},
                         where::both(of_user, where::equal("scope_type", std::string("customer"))));
  auto by_project = app::select_fields(
      domain::RoleGrant::kKind, {"scope_customer_uuid"},
      where::both(where::equal("user_uuid", *user), provider_grants(customer, call.now())));
  return list_customers_where(call, customer,
                              where::any_of({where::in_select("uuid", std::move(by_role)),
                                             where::in_select("uuid", std::move(by_project))}));
}

// Robot accounts

app::Select robot_scopes(const Uuid& customer, std::string_view field) {
  return app::select_fields(
      domain::RobotAccount::kKind, {std::string(field)},
      where::both(where::equal("offering_customer_uuid", customer),
                  where::in("state", {std::string("OK"), std::string("Requested deletion")})));
}

/// Name and UUID of the organisations or projects whose resources have a robot account.
template <class R>
Result<Response> list_robot_scopes(const Call& call, std::string_view scope_field,
                                   std::string_view name_parameter) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  const Collection<R> collection = {
      .extra = {},
      .filters = {filter::contains(name_parameter, {"name"})},
      .orderings = {{"name", "name"}},
      .default_order = {{"name", false}},
      .represent = [](const Call&, ObjectWriter& out, const R& row, const ExtraFields&) -> Status {
        out.field("name", row.name).field("uuid", row.uuid);
        return {};
      }};
  return list(call, collection, where::in_select("uuid", robot_scopes(customer, scope_field)));
}

// Accounts without numbers

/// Course accounts of the provider's projects; those without a user are nobody's yet.
Result<Response> list_course_accounts(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  return list(call, course_account_collection(),
              where::both(on_provider_projects(customer, "project_uuid"),
                          where::not_(where::is_null("user_uuid"))));
}

Result<Response> list_project_service_accounts(const Call& call) {
  DRAWBRIDGE_TRY(const auto customer, provider_customer(call));
  return list(call, project_service_account_collection(),
              on_provider_projects(customer, "project_uuid"));
}

// Offerings

Status represent_offering(const Call& call, ObjectWriter& out, const Offering& offering,
                          const ExtraFields& extra) {
  const domain::StringList none;
  out.field("uuid", offering.uuid)
      .field("customer_uuid", offering.customer_uuid)
      .field("name", offering.name)
      .field("slug", offering.slug)
      .field("category_title", extra.text("category_title"))
      .field("type", offering.type)
      .field("state", offering.state)
      .field("components", none)
      .field("plans", none)
      .field("options", offering.options)
      .field("resource_options", offering.resource_options)
      .null("thumbnail")
      .nested("billing_price_estimate", write_no_cost);
  if (out.wants("resources_count")) {
    DRAWBRIDGE_TRY(
        const auto resources,
        count_rows<domain::Resource>(
            call, where::both(where::equal("offering_uuid", offering.uuid), is_live("state"))));
    out.put("resources_count", resources);
  }
  const app::Scope scope = {offering.customer_uuid, offering.uuid, std::nullopt};
  if (app::is_permitted(call.principal(), Operation::kReadSecrets, scope)) {
    out.field("secret_options", offering.secret_options);
  }
  return {};
}

/// The path takes the provider's UUID or its organisation's.
Result<Response> list_offerings(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider,
                 app::find_where<ServiceProvider>(
                     call.store(), where::any_of({where::equal("uuid", call.uuid()),
                                                  where::equal("customer_uuid", call.uuid())})));
  if (!provider) return not_found();
  static const Collection<Offering> collection = {
      .extra = {"category_title"},
      .filters = offering_filters(),
      .orderings = {{"name", "name"}, {"created", "created"}, {"state", "state"}},
      .default_order = {{"name", false}, {"uuid", false}},
      .represent = represent_offering,
  };
  return list(call, collection,
              where::both(where::equal("customer_uuid", provider->customer_uuid),
                          app::visible_offerings(call.principal())));
}

}  // namespace

void add_service_provider_list_routes(Router& router) {
  const std::string one = "/api/marketplace-service-providers/{uuid}/";
  router.get(one + "keys/", list_keys);
  router.get(one + "users/", list_people);
  router.get(one + "project_permissions/", list_project_permissions);
  router.get(one + "projects/", list_projects);
  router.get(one + "customer_projects/", list_customer_projects);
  router.get(one + "customers/", list_customers);
  router.get(one + "user_customers/", list_user_customers);
  router.get(one + "robot_account_customers/", [](const Call& call) {
    return list_robot_scopes<Customer>(call, "customer_uuid", "customer_name");
  });
  router.get(one + "robot_account_projects/", [](const Call& call) {
    return list_robot_scopes<Project>(call, "project_uuid", "project_name");
  });
  router.get(one + "course_accounts/", list_course_accounts);
  router.get(one + "project_service_accounts/", list_project_service_accounts);
  router.get(one + "offerings/", list_offerings);
}

}  // namespace drawbridge::http
