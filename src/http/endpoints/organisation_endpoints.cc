#include "http/endpoints/organisation_endpoints.h"

#include <utility>

#include "app/authority.h"
#include "app/organisations.h"
#include "app/records.h"
#include "http/body.h"
#include "http/endpoints/role_actions.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Customer;
using domain::Operation;
using domain::Project;
using domain::ServiceProvider;

constexpr json::TextRules kName = {.max_length = 150};
constexpr json::TextRules kProjectName = {.max_length = 500};
constexpr json::TextRules kDescription = {.max_length = 2000, .may_be_blank = true};
constexpr json::TextRules kSlug = {.max_length = 50};

// Customers

Status represent_customer(const Call& call, ObjectWriter& out, const Customer& customer,
                          const ExtraFields&) {
  out.field("url", call.url("customers", customer.uuid))
      .field("uuid", customer.uuid)
      .field("name", customer.name)
      .field("slug", customer.slug)
      .field("abbreviation", customer.abbreviation)
      .field("blocked", customer.blocked)
      .field("archived", customer.archived)
      .field("created", customer.created);
  return {};
}

const Collection<Customer>& customer_collection() {
  static const Collection<Customer> collection = {
      .extra = {},
      .filters = {filter::contains("name", {"name"}), filter::exact("name_exact", "name"),
                  filter::exact_no_case("slug", "slug"),
                  filter::contains("abbreviation", {"abbreviation"}),
                  filter::boolean("archived", "archived"),
                  filter::contains("query", {"name", "abbreviation", "slug"})},
      .orderings = {{"name", "name"}, {"created", "created"}, {"abbreviation", "abbreviation"}},
      .default_order = {{"name", false}},
      .represent = represent_customer,
  };
  return collection;
}

Result<Response> create_customer(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kCreateCustomer));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewCustomer wanted;
  DRAWBRIDGE_TRY(wanted.name, json::required_string(body, "name", kName));
  DRAWBRIDGE_TRY(wanted.slug, json::optional_string(body, "slug", kSlug));
  DRAWBRIDGE_TRY(
      const auto abbreviation,
      json::optional_string(body, "abbreviation", {.max_length = 12, .may_be_blank = true}));
  wanted.abbreviation = abbreviation.value_or("");
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_customer(transaction, wanted);
  }));
  return show(call, customer_collection(), made.uuid, 201);
}

Status see_customer(const Call& call) {
  DRAWBRIDGE_TRY(const auto is_there,
                 app::exists<Customer>(call.store(),
                                       app::where::both(app::where::equal("uuid", call.uuid()),
                                                        app::visible_customers(call.principal()))));
  if (!is_there) return not_found();
  return {};
}

Result<RoleScope> customer_scope(const Call& call) {
  DRAWBRIDGE_CHECK(see_customer(call));
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kManageCustomer, {.customer_uuid = call.uuid()}));
  return RoleScope{"customer", call.uuid()};
}

// Projects

Status represent_project(const Call& call, ObjectWriter& out, const Project& project,
                         const ExtraFields& extra) {
  out.field("url", call.url("projects", project.uuid))
      .field("uuid", project.uuid)
      .field("name", project.name)
      .field("slug", project.slug)
      .field("customer", call.url("customers", project.customer_uuid))
      .field("customer_uuid", project.customer_uuid)
      .field("customer_name", extra.text("customer_name"))
      .field("customer_slug", extra.text("customer_slug"))
      .field("customer_abbreviation", extra.text("customer_abbreviation"))
      .field("description", project.description)
      .field("start_date", project.start_date)
      .field("end_date", project.end_date)
      .field("is_removed", project.is_removed)
      .field("created", project.created);
  return {};
}

