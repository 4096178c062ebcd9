#include "app/organisations.h"

#include <utility>

#include "app/slugs.h"
#include "domain/states.h"

namespace drawbridge::app {
namespace {

using domain::Customer;
using domain::Project;

Status check_date(const std::optional<std::string>& date, const char* field) {
  if (date && (date->size() != 10 || !Timestamp::parse(*date))) {
    return fail(ErrorCode::kInvalid,
                "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.", field);
  }
  return {};
}

Status check_dates(const Project& project) {
  DRAWBRIDGE_CHECK(check_date(project.start_date, "start_date"));
  return check_date(project.end_date, "end_date");
}

}  // namespace

Result<Customer> create_customer(Transaction& transaction, const NewCustomer& wanted) {
  Customer customer;
  customer.uuid = Uuid::random();
  customer.name = wanted.name;
  customer.abbreviation = wanted.abbreviation;
  DRAWBRIDGE_TRY(customer.slug, choose_slug(transaction.store(), Customer::kKind, wanted.slug,
                                            customer.name, customer.uuid));
  DRAWBRIDGE_CHECK(transaction.insert(customer));
  return customer;
}

Result<Project> create_project(Transaction& transaction, const NewProject& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto customer, find<Customer>(store, wanted.customer_uuid));
  if (!customer) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "customer");
  }
  if (customer->blocked || customer->archived) {
    return fail(ErrorCode::kInvalid, "Customer is not available.");
  }
  Project project;
  project.uuid = Uuid::random();
  project.name = wanted.name;
  project.description = wanted.description;
  project.customer_uuid = wanted.customer_uuid;
  project.start_date = wanted.start_date;
  project.end_date = wanted.end_date;
  DRAWBRIDGE_CHECK(check_dates(project));
  DRAWBRIDGE_TRY(project.slug,
                 choose_slug(store, Project::kKind, wanted.slug, project.name, project.uuid));
  DRAWBRIDGE_CHECK(transaction.insert(project));
  return project;
}

Result<Project> update_project(Transaction& transaction, const Uuid& uuid, Project after) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto before, find<Project>(store, uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_CHECK(check_dates(after));
  if (after.slug != before->slug) {
    DRAWBRIDGE_TRY(after.slug,
                   choose_slug(store, Project::kKind, after.slug, after.name, after.uuid));
  }
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Status delete_project(Transaction& transaction, const Uuid& uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto before, find<Project>(store, uuid));
  if (!before || before->is_removed) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_TRY(
      const auto is_used,
      exists<domain::Resource>(
          store, where::both(where::equal("project_uuid", uuid),
                             where::not_(where::equal("state", std::string("Terminated"))))));
  if (is_used) {
    return fail(ErrorCode::kConflict, "Cannot delete project with active resources.");
  }
  DRAWBRIDGE_TRY(
      const auto grants,
      list<domain::RoleGrant>(store, where::both(where::equal("scope_type", std::string("project")),
                                                 where::equal("scope_uuid", uuid))));
  for (const auto& grant : grants) DRAWBRIDGE_CHECK(transaction.erase(grant));
  auto after = *before;
  after.is_removed = true;
  return transaction.update(*before, after);
}

Result<domain::ServiceProvider> register_service_provider(Transaction& transaction,
                                                          const Uuid& customer,
                                                          const std::string& description) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(auto known, find_where<domain::ServiceProvider>(
                                 store, where::equal("customer_uuid", customer)));
  if (known) return std::move(*known);
  DRAWBRIDGE_TRY(const auto is_there, exists<Customer>(store, where::equal("uuid", customer)));
  if (!is_there) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "customer");
  }
  domain::ServiceProvider provider;
  provider.uuid = Uuid::random();
  provider.customer_uuid = customer;
  provider.description = description;
  DRAWBRIDGE_CHECK(transaction.insert(provider));
  return provider;
}

}  // namespace drawbridge::app
