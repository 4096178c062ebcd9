#include "app/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ordered_uuid.h"

namespace drawbridge::app {
namespace {

using domain::PosixIdentity;
using domain::PosixIdPool;

constexpr std::string_view kUid = "uid";
constexpr std::string_view kGid = "gid";

Condition held_by(std::string_view name_space, const NumberHolder& holder) {
  return where::all_of({where::equal("holder_uuid", holder.uuid),
                        where::equal("holder_kind", holder.kind),
                        where::equal("namespace", std::string(name_space))});
}

/// The holder has the number again: it is neither retired nor anybody else's to take.
/// @param pool  the pool that it is taken from now; a number keeps the first one
Status revive(Transaction& transaction, PosixIdentity identity, const std::optional<Uuid>& pool) {
  const bool is_of_pool = identity.pool_uuid || !pool;
  if (!identity.released_at && !identity.is_recyclable && is_of_pool) return {};
  identity.released_at.reset();
  identity.is_recyclable = false;
  if (!is_of_pool) identity.pool_uuid = pool;
  return transaction.update_silently(identity);
}

/// Whether a returning holder rather gets `left`: what is in use, then what was given up last (an
/// earlier one was replaced by a pin), then the lowest.
bool is_preferred(const PosixIdentity& left, const PosixIdentity& right) {
  if (left.released_at.has_value() != right.released_at.has_value()) return !left.released_at;
  if (left.released_at != right.released_at) return *left.released_at > *right.released_at;
  return left.value < right.value;
}

std::optional<Uuid> uuid_of(const std::optional<PosixIdPool>& pool) {
  return pool ? std::optional(pool->uuid) : std::nullopt;
}

/// The number that `holder` has on this offering (without a pool) or in this range (with one).
Result<std::optional<std::int64_t>> number_held(Transaction& transaction,
                                                std::string_view name_space,
                                                const NumberHolder& holder,
                                                const std::optional<domain::NumberRange>& range,
                                                const std::optional<PosixIdPool>& pool) {
  // Few numbers are one holder's, so that which of them fits is not asked of the store: it would be
  // free to walk the whole offering or range instead.
  DRAWBRIDGE_TRY(const auto all,
                 list<PosixIdentity>(transaction.store(), held_by(name_space, holder)));
  const PosixIdentity* found = nullptr;
  for (const auto& identity : all) {
    const bool fits = range ? identity.value >= range->min && identity.value <= range->max
                            : identity.offering_uuid == holder.offering_uuid;
    if (fits && (found == nullptr || is_preferred(identity, *found))) found = &identity;
  }
  if (found == nullptr) return std::nullopt;
  DRAWBRIDGE_CHECK(revive(transaction, *found, uuid_of(pool)));
  return found->value;
}

/// The lowest number from `min` to `max` that an operator gave free.
Result<std::optional<std::int64_t>> lowest_given_free(StoreReader& store,
                                                      std::string_view name_space, std::int64_t min,
                                                      std::int64_t max) {
  Select select;
  select.kind = std::string(PosixIdentity::kKind);
  select.fields = {"value"};
  select.where =
      where::all_of({where::equal("namespace", std::string(name_space)),
                     where::is_true("is_recyclable"), where::not_(where::is_null("released_at")),
                     where::compare(Condition::Operator::kAtLeast, "value", min),
                     where::compare(Condition::Operator::kAtMost, "value", max)});
  select.order = {{"value", false}};
  select.limit = 1;
  std::optional<std::int64_t> lowest;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    lowest = std::get<std::int64_t>(row.front());
    return false;
  }));
  return lowest;
}

/// The first never-issued value above `start`. A counter remembers how far the numbers above this
/// start are all issued, so that the search does not walk them again; a number once issued stays
/// so, and a rolled-back command takes its counter back with it.
Result<std::int64_t> next_above(Transaction& transaction, std::string_view name_space,
                                std::int64_t start) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto free,
                 lowest_given_free(store, name_space, start + 1, domain::kPosixIdMax));
  if (free) return *free;
  const auto name = fmt::format("next_{}_above:{}", name_space, start);
  DRAWBRIDGE_TRY(const auto remembered, store.counter(name));
  auto candidate = std::max(remembered, start + 1);
  while (true) {
    const auto issuable = domain::next_issuable(candidate - 1);
    if (!issuable) {
      return fail(ErrorCode::kExhausted,
                  fmt::format("No {} number above {} is left.", name_space, start));
    }
    DRAWBRIDGE_TRY(candidate, store.first_never_issued(name_space, *issuable));
    if (domain::is_issuable(candidate)) break;
    ++candidate;
  }
  DRAWBRIDGE_CHECK(store.set_counter(name, candidate));
  return candidate;
}