const Collection<Project>& project_collection() {
  static const Collection<Project> collection = {
      .extra = {"customer_name", "customer_slug", "customer_abbreviation"},
      .filters = {filter::reference("customer", "customer_uuid", kCustomerCollections),
                  filter::uuid("customer_uuid", "customer_uuid"),
                  filter::contains("customer_name", {"customer_name"}),
                  filter::contains("name", {"name"}), filter::exact("name_exact", "name"),
                  filter::exact_no_case("slug", "slug"), filter::since("created", "created"),
                  filter::contains("query", {"name", "slug", "description"})},
      .orderings = {{"name", "name"},
                    {"created", "created"},
                    {"customer_name", "customer_name"},
                    {"end_date", "end_date"}},
      .default_order = {{"name", false}},
      .represent = represent_project,
  };
  return collection;
}

app::Condition visible_projects(const Call& call) {
  return app::where::both(app::visible_projects(call.principal()),
                          app::where::is_false("is_removed"));
}

Result<std::string> text_or(const json::Value& body, std::string_view key,
                            const json::TextRules& rules, std::string fallback) {
  DRAWBRIDGE_TRY(auto text, json::optional_string(body, key, rules));
  return std::move(text).value_or(std::move(fallback));
}

Result<Response> create_project(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewProject wanted;
  DRAWBRIDGE_TRY(wanted.name, json::required_string(body, "name", kProjectName));
  DRAWBRIDGE_TRY(wanted.customer_uuid, required_reference(body, "customer", kCustomerCollections));
  DRAWBRIDGE_TRY(wanted.slug, json::optional_string(body, "slug", kSlug));
  DRAWBRIDGE_TRY(wanted.description, text_or(body, "description", kDescription, ""));
  DRAWBRIDGE_TRY(const auto start, json::nullable_string(body, "start_date"));
  wanted.start_date = start.value;
  DRAWBRIDGE_TRY(const auto end, json::nullable_string(body, "end_date"));
  wanted.end_date = end.value;
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageProject,
                                {.customer_uuid = wanted.customer_uuid}));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_project(transaction, wanted);
  }));
  return show(call, project_collection(), made.uuid, 201);
}

Result<Project> find_project(const Call& call) {
  DRAWBRIDGE_TRY(auto project,
                 app::find_where<Project>(call.store(),
                                          app::where::both(app::where::equal("uuid", call.uuid()),
                                                           visible_projects(call))));
  if (!project) return not_found();
  return std::move(*project);
}

Result<Response> change_project(const Call& call) {
  DRAWBRIDGE_TRY(auto project, find_project(call));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageProject,
                                {.customer_uuid = project.customer_uuid}));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(project.name, text_or(body, "name", kProjectName, project.name));
  DRAWBRIDGE_TRY(project.slug, text_or(body, "slug", kSlug, project.slug));
  DRAWBRIDGE_TRY(project.description,
                 text_or(body, "description", kDescription, project.description));
  DRAWBRIDGE_TRY(const auto start, json::nullable_string(body, "start_date"));
  if (start.is_given) project.start_date = start.value;
  DRAWBRIDGE_TRY(const auto end, json::nullable_string(body, "end_date"));
  if (end.is_given) project.end_date = end.value;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_project(transaction, call.uuid(), project);
  }));
  return show(call, project_collection(), call.uuid());
}

Result<Response> delete_project(const Call& call) {
  DRAWBRIDGE_TRY(const auto project, find_project(call));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageProject,
                                {.customer_uuid = project.customer_uuid}));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_project(transaction, project.uuid);
  }));
  return empty_response(204);
}

Status see_project(const Call& call) {
  DRAWBRIDGE_TRY([[maybe_unused]] const auto project, find_project(call));
  return {};
}

Result<RoleScope> project_scope(const Call& call) {
  DRAWBRIDGE_TRY(const auto project, find_project(call));
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kGrantProjectRoles,
                   {.customer_uuid = project.customer_uuid, .project_uuid = project.uuid}));
  const bool manages_customer = app::is_permitted(call.principal(), Operation::kManageProject,
                                                  {.customer_uuid = project.customer_uuid});
  return RoleScope{"project", project.uuid, !manages_customer};
}

// Service providers

