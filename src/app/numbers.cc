#include "app/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

Status revive(Transaction& transaction, PosixIdentity identity) {
  if (!identity.released_at) return {};
  identity.released_at.reset();
  return transaction.update_silently(identity);
}

/// The number that `holder` has on this offering (without a pool) or in this range (with one).
Result<std::optional<std::int64_t>> number_held(Transaction& transaction,
                                                std::string_view name_space,
                                                const NumberHolder& holder,
                                                const std::optional<domain::NumberRange>& range) {
  // Few numbers are one holder's, so that which of them fits is not asked of the store: it would be
  // free to walk the whole offering or range instead.
  DRAWBRIDGE_TRY(const auto all,
                 list<PosixIdentity>(transaction.store(), held_by(name_space, holder)));
  const PosixIdentity* found = nullptr;
  for (const auto& identity : all) {
    const bool fits = range ? identity.value >= range->min && identity.value <= range->max
                            : identity.offering_uuid == holder.offering_uuid;
    if (fits && (found == nullptr || identity.value < found->value)) found = &identity;
  }
  if (found == nullptr) return std::nullopt;
  DRAWBRIDGE_CHECK(revive(transaction, *found));
  return found->value;
}

/// The first never-issued value above `start`. A counter remembers how far the numbers above this
/// start are all issued, so that the search does not walk them again; a number once issued stays
/// so, and a rolled-back command takes its counter back with it.
Result<std::int64_t> next_above(Transaction& transaction, std::string_view name_space,
                                std::int64_t start) {
  auto& store = transaction.store();
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
    DRAWBRIDGE_CHECK(claim_number(transaction, kUid, *wanted, work.holder, "uidnumber"));
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
  DRAWBRIDGE_TRY(const auto held, number_held(transaction, kUid, work.holder, range));
  if (held) return held;
  std::int64_t number = 0;
  if (range) {
    DRAWBRIDGE_TRY(number, next_in_range(transaction, kUid, *range, work.holder.offering_uuid,
                                         work.pool->next_uid));
    DRAWBRIDGE_CHECK(transaction.update_silently(*work.pool));
  } else {
    DRAWBRIDGE_TRY(number, next_above(transaction, kUid, work.options.initial.uid));
  }
  DRAWBRIDGE_CHECK(claim_number(transaction, kUid, number, work.holder, "uidnumber"));
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
    DRAWBRIDGE_CHECK(claim_number(transaction, kGid, *wanted, work.holder, "primarygroup"));
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
  DRAWBRIDGE_TRY(const auto held, number_held(transaction, kGid, work.holder, range));
  if (held) return held;
  std::int64_t number = 0;
  if (range) {
    DRAWBRIDGE_TRY(number, next_in_range(transaction, kGid, *range, work.holder.offering_uuid,
                                         work.pool->next_gid));
    DRAWBRIDGE_CHECK(transaction.update_silently(*work.pool));
  } else {
    DRAWBRIDGE_TRY(number, poolless_gid(work, uid));
  }
  DRAWBRIDGE_CHECK(claim_number(transaction, kGid, number, work.holder, "primarygroup"));
  return number;
}

/// The gid the group has already, else the next one of its pool or above the offering's start.
Result<std::int64_t> next_group_number(Transaction& transaction, const OfferingOptions& options,
                                       const NumberHolder& holder,
                                       std::optional<PosixIdPool>& pool) {
  std::optional<domain::NumberRange> range;
  const bool own_range = pool && pool->min_group_gid && pool->max_group_gid;
  if (pool) {
    range = own_range ? range_of(pool->min_group_gid, pool->max_group_gid, pool->next_group_gid)
                      : range_of(pool->min_gid, pool->max_gid, pool->next_gid);
  }
  DRAWBRIDGE_TRY(const auto held, number_held(transaction, kGid, holder, range));
  if (held) return *held;
  if (!range) return next_above(transaction, kGid, options.initial.user_group);
  auto& next = own_range ? pool->next_group_gid : pool->next_gid;
  DRAWBRIDGE_TRY(const auto number,
                 next_in_range(transaction, kGid, *range, holder.offering_uuid, next));
  DRAWBRIDGE_CHECK(transaction.update_silently(*pool));
  return number;
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
                    const NumberHolder& holder, std::string_view field) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(auto taken,
                 find_where<PosixIdentity>(
                     store, where::both(where::equal("namespace", std::string(name_space)),
                                        where::equal("value", value))));
  if (taken) {
    if (taken->holder_uuid == holder.uuid && taken->holder_kind == holder.kind) {
      return revive(transaction, std::move(*taken));
    }
    return fail(ErrorCode::kInvalid,
                fmt::format("{} is already allocated to another account.", value),
                std::string(field));
  }
  PosixIdentity identity;
  identity.uuid = Uuid::random();
  identity.name_space = std::string(name_space);
  identity.value = value;
  identity.holder_kind = holder.kind;
  identity.holder_uuid = holder.uuid;
  identity.offering_uuid = holder.offering_uuid;
  identity.issued_at = transaction.now();
  return transaction.insert_silently(identity);
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
  std::int64_t number = 0;
  if (wanted) {
    number = *wanted;
  } else {
    DRAWBRIDGE_TRY(auto pool, effective_pool(transaction.store(), offering));
    DRAWBRIDGE_TRY(number, next_group_number(transaction, options, holder, pool));
  }
  DRAWBRIDGE_CHECK(claim_number(transaction, kGid, number, holder, "gid"));
  return number;
}

Status retire_numbers(Transaction& transaction, const NumberHolder& holder) {
  for (const auto name_space : {kUid, kGid}) {
    auto condition = held_by(name_space, holder);
    condition.children.push_back(where::equal("offering_uuid", holder.offering_uuid));
    condition.children.push_back(where::is_null("released_at"));
    DRAWBRIDGE_TRY(auto held, list<PosixIdentity>(transaction.store(), std::move(condition)));
    for (auto& identity : held) {
      identity.released_at = transaction.now();
      DRAWBRIDGE_CHECK(transaction.update_silently(identity));
    }
  }
  return {};
}

}  // namespace drawbridge::app
