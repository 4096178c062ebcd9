#include "app/organisations.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/slugs.h"
#include "base/ordered_uuid.h"
#include "crypto/token.h"
#include "domain/account_records.h"
#include "domain/country_code.h"
#include "domain/states.h"
#include "json/read.h"

namespace drawbridge::app {
namespace {

using domain::Customer;
using domain::Project;
using domain::ServiceProvider;

Status check_date(const std::optional<std::string>& date, const char* field) {
  if (date && !is_calendar_date(*date)) {
    return fail(ErrorCode::kInvalid,
                "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.", field);
  }
  return {};
}

Status check_dates(const Project& project) {
  DRAWBRIDGE_CHECK(check_date(project.start_date, "start_date"));
  return check_date(project.end_date, "end_date");
}

/// ISO 3166-1 alpha-2, or blank.
Status check_country(const Customer& customer) {
  const auto& country = customer.country;
  if (country.empty() || domain::is_country_code(country)) return {};
  return json::invalid_choice(country, "country");
}

std::optional<std::string> given_slug(const std::string& slug) {
  return slug.empty() ? std::nullopt : std::optional(slug);
}

/// No I, O, l, o, 0 and 1: people read it out and type it in.
std::string random_secret_code() {
  constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  constexpr std::size_t kLength = 16;
  return std::string(crypto::random_code(kAlphabet, kLength).reveal());
}

Result<ServiceProvider> find_provider(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto provider, find<ServiceProvider>(transaction.store(), uuid));
  if (!provider) return fail(ErrorCode::kNotFound, "Not found.");
  return std::move(*provider);
}

}  // namespace

Result<Customer> create_customer(Transaction& transaction, Customer wanted) {
  wanted.uuid = ordered_uuid(transaction.now());
  DRAWBRIDGE_CHECK(check_country(wanted));
  DRAWBRIDGE_TRY(wanted.slug, choose_slug(transaction.store(), Customer::kKind,
                                          given_slug(wanted.slug), wanted.name, wanted.uuid));
  DRAWBRIDGE_CHECK(transaction.insert(wanted));
  return wanted;
}

Result<Customer> update_customer(Transaction& transaction, const Uuid& uuid, Customer after) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto before, find<Customer>(store, uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_CHECK(check_country(after));
  if (after.slug != before->slug) {
    DRAWBRIDGE_TRY(after.slug,
                   choose_slug(store, Customer::kKind, after.slug, after.name, after.uuid));
  }
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Result<Project> create_project(Transaction& transaction, Project wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto customer, find<Customer>(store, wanted.customer_uuid));
  if (!customer) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "customer");
  }
  if (customer->blocked || customer->archived) {
    return fail(ErrorCode::kInvalid, "Customer is not available.");
  }
  wanted.uuid = Uuid::random();  // its first digits may name its group
  DRAWBRIDGE_CHECK(check_dates(wanted));
  DRAWBRIDGE_TRY(wanted.slug, choose_slug(store, Project::kKind, given_slug(wanted.slug),
                                          wanted.name, wanted.uuid));
  DRAWBRIDGE_CHECK(transaction.insert(wanted));
  return wanted;
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

Result<ServiceProvider> register_service_provider(Transaction& transaction,
                                                  ServiceProvider wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(auto known, find_where<ServiceProvider>(
                                 store, where::equal("customer_uuid", wanted.customer_uuid)));
  if (known) return std::move(*known);
  DRAWBRIDGE_TRY(const auto is_there,
                 exists<Customer>(store, where::equal("uuid", wanted.customer_uuid)));
  if (!is_there) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "customer");
  }
  wanted.uuid = ordered_uuid(transaction.now());
  wanted.api_secret_code = random_secret_code();
  DRAWBRIDGE_CHECK(transaction.insert(wanted));
  return wanted;
}

Result<ServiceProvider> update_service_provider(Transaction& transaction,
                                                const ServiceProvider& after) {
  DRAWBRIDGE_TRY(const auto before, find_provider(transaction, after.uuid));
  auto changed = after;
  DRAWBRIDGE_CHECK(transaction.update(before, changed));
  return changed;
}

Status delete_service_provider(Transaction& transaction, const Uuid& uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto provider, find_provider(transaction, uuid));
  DRAWBRIDGE_TRY(
      const bool is_used,
      exists<domain::Offering>(
          store, where::both(where::equal("customer_uuid", provider.customer_uuid),
                             where::not_(where::equal("state", std::string("Archived"))))));
  if (is_used) {
    return fail(ErrorCode::kInvalid,
                "Service provider has active offerings. Please archive them first.");
  }
  DRAWBRIDGE_TRY(const bool has_pool,
                 exists<domain::PosixIdPool>(store, where::equal("service_provider_uuid", uuid)));
  if (has_pool) {
    return fail(ErrorCode::kInvalid,
                "Service provider has a POSIX ID pool. Please delete it first.");
  }
  DRAWBRIDGE_TRY(const auto grants,
                 list<domain::RoleGrant>(
                     store, where::both(where::equal("scope_type", std::string("service_provider")),
                                        where::equal("scope_uuid", uuid))));
  for (const auto& grant : grants) DRAWBRIDGE_CHECK(transaction.erase(grant));
  return transaction.erase(provider);
}

Result<ServiceProvider> renew_api_secret_code(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find_provider(transaction, uuid));
  auto after = before;
  after.api_secret_code = random_secret_code();
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

}  // namespace drawbridge::app