Result<bool> is_issued(Transaction& transaction, std::string_view name_space, std::int64_t value) {
  DRAWBRIDGE_TRY(const auto free, transaction.store().first_never_issued(name_space, value));
  return free != value;
}

std::optional<domain::NumberRange> range_of(std::optional<std::int64_t> min,
                                            std::optional<std::int64_t> max,
                                            std::optional<std::int64_t> next) {
  if (!min || !max) return std::nullopt;
  return domain::NumberRange{*min, *max, next.value_or(*min)};
}

/// The next number of a pool's range; stores the moved counter in `next`.
Result<std::int64_t> next_in_range(Transaction& transaction, std::string_view name_space,
                                   const domain::NumberRange& range, const Uuid& offering,
                                   std::optional<std::int64_t>& next) {
  DRAWBRIDGE_TRY(const auto free,
                 lowest_given_free(transaction.store(), name_space, range.min, range.max));
  if (free) return *free;
  auto candidate = std::max(range.next, range.min);
  while (candidate <= range.max) {
    DRAWBRIDGE_TRY(candidate, transaction.store().first_never_issued(name_space, candidate));
    if (candidate <= range.max && domain::is_issuable(candidate)) {
      next = candidate + 1;
      return candidate;
    }
    ++candidate;
  }
  return fail(ErrorCode::kExhausted,
              fmt::format("The POSIX {} pool for offering {} is exhausted.",
                          name_space == kUid ? "UID" : "GID", offering.hex()));
}

/// What one allocation works with.
struct Allocation {
  Transaction& transaction;
  const OfferingOptions& options;
  const NumberHolder& holder;
  const domain::User* person = nullptr;
  std::optional<PosixIdPool> pool;
};

Result<std::optional<std::int64_t>> asserted_number(Allocation& work, std::string_view name_space,
                                                    std::optional<std::int64_t> number) {
  if (!number || !domain::is_issuable(*number)) return std::nullopt;
  const auto claimed = claim_number(work.transaction, name_space, *number, work.holder, name_space);
  if (!claimed && claimed.error().code == ErrorCode::kInvalid) return std::nullopt;
  DRAWBRIDGE_CHECK(claimed);
  return *number;
}

Result<std::optional<std::int64_t>> allocate_uid(Allocation& work,
                                                 std::optional<std::int64_t> wanted) {
  auto& transaction = work.transaction;
  if (wanted) {
    DRAWBRIDGE_CHECK(
        claim_number(transaction, kUid, *wanted, work.holder, "uidnumber", uuid_of(work.pool)));
    return *wanted;
  }
  if (work.person != nullptr && work.options.uid_source == NumberSource::kUserAttribute) {
    return asserted_number(work, kUid, work.person->uid_number);
  }
  std::optional<domain::NumberRange> range;
  if (work.pool) {
    range = range_of(work.pool->min_uid, work.pool->max_uid, work.pool->next_uid);
    if (!range) return std::nullopt;
  }
  DRAWBRIDGE_TRY(const auto held, number_held(transaction, kUid, work.holder, range, work.pool));
  if (held) return held;
  std::int64_t number = 0;
  if (range) {
    DRAWBRIDGE_TRY(number, next_in_range(transaction, kUid, *range, work.holder.offering_uuid,
                                         work.pool->next_uid));
    DRAWBRIDGE_CHECK(transaction.update_silently(*work.pool));
  } else {
    DRAWBRIDGE_TRY(number, next_above(transaction, kUid, work.options.initial.uid));
  }
  DRAWBRIDGE_CHECK(
      claim_number(transaction, kUid, number, work.holder, "uidnumber", uuid_of(work.pool)));
  return number;
}

/// Without a pool: Waldur's formula where that value was never issued, else the next free one.
Result<std::int64_t> poolless_gid(Allocation& work, std::optional<std::int64_t> uid) {
  if (uid) {
    const auto by_formula = domain::formula_gid(domain::UidNumber(static_cast<std::uint32_t>(*uid)),
                                                work.options.initial);
    if (by_formula) {
      const std::int64_t gid = by_formula->value();
      DRAWBRIDGE_TRY(const auto issued, is_issued(work.transaction, kGid, gid));
      if (!issued) return gid;
    }
  }
  return next_above(work.transaction, kGid, work.options.initial.primary_group);
}

