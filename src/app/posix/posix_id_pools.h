#pragma once

#include "app/transaction.h"
#include "domain/account_records.h"

/// Pools of POSIX ids: ranges from which a provider's, or one offering's, numbers are taken.
namespace drawbridge::app {

/// Makes a pool of what the caller set: one of service_provider_uuid and offering_uuid, and the
/// ranges. Each `next` starts at its `min`.
/// @return kInvalid with the field at fault (identity spec 3.3)
Result<domain::PosixIdPool> create_pool(Transaction& transaction, domain::PosixIdPool wanted);

/// Writes the description and ranges of `after`; a pool keeps its scope. A counter that no longer
/// fits its range is moved into it.
/// @return as create_pool; kInvalid when a range leaves out a number that is in use
Result<domain::PosixIdPool> update_pool(Transaction& transaction, domain::PosixIdPool after);

/// Gives the accounts that wait for numbers theirs, on the offerings that take them from the pool.
Status number_waiting_accounts(Transaction& transaction, const domain::PosixIdPool& pool);

/// @return kConflict while a number from the pool is in use
Status delete_pool(Transaction& transaction, const Uuid& pool);

/// How much of one range is taken.
struct RangeUse {
  std::int64_t min = 0, max = 0, next = 0, capacity = 0, used = 0;
  double utilization = 0;  ///< percent, two decimals
};

struct PoolUse {
  std::optional<RangeUse> uid, gid, group_gid;  ///< none: the pool has no such range
};

Result<PoolUse> pool_use(StoreReader& store, const domain::PosixIdPool& pool);

}  // namespace drawbridge::app
