#include "app/posix/posix_attributes.h"

#include <fmt/format.h>

#include <utility>

#include "app/numbers.h"
#include "domain/home_directory.h"
#include "domain/posix_id.h"

namespace drawbridge::app {
namespace {

using domain::OfferingUser;
using domain::PosixIdPool;

/// Where one of the two numbers is found.
struct Slot {
  std::string_view name_space, label, field;
  std::optional<std::int64_t> OfferingUser::*number;
  std::optional<std::int64_t> PosixIdPool::*min;
  std::optional<std::int64_t> PosixIdPool::*max;
};

constexpr Slot kUidSlot = {"uid",
                           "UID",
                           "uidnumber",
                           &OfferingUser::uidnumber,
                           &PosixIdPool::min_uid,
                           &PosixIdPool::max_uid};
constexpr Slot kGidSlot = {"gid",
                           "GID",
                           "primarygroup",
                           &OfferingUser::primarygroup,
                           &PosixIdPool::min_gid,
                           &PosixIdPool::max_gid};

constexpr std::int64_t kSignedMax = 2147483647;

Status check_number(const std::optional<PosixIdPool>& pool, const Slot& slot, std::int64_t value) {
  const std::string field(slot.field);
  if (!pool) {
    return fail(ErrorCode::kInvalid, "No POSIX ID pool is configured for this offering.", field);
  }
  if (!domain::is_issuable(value)) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is a reserved number.", value), field);
  }
  const auto& min = (*pool).*slot.min;
  const auto& max = (*pool).*slot.max;
  if (!min || !max) {
    return fail(ErrorCode::kInvalid,
                fmt::format("The offering's POSIX ID pool does not manage {} values.", slot.label),
                field);
  }
  if (value < *min || value > *max) {
    return fail(
        ErrorCode::kInvalid,
        fmt::format("{} is outside the pool's {} range [{}-{}].", value, slot.label, *min, *max),
        field);
  }
  return {};
}

/// The person's accounts whose numbers come from the pool; without one the account by itself.
Result<std::vector<OfferingUser>> accounts_on_pool(StoreReader& store, const OfferingUser& account,
                                                   const PosixIdPool& pool) {
  DRAWBRIDGE_TRY(const auto all,
                 list<OfferingUser>(store, where::equal("user_uuid", account.user_uuid)));
  std::vector<OfferingUser> found;
  for (const auto& each : all) {
    DRAWBRIDGE_TRY(const auto offering, find<domain::Offering>(store, each.offering_uuid));
    if (!offering) continue;
    DRAWBRIDGE_TRY(const auto theirs, effective_pool(store, *offering));
    if (theirs && theirs->uuid == pool.uuid) found.push_back(each);
  }
  return found;
}

Status pin_number(Transaction& transaction, const OfferingUser& account, const PosixIdPool& pool,
                  const Slot& slot, std::int64_t value) {
  const NumberHolder holder{"user", account.user_uuid, account.offering_uuid};
  DRAWBRIDGE_CHECK(
      claim_number(transaction, slot.name_space, value, holder, slot.field, pool.uuid));
  DRAWBRIDGE_TRY(const auto accounts, accounts_on_pool(transaction.store(), account, pool));
  std::vector<std::int64_t> former;
  for (const auto& before : accounts) {
    auto after = before;
    after.*slot.number = value;
    DRAWBRIDGE_CHECK(transaction.update(before, after));
    if (before.*slot.number && *(before.*slot.number) != value) {
      former.push_back(*(before.*slot.number));
    }
  }
  for (const auto number : former) {
    DRAWBRIDGE_CHECK(retire_number(transaction, slot.name_space, number, holder));
  }
  return {};
}

Status pin(Transaction& transaction, const OfferingUser& account,
           const std::optional<PosixIdPool>& pool, const Slot& slot,
           const std::optional<std::int64_t>& value, std::vector<std::string>& warnings) {
  if (!value) return {};
  DRAWBRIDGE_CHECK(check_number(pool, slot, *value));
  if (*value > kSignedMax) {
    warnings.push_back(fmt::format(
        "{} is above 2147483647: software that keeps numbers in 31 bits will not work with it.",
        *value));
  }
  return pin_number(transaction, account, *pool, slot, *value);
}

}  // namespace

Result<PosixAttributesOutcome> set_posix_attributes(Transaction& transaction, const Uuid& uuid,
                                                    const PosixAttributes& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto account, find<OfferingUser>(store, uuid));
  if (!account) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_TRY(const auto offering, find<domain::Offering>(store, account->offering_uuid));
  if (!offering) return fail(ErrorCode::kInternal, "An account without its offering.");
  DRAWBRIDGE_TRY(const auto pool, effective_pool(store, *offering));
  PosixAttributesOutcome outcome;
  DRAWBRIDGE_CHECK(pin(transaction, *account, pool, kUidSlot, wanted.uidnumber, outcome.warnings));
  DRAWBRIDGE_CHECK(
      pin(transaction, *account, pool, kGidSlot, wanted.primarygroup, outcome.warnings));
  DRAWBRIDGE_TRY(const auto before, find<OfferingUser>(store, uuid));
  auto after = *before;
  if (wanted.login_shell) {
    DRAWBRIDGE_CHECK(domain::check_login_shell(*wanted.login_shell));
    after.login_shell = *wanted.login_shell;
  }
  if (wanted.home_directory) {
    DRAWBRIDGE_CHECK(domain::check_home_directory(*wanted.home_directory));
    after.home_directory = *wanted.home_directory;
  }
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  outcome.uidnumber = after.uidnumber;
  outcome.primarygroup = after.primarygroup;
  return outcome;
}

}  // namespace drawbridge::app