Status represent_provider(const Call& call, ObjectWriter& out, const ServiceProvider& provider,
                          const ExtraFields& extra) {
  out.field("url", call.url("marketplace-service-providers", provider.uuid))
      .field("uuid", provider.uuid)
      .field("created", provider.created)
      .field("description", provider.description)
      .field("customer", call.url("customers", provider.customer_uuid))
      .field("customer_uuid", provider.customer_uuid)
      .field("customer_name", extra.text("customer_name"))
      .field("customer_slug", extra.text("customer_slug"));
  return {};
}

const Collection<ServiceProvider>& provider_collection() {
  static const Collection<ServiceProvider> collection = {
      .extra = {"customer_name", "customer_slug"},
      .filters = {filter::reference("customer", "customer_uuid", kCustomerCollections),
                  filter::uuid("customer_uuid", "customer_uuid"),
                  filter::contains("customer_keyword", {"customer_name", "customer_slug"})},
      .orderings = {{"customer_name", "customer_name"}},
      .default_order = {{"customer_name", false}},
      .represent = represent_provider,
  };
  return collection;
}

Result<Response> create_provider(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto customer, required_reference(body, "customer", kCustomerCollections));
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kManageCustomer, {.customer_uuid = customer}));
  DRAWBRIDGE_TRY(const auto description, text_or(body, "description", kDescription, ""));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::register_service_provider(transaction, customer, description);
  }));
  return show(call, provider_collection(), made.uuid, 201);
}

Status see_provider(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, app::find<ServiceProvider>(call.store(), call.uuid()));
  if (!provider) return not_found();
  return {};
}

Result<RoleScope> provider_scope(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, app::find<ServiceProvider>(call.store(), call.uuid()));
  if (!provider) return not_found();
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCustomer,
                                {.customer_uuid = provider->customer_uuid}));
  return RoleScope{"service_provider", provider->uuid};
}

/// Roles below `object`: who may see it may list them.
void add_roles(Router& router, std::string_view object, std::string type,
               std::function<Status(const Call&)> see, FindRoleScope find_scope) {
  router.get(std::string(object) + "list_users/",
             [see = std::move(see), type = std::move(type)](const Call& call) -> Result<Response> {
               DRAWBRIDGE_CHECK(see(call));
               return list_scope_users(call, {type, call.uuid()});
             });
  add_role_action_routes(router, object, std::move(find_scope));
}

}  // namespace

void add_organisation_routes(Router& router) {
  router.get("/api/customers/", [](const Call& call) {
    return list(call, customer_collection(), app::visible_customers(call.principal()));
  });
  router.post("/api/customers/", create_customer);
  router.get("/api/customers/{uuid}/", [](const Call& call) {
    return retrieve(call, customer_collection(), call.uuid(),
                    app::visible_customers(call.principal()));
  });
  add_roles(router, "/api/customers/{uuid}/", "customer", see_customer, customer_scope);
  router.get("/api/projects/", [](const Call& call) {
    return list(call, project_collection(), visible_projects(call));
  });
  router.post("/api/projects/", create_project);
  router.get("/api/projects/{uuid}/", [](const Call& call) {
    return retrieve(call, project_collection(), call.uuid(), visible_projects(call));
  });
  router.patch("/api/projects/{uuid}/", change_project);
  router.put("/api/projects/{uuid}/", change_project);
  router.remove("/api/projects/{uuid}/", delete_project);
  add_roles(router, "/api/projects/{uuid}/", "project", see_project, project_scope);
  router.get("/api/marketplace-service-providers/", [](const Call& call) {
    return list(call, provider_collection(), app::visible_service_providers(call.principal()));
  });
  router.post("/api/marketplace-service-providers/", create_provider);
  router.get("/api/marketplace-service-providers/{uuid}/", [](const Call& call) {
    return retrieve(call, provider_collection(), call.uuid(),
                    app::visible_service_providers(call.principal()));
  });
  add_roles(router, "/api/marketplace-service-providers/{uuid}/", "service_provider", see_provider,
            provider_scope);
}

}  // namespace drawbridge::http