Result<std::optional<std::int64_t>> allocate_gid(Allocation& work,
                                                 std::optional<std::int64_t> wanted,
                                                 std::optional<std::int64_t> uid) {
  auto& transaction = work.transaction;
  if (wanted) {
    DRAWBRIDGE_CHECK(
        claim_number(transaction, kGid, *wanted, work.holder, "primarygroup", uuid_of(work.pool)));
    return *wanted;
  }
  if (work.person != nullptr && work.options.gid_source == NumberSource::kUserAttribute) {
    return asserted_number(work, kGid, work.person->primary_gid);
  }
  std::optional<domain::NumberRange> range;
  if (work.pool) {
    range = range_of(work.pool->min_gid, work.pool->max_gid, work.pool->next_gid);
    if (!range) return std::nullopt;
  }
  DRAWBRIDGE_TRY(const auto held, number_held(transaction, kGid, work.holder, range, work.pool));
  if (held) return held;
  std::int64_t number = 0;
  if (range) {
    DRAWBRIDGE_TRY(number, next_in_range(transaction, kGid, *range, work.holder.offering_uuid,
                                         work.pool->next_gid));
    DRAWBRIDGE_CHECK(transaction.update_silently(*work.pool));
  } else {
    DRAWBRIDGE_TRY(number, poolless_gid(work, uid));
  }
  DRAWBRIDGE_CHECK(
      claim_number(transaction, kGid, number, work.holder, "primarygroup", uuid_of(work.pool)));
  return number;
}

/// The gid the group has already, else the next one of its pool or above the offering's start.
Result<std::int64_t> next_group_number(Transaction& transaction, std::int64_t start,
                                       const NumberHolder& holder,
                                       std::optional<PosixIdPool>& pool) {
  std::optional<domain::NumberRange> range;
  const bool own_range = pool && pool->min_group_gid && pool->max_group_gid;
  if (pool) {
    range = own_range ? range_of(pool->min_group_gid, pool->max_group_gid, pool->next_group_gid)
                      : range_of(pool->min_gid, pool->max_gid, pool->next_gid);
  }
  DRAWBRIDGE_TRY(const auto held, number_held(transaction, kGid, holder, range, pool));
  if (held) return *held;
  if (!range) return next_above(transaction, kGid, start);
  auto& next = own_range ? pool->next_group_gid : pool->next_gid;
  DRAWBRIDGE_TRY(const auto number,
                 next_in_range(transaction, kGid, *range, holder.offering_uuid, next));
  DRAWBRIDGE_CHECK(transaction.update_silently(*pool));
  return number;
}

Result<std::optional<PosixIdentity>> find_number(StoreReader& store, std::string_view name_space,
                                                 std::int64_t value) {
  return find_where<PosixIdentity>(store,
                                   where::both(where::equal("namespace", std::string(name_space)),
                                               where::equal("value", value)));
}

/// Whether an account or group row has the number.
Result<bool> is_used_by_account(StoreReader& store, const PosixIdentity& identity) {
  const bool is_uid = identity.name_space == kUid;
  const auto of_account = where::equal(is_uid ? "uidnumber" : "primarygroup", identity.value);
  DRAWBRIDGE_TRY(const bool is_persons, exists<domain::OfferingUser>(store, of_account));
  if (is_persons) return true;
  DRAWBRIDGE_TRY(const bool is_robots, exists<domain::RobotAccount>(store, of_account));
  if (is_robots || is_uid) return is_robots;
  DRAWBRIDGE_TRY(const bool is_groups,
                 exists<domain::OfferingUserGroup>(store, where::equal("gid", identity.value)));
  if (is_groups) return true;
  return exists<domain::OfferingRoleGroup>(store, where::equal("gid", identity.value));
}

/// A number that somebody wants for a group lies in a range of the pool, where there is one.
Status check_group_number(const std::optional<PosixIdPool>& pool, std::int64_t value) {
  if (!pool) return {};
  const auto holds = [&](const auto& min, const auto& max) {
    return min && max && *min <= value && value <= *max;
  };
  if (holds(pool->min_group_gid, pool->max_group_gid) || holds(pool->min_gid, pool->max_gid)) {
    return {};
  }
  return fail(ErrorCode::kInvalid,
              fmt::format("{} is outside the ranges of the offering's POSIX ID pool.", value),
              "gid");
}

}  // namespace

Result<std::optional<PosixIdPool>> effective_pool(StoreReader& store,
                                                  const domain::Offering& offering) {
  DRAWBRIDGE_TRY(auto own,
                 find_where<PosixIdPool>(store, where::equal("offering_uuid", offering.uuid)));
  if (own) return own;
  Select provider;
  provider.kind = std::string(domain::ServiceProvider::kKind);
  provider.fields = {"uuid"};
  provider.where = where::equal("customer_uuid", offering.customer_uuid);
  return find_where<PosixIdPool>(store,
                                 where::in_select("service_provider_uuid", std::move(provider)));
}

