#include "app/events/visible_events.h"

#include <set>
#include <vector>

#include "domain/event_records.h"

namespace drawbridge::app {
namespace {

std::vector<Value> values_of(const std::set<Uuid>& uuids) { return {uuids.begin(), uuids.end()}; }

/// Organisations the principal works for.
std::vector<Value> own_customers(const Principal& principal) {
  auto customers = values_of(principal.owned_customers);
  for (const auto& uuid : principal.managed_customers) customers.emplace_back(uuid);
  return customers;
}

/// An offering of an organisation the principal works for: the event may name another one, that of
/// the project that uses the offering.
Condition of_own_offering(const std::vector<Value>& customers) {
  Select offerings;
  offerings.kind = std::string(domain::Offering::kKind);
  offerings.fields = {"uuid"};
  offerings.where = where::in("customer_uuid", customers);
  return where::in_select("offering_uuid", std::move(offerings));
}

}  // namespace

Condition visible_events(const Principal& principal) {
  if (principal.reads_all()) return where::all();
  std::vector<Condition> mine = {where::equal("actor_uuid", principal.user.uuid),
                                 where::equal("affected_user_uuid", principal.user.uuid)};
  if (const auto customers = own_customers(principal); !customers.empty()) {
    mine.push_back(where::in("customer_uuid", customers));
    mine.push_back(of_own_offering(customers));
  }
  if (!principal.managed_offerings.empty()) {
    mine.push_back(where::in("offering_uuid", values_of(principal.managed_offerings)));
  }
  if (!principal.projects.empty()) {
    mine.push_back(where::in("project_uuid", values_of(principal.projects)));
  }
  return where::any_of(std::move(mine));
}

Result<std::int64_t> newest_event(StoreReader& store) {
  Select select;
  select.kind = std::string(domain::AuditEvent::kKind);
  select.fields = {"sequence"};
  select.order = {{"sequence", true}};
  select.limit = 1;
  std::int64_t newest = 0;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    if (const auto* number = std::get_if<std::int64_t>(&row.front())) newest = *number;
    return false;
  }));
  return newest;
}

}  // namespace drawbridge::app
