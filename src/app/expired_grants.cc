#include "app/expired_grants.h"

#include <set>
#include <string>
#include <utility>

#include "app/memberships.h"
#include "app/records.h"
#include "app/robot_accounts.h"

namespace drawbridge::app {
namespace {

/// Counter: the expiration_time, in microseconds, up to which grants are settled.
constexpr std::string_view kSettledUntil = "expired_grants_settled_until";
constexpr std::int64_t kGrantsPerCommand = 500;

Result<std::int64_t> settled_until(StoreReader& store) {
  Select select;
  select.kind = "counter";
  select.fields = {"value"};
  select.where = where::equal("name", std::string(kSettledUntil));
  std::int64_t value = 0;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    if (const auto* number = std::get_if<std::int64_t>(&row.front())) value = *number;
    return false;
  }));
  return value;
}

Select expired_grants(std::int64_t after, Timestamp now) {
  auto select = select_records<domain::RoleGrant>(where::all_of(
      {where::compare(Condition::Operator::kGreater, "expiration_time", after),
       where::compare(Condition::Operator::kAtMost, "expiration_time", now.microseconds)}));
  select.order = {{"expiration_time", false}, {"uuid", false}};
  return select;
}

}  // namespace

Result<bool> has_unsettled_grants(StoreReader& store, Timestamp now) {
  DRAWBRIDGE_TRY(const auto after, settled_until(store));
  auto select = expired_grants(after, now);
  select.limit = 1;
  bool found = false;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row&) {
    found = true;
    return false;
  }));
  return found;
}

Status settle_expired_grants(Transaction& transaction) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto after, store.counter(kSettledUntil));
  auto select = expired_grants(after, transaction.now());
  select.limit = kGrantsPerCommand;
  DRAWBRIDGE_TRY(auto grants, list<domain::RoleGrant>(store, select));
  if (grants.empty()) return {};
  if (static_cast<std::int64_t>(grants.size()) == kGrantsPerCommand) {
    // Grants that end at the last moment may be more than fit: that moment is taken whole.
    const auto last = grants.back().expiration_time;
    DRAWBRIDGE_TRY(auto same, list<domain::RoleGrant>(
                                  store, where::equal("expiration_time", last->microseconds)));
    grants.insert(grants.end(), std::make_move_iterator(same.begin()),
                  std::make_move_iterator(same.end()));
  }
  std::set<Uuid> people, told;
  for (const auto& grant : grants) {
    people.insert(grant.user_uuid);
    if (told.insert(grant.uuid).second) DRAWBRIDGE_CHECK(transaction.tell_end(grant));
  }
  for (const auto& person : people) {
    DRAWBRIDGE_CHECK(end_accounts_without_access(transaction, person));
    DRAWBRIDGE_CHECK(leave_robot_accounts(transaction, person));
  }
  return store.set_counter(kSettledUntil, grants.back().expiration_time->microseconds);
}

}  // namespace drawbridge::app