Status claim_number(Transaction& transaction, std::string_view name_space, std::int64_t value,
                    const NumberHolder& holder, std::string_view field,
                    const std::optional<Uuid>& pool) {
  if (!domain::is_issuable(value)) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is a reserved number.", value),
                std::string(field));
  }
  DRAWBRIDGE_TRY(auto known, find_number(transaction.store(), name_space, value));
  if (known && known->holder_uuid == holder.uuid && known->holder_kind == holder.kind) {
    return revive(transaction, std::move(*known), pool);
  }
  if (known && !(known->is_recyclable && known->released_at)) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{} is already allocated to another account.", value),
                std::string(field));
  }
  PosixIdentity identity;
  identity.uuid = known ? known->uuid : ordered_uuid(transaction.now());
  identity.name_space = std::string(name_space);
  identity.value = value;
  identity.holder_kind = holder.kind;
  identity.holder_uuid = holder.uuid;
  identity.offering_uuid = holder.offering_uuid;
  identity.pool_uuid = pool;
  identity.issued_at = transaction.now();
  // That a number changes hands is the one thing of the ledger that is told in the audit log.
  return known ? transaction.update(*known, identity) : transaction.insert_silently(identity);
}

Result<Numbers> allocate_numbers(Transaction& transaction, const domain::Offering& offering,
                                 const OfferingOptions& options, const NumberHolder& holder,
                                 const Numbers& wanted, const domain::User* person) {
  if (!options.enable_posix_account && !wanted.uid && !wanted.gid) return Numbers{};
  DRAWBRIDGE_TRY(auto pool, effective_pool(transaction.store(), offering));
  Allocation work{transaction, options, holder, person, std::move(pool)};
  Numbers numbers;
  DRAWBRIDGE_TRY(numbers.uid, allocate_uid(work, wanted.uid));
  DRAWBRIDGE_TRY(numbers.gid, allocate_gid(work, wanted.gid, numbers.uid));
  return numbers;
}

Result<std::int64_t> allocate_group_number(Transaction& transaction,
                                           const domain::Offering& offering,
                                           const OfferingOptions& options,
                                           const NumberHolder& holder,
                                           std::optional<std::int64_t> wanted) {
  DRAWBRIDGE_TRY(auto pool, effective_pool(transaction.store(), offering));
  std::int64_t number = 0;
  if (wanted) {
    DRAWBRIDGE_CHECK(check_group_number(pool, *wanted));
    number = *wanted;
  } else {
    DRAWBRIDGE_TRY(number,
                   next_group_number(transaction, options.initial.user_group, holder, pool));
  }
  DRAWBRIDGE_CHECK(claim_number(transaction, kGid, number, holder, "gid", uuid_of(pool)));
  return number;
}

Result<std::int64_t> allocate_role_group_number(Transaction& transaction,
                                                const domain::Offering& offering,
                                                const OfferingOptions& options,
                                                const NumberHolder& holder) {
  DRAWBRIDGE_TRY(auto pool, effective_pool(transaction.store(), offering));
  DRAWBRIDGE_TRY(const auto number,
                 next_group_number(transaction, options.initial.role_group, holder, pool));
  DRAWBRIDGE_CHECK(claim_number(transaction, kGid, number, holder, "gid", uuid_of(pool)));
  return number;
}

Status retire_numbers(Transaction& transaction, const NumberHolder& holder) {
  for (const auto name_space : {kUid, kGid}) {
    auto condition = held_by(name_space, holder);
    condition.children.push_back(where::is_null("released_at"));
    DRAWBRIDGE_TRY(auto held, list<PosixIdentity>(transaction.store(), std::move(condition)));
    for (auto& identity : held) {
      DRAWBRIDGE_TRY(const bool is_used, is_used_by_account(transaction.store(), identity));
      if (is_used) continue;
      identity.released_at = transaction.now();
      DRAWBRIDGE_CHECK(transaction.update_silently(identity));
    }
  }
  return {};
}

Status retire_number(Transaction& transaction, std::string_view name_space, std::int64_t value,
                     const NumberHolder& holder) {
  DRAWBRIDGE_TRY(auto identity, find_number(transaction.store(), name_space, value));
  if (!identity || identity->holder_uuid != holder.uuid || identity->released_at) return {};
  DRAWBRIDGE_TRY(const bool is_used, is_used_by_account(transaction.store(), *identity));
  if (is_used) return {};
  identity->released_at = transaction.now();
  return transaction.update_silently(*identity);
}

Result<PosixIdentity> release_number(Transaction& transaction, const Uuid& uuid,
                                     std::string_view name_space, std::int64_t value) {
  DRAWBRIDGE_TRY(const auto before, find<PosixIdentity>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  if (before->name_space != name_space) {
    return fail(ErrorCode::kInvalid,
                fmt::format("This is a {}, not a {}.", before->name_space, name_space),
                "namespace");
  }
  if (before->value != value) {
    return fail(ErrorCode::kInvalid,
                fmt::format("This number is {}, not {}.", before->value, value), "value");
  }
  DRAWBRIDGE_TRY(const bool is_used, is_used_by_account(transaction.store(), *before));
  if (!before->released_at || is_used) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is in use.", value), "value");
  }
  auto after = *before;
  after.is_recyclable = true;
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

}  // namespace drawbridge::app
