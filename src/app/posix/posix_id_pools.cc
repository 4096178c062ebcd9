#include "app/posix/posix_id_pools.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "app/accounts.h"
#include "base/ordered_uuid.h"
#include "domain/posix_id.h"

namespace drawbridge::app {
namespace {

using domain::NumberRange;
using domain::PoolRanges;
using domain::PosixIdentity;
using domain::PosixIdPool;

Result<PoolRanges> ranges_of(const PosixIdPool& pool) {
  PoolRanges ranges;
  DRAWBRIDGE_TRY(ranges.uid, domain::check_range(pool.min_uid, pool.max_uid, pool.next_uid, "uid"));
  DRAWBRIDGE_TRY(ranges.gid, domain::check_range(pool.min_gid, pool.max_gid, pool.next_gid, "gid"));
  DRAWBRIDGE_TRY(ranges.group_gid, domain::check_range(pool.min_group_gid, pool.max_group_gid,
                                                       pool.next_group_gid, "group_gid"));
  return ranges;
}

void put_counters(PosixIdPool& pool) {
  const auto put = [](const auto& min, const auto& max, std::optional<std::int64_t>& next) {
    if (!min || !max) {
      next.reset();
    } else if (*min <= *max) {  // otherwise the check of the range says so
      next = std::clamp(next.value_or(*min), *min, *max + 1);
    }
  };
  put(pool.min_uid, pool.max_uid, pool.next_uid);
  put(pool.min_gid, pool.max_gid, pool.next_gid);
  put(pool.min_group_gid, pool.max_group_gid, pool.next_group_gid);
}

/// The organisation that the pool belongs to.
Result<Uuid> customer_of(StoreReader& store, const PosixIdPool& pool) {
  if (pool.service_provider_uuid) {
    DRAWBRIDGE_TRY(const auto provider,
                   find<domain::ServiceProvider>(store, *pool.service_provider_uuid));
    if (provider) return provider->customer_uuid;
    return fail(ErrorCode::kInvalid, "Object does not exist.", "service_provider");
  }
  DRAWBRIDGE_TRY(const auto offering, find<domain::Offering>(store, *pool.offering_uuid));
  if (offering) return offering->customer_uuid;
  return fail(ErrorCode::kInvalid, "Object does not exist.", "offering");
}

Result<std::vector<PosixIdPool>> other_pools(StoreReader& store, const PosixIdPool& pool,
                                             const Uuid& customer) {
  return list<PosixIdPool>(store, where::both(where::equal("customer_uuid", customer),
                                              where::not_(where::equal("uuid", pool.uuid))));
}

Condition active_in(std::string_view name_space, std::int64_t min, std::int64_t max) {
  return where::all_of({where::equal("namespace", std::string(name_space)),
                        where::is_null("released_at"),
                        where::compare(Condition::Operator::kAtLeast, "value", min),
                        where::compare(Condition::Operator::kAtMost, "value", max)});
}

/// No number that another pool of the provider has given away may come into this one's reach.
Status check_not_held(StoreReader& store, const std::vector<PosixIdPool>& others,
                      std::string_view name_space, const std::optional<NumberRange>& range,
                      std::string_view field) {
  constexpr std::int64_t kShown = 3;
  if (!range || others.empty()) return {};
  std::vector<Value> pools;
  for (const auto& pool : others) pools.emplace_back(pool.uuid);
  auto select = select_records<PosixIdentity>(where::both(
      where::in("pool_uuid", std::move(pools)), active_in(name_space, range->min, range->max)));
  select.order = {{"value", false}};
  select.limit = kShown;
  DRAWBRIDGE_TRY(const auto held, list<PosixIdentity>(store, select));
  if (held.empty()) return {};
  std::string values;
  for (const auto& identity : held) {
    values += (values.empty() ? "" : ", ") + std::to_string(identity.value);
  }
  return fail(
      ErrorCode::kInvalid,
      fmt::format("The range contains numbers of another pool that are in use: {}.", values),
      std::string(field));
}

Status check_pool(StoreReader& store, const PosixIdPool& pool) {
  if (pool.service_provider_uuid.has_value() == pool.offering_uuid.has_value()) {
    return fail(ErrorCode::kInvalid, "Exactly one of service_provider or offering must be set.",
                "non_field_errors");
  }
  DRAWBRIDGE_TRY(const auto ranges, ranges_of(pool));
  auto checked = domain::check_pool_ranges(ranges, pool.service_provider_uuid.has_value());
  if (!checked) {
    auto error = checked.error();
    if (error.field.empty()) error.field = "non_field_errors";
    return tl::unexpected(std::move(error));
  }
  DRAWBRIDGE_TRY(const auto customer, customer_of(store, pool));
  DRAWBRIDGE_TRY(const auto others, other_pools(store, pool, customer));
  for (const auto& other : others) {
    DRAWBRIDGE_TRY(const auto theirs, ranges_of(other));
    DRAWBRIDGE_CHECK(domain::check_disjoint(ranges, theirs));
  }
  DRAWBRIDGE_CHECK(check_not_held(store, others, "uid", ranges.uid, "min_uid"));
  DRAWBRIDGE_CHECK(check_not_held(store, others, "gid", ranges.gid, "min_gid"));
  return check_not_held(store, others, "gid", ranges.group_gid, "min_group_gid");
}

Status check_scope_is_free(StoreReader& store, const PosixIdPool& pool) {
  const bool is_providers = pool.service_provider_uuid.has_value();
  const auto& scope = is_providers ? *pool.service_provider_uuid : *pool.offering_uuid;
  DRAWBRIDGE_TRY(
      const bool has_one,
      exists<PosixIdPool>(
          store, where::equal(is_providers ? "service_provider_uuid" : "offering_uuid", scope)));
  if (!has_one) return {};
  return fail(ErrorCode::kInvalid, "This field must be unique.",
              is_providers ? "service_provider" : "offering");
}

Condition is_within(const std::optional<NumberRange>& range) {
  if (!range) return where::nothing();
  return where::both(where::compare(Condition::Operator::kAtLeast, "value", range->min),
                     where::compare(Condition::Operator::kAtMost, "value", range->max));
}

/// No number of the pool that is in use may fall out of its ranges.
Status check_none_left_out(StoreReader& store, const Uuid& pool, std::string_view name_space,
                           Condition covered) {
  auto select = select_records<PosixIdentity>(where::all_of(
      {where::equal("pool_uuid", pool), where::equal("namespace", std::string(name_space)),
       where::is_null("released_at"), where::not_(std::move(covered))}));
  select.order = {{"value", false}};
  select.limit = 1;
  DRAWBRIDGE_TRY(const auto left_out, list<PosixIdentity>(store, select));
  if (left_out.empty()) return {};
  return fail(ErrorCode::kInvalid,
              fmt::format("The range must contain {}, which is in use.", left_out.front().value),
              "min_" + std::string(name_space));
}

Status check_covers_used(StoreReader& store, const PosixIdPool& pool) {
  DRAWBRIDGE_TRY(const auto ranges, ranges_of(pool));
  DRAWBRIDGE_CHECK(check_none_left_out(store, pool.uuid, "uid", is_within(ranges.uid)));
  return check_none_left_out(store, pool.uuid, "gid",
                             where::any_of({is_within(ranges.gid), is_within(ranges.group_gid)}));
}

Result<std::optional<RangeUse>> range_use(StoreReader& store, const PosixIdPool& pool,
                                          std::string_view name_space,
                                          const std::optional<NumberRange>& range) {
  if (!range) return std::nullopt;
  Select select;
  select.kind = std::string(PosixIdentity::kKind);
  select.fields = {"uuid"};
  select.where = where::both(where::equal("pool_uuid", pool.uuid),
                             active_in(name_space, range->min, range->max));
  RangeUse use;
  use.min = range->min;
  use.max = range->max;
  use.next = range->next;
  use.capacity = range->capacity();
  DRAWBRIDGE_TRY(use.used, store.count(select));
  constexpr double kPercent = 100, kHundredths = 100;
  use.utilization = std::round(static_cast<double>(use.used) / static_cast<double>(use.capacity) *
                               kPercent * kHundredths) /
                    kHundredths;
  return use;
}

}  // namespace

Result<PosixIdPool> create_pool(Transaction& transaction, PosixIdPool wanted) {
  wanted.uuid = ordered_uuid(transaction.now());
  put_counters(wanted);
  DRAWBRIDGE_CHECK(check_pool(transaction.store(), wanted));
  DRAWBRIDGE_CHECK(check_scope_is_free(transaction.store(), wanted));
  DRAWBRIDGE_CHECK(transaction.insert(wanted));
  return wanted;
}

Result<PosixIdPool> update_pool(Transaction& transaction, PosixIdPool after) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto before, find<PosixIdPool>(store, after.uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  // The counters may have moved since the caller read the pool.
  after.next_uid = before->next_uid;
  after.next_gid = before->next_gid;
  after.next_group_gid = before->next_group_gid;
  put_counters(after);
  DRAWBRIDGE_CHECK(check_pool(store, after));
  DRAWBRIDGE_CHECK(check_covers_used(store, after));
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Status number_waiting_accounts(Transaction& transaction, const PosixIdPool& pool) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto customer, customer_of(store, pool));
  DRAWBRIDGE_TRY(const auto waiting,
                 list<domain::OfferingUser>(
                     store, where::both(where::equal("offering_customer_uuid", customer),
                                        where::any_of({where::is_null("uidnumber"),
                                                       where::is_null("primarygroup")}))));
  for (const auto& account : waiting) {
    DRAWBRIDGE_CHECK(fill_missing_numbers(transaction, account.uuid));
  }
  return {};
}

Status delete_pool(Transaction& transaction, const Uuid& uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto pool, find<PosixIdPool>(store, uuid));
  if (!pool) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_TRY(const bool is_used,
                 exists<PosixIdentity>(store, where::both(where::equal("pool_uuid", uuid),
                                                          where::is_null("released_at"))));
  if (is_used) {
    return fail(ErrorCode::kConflict, "Numbers of this POSIX ID pool are in use.");
  }
  return transaction.erase(*pool);
}

Result<PoolUse> pool_use(StoreReader& store, const PosixIdPool& pool) {
  DRAWBRIDGE_TRY(const auto ranges, ranges_of(pool));
  PoolUse use;
  DRAWBRIDGE_TRY(use.uid, range_use(store, pool, "uid", ranges.uid));
  DRAWBRIDGE_TRY(use.gid, range_use(store, pool, "gid", ranges.gid));
  DRAWBRIDGE_TRY(use.group_gid, range_use(store, pool, "gid", ranges.group_gid));
  return use;
}

}  // namespace drawbridge::app
