#include "app/authority.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/records.h"
#include "domain/account_records.h"

namespace drawbridge::app {
namespace {

using domain::Operation;
using domain::Standing;

bool holds(const std::set<Uuid>& set, const std::optional<Uuid>& uuid) {
  return uuid && set.contains(*uuid);
}

std::vector<Standing> standings(const Principal& principal, const Scope& scope) {
  std::vector<Standing> found;
  if (principal.user.is_staff) found.push_back(Standing::kStaff);
  if (principal.user.is_support) found.push_back(Standing::kSupport);
  if (holds(principal.owned_customers, scope.customer_uuid)) found.push_back(Standing::kProvider);
  if (holds(principal.managed_customers, scope.customer_uuid)) {
    found.push_back(Standing::kCustomerManager);
  }
  if (holds(principal.managed_offerings, scope.offering_uuid)) {
    found.push_back(Standing::kOfferingManager);
  }
  if (holds(principal.managed_projects, scope.project_uuid)) {
    found.push_back(Standing::kProjectManager);
  }
  return found;
}

std::vector<Value> values_of(const std::set<Uuid>& uuids) { return {uuids.begin(), uuids.end()}; }

/// Organisations whose offerings the principal works for.
std::vector<Value> provider_customers(const Principal& principal) {
  auto customers = values_of(principal.owned_customers);
  for (const auto& uuid : principal.managed_customers) customers.emplace_back(uuid);
  return customers;
}

/// Rows with the named fields that belong to offerings the principal works for.
Condition of_provider(const Principal& principal, std::string_view customer_field,
                      std::string_view offering_field) {
  return where::any_of({where::in(customer_field, provider_customers(principal)),
                        where::in(offering_field, values_of(principal.managed_offerings))});
}

bool works_for_a_provider(const Principal& principal) {
  return !principal.owned_customers.empty() || !principal.managed_customers.empty() ||
         !principal.managed_offerings.empty();
}

/// People with an account on an offering the principal works for.
Condition people_of_provider(const Principal& principal, std::string_view user_field) {
  if (!works_for_a_provider(principal)) return where::nothing();
  return where::in_select(
      user_field, select_fields(domain::OfferingUser::kKind, {"user_uuid"},
                                of_provider(principal, "offering_customer_uuid", "offering_uuid")));
}

/// People whom one of the identity manager's sources vouches for.
Condition people_of_sources(const Principal& principal, std::string_view sources_field) {
  if (!principal.user.is_identity_manager) return where::nothing();
  std::vector<Condition> sources;
  for (const auto& source : principal.user.managed_isds) {
    sources.push_back(where::holds(sources_field, source));
  }
  return where::any_of(std::move(sources));
}

/// `field` of resources of offerings the principal works for.
Condition of_provider_resources(const Principal& principal, std::string_view field,
                                std::string_view resource_field) {
  if (!works_for_a_provider(principal)) return where::nothing();
  return where::in_select(
      field, select_fields(domain::Resource::kKind, {std::string(resource_field)},
                           of_provider(principal, "offering_customer_uuid", "offering_uuid")));
}

}  // namespace

bool is_permitted(const Principal& principal, Operation operation, const Scope& scope) {
  const auto held = standings(principal, scope);
  return std::any_of(held.begin(), held.end(),
                     [&](Standing standing) { return domain::permits(operation, standing); });
}

Status require(const Principal& principal, Operation operation, const Scope& scope) {
  if (is_permitted(principal, operation, scope)) return {};
  return fail(ErrorCode::kForbidden, "You do not have permission to perform this action.");
}

Condition visible_offering_users(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::both(
      where::is_true("offering_switch_on"),
      where::any_of({where::equal("user_uuid", principal.user.uuid),
                     of_provider(principal, "offering_customer_uuid", "offering_uuid"),
                     people_of_sources(principal, "user_active_isds")}));
}

Condition provider_offerings(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return of_provider(principal, "customer_uuid", "uuid");
}

Condition visible_offerings(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::any_of(
      {provider_offerings(principal),
       where::both(where::is_true("shared"), where::equal("state", std::string("Active")))});
}

Condition visible_users(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::any_of({where::equal("uuid", principal.user.uuid),
                        people_of_provider(principal, "uuid"),
                        people_of_sources(principal, "active_isds")});
}

Condition visible_ssh_keys(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::any_of({where::equal("user_uuid", principal.user.uuid), where::is_true("is_shared"),
                        people_of_provider(principal, "user_uuid")});
}

Condition visible_customers(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  auto connected = values_of(principal.customers);
  for (const auto& uuid : principal.owned_customers) connected.emplace_back(uuid);
  return where::any_of(
      {where::in("uuid", std::move(connected)),
       where::in_select("uuid", select_fields(domain::Project::kKind, {"customer_uuid"},
                                              where::in("uuid", values_of(principal.projects)))),
       of_provider_resources(principal, "uuid", "customer_uuid")});
}

Condition visible_projects(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  auto customers = provider_customers(principal);
  return where::any_of({where::in("uuid", values_of(principal.projects)),
                        where::in("customer_uuid", std::move(customers)),
                        of_provider_resources(principal, "uuid", "project_uuid")});
}

Condition visible_resources(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::any_of({where::in("project_uuid", values_of(principal.projects)),
                        where::in("customer_uuid", provider_customers(principal)),
                        of_provider(principal, "offering_customer_uuid", "offering_uuid")});
}

Condition visible_robot_accounts(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  auto customers = values_of(principal.customers);
  for (const auto& uuid : principal.owned_customers) customers.emplace_back(uuid);
  return where::any_of({where::in("project_uuid", values_of(principal.projects)),
                        where::in("customer_uuid", std::move(customers)),
                        of_provider(principal, "offering_customer_uuid", "offering_uuid")});
}

Condition visible_offering_user_groups(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  std::vector<Condition> mine = {of_provider(principal, "offering_customer_uuid", "offering_uuid")};
  for (const auto& project : principal.projects) {
    mine.push_back(where::holds("project_uuids", project));
  }
  return where::any_of(std::move(mine));
}

Condition visible_service_providers(const Principal& principal) {
  // An offering's own customer must always find its provider (wire contract, section 7), and who
  // provides is no secret: anybody with a token may read the list.
  static_cast<void>(principal);
  return where::all();
}

Condition visible_project_accounts(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::any_of({where::in("project_uuid", values_of(principal.projects)),
                        where::in("customer_uuid", provider_customers(principal)),
                        where::in("customer_uuid", values_of(principal.customers))});
}

Condition visible_customer_accounts(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::any_of({where::in("customer_uuid", provider_customers(principal)),
                        where::in("customer_uuid", values_of(principal.customers))});
}

Condition visible_pools(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  if (!works_for_a_provider(principal)) return where::nothing();
  return where::any_of(
      {where::in("customer_uuid", provider_customers(principal)),
       where::in_select("customer_uuid",
                        select_fields(domain::Offering::kKind, {"customer_uuid"},
                                      where::in("uuid", values_of(principal.managed_offerings))))});
}

Condition visible_ldap_accounts(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  return where::in_select(
      "offering_uuid",
      select_fields(domain::Offering::kKind, {"uuid"},
                    where::in("customer_uuid", values_of(principal.owned_customers))));
}

}  // namespace drawbridge::app
