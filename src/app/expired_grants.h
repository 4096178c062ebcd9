#pragma once

#include "app/transaction.h"

/// What follows when a role runs out. Access itself ends at the moment of use, by the clock
/// (app/views); this settles what Waldur leaves to a daily job: accounts that enter the deletion
/// flow, people who leave robot accounts. The grant's row stays, out of force.
namespace drawbridge::app {

/// Whether a grant ran out by `now` that was not settled yet. One index lookup.
Result<bool> has_unsettled_grants(StoreReader& store, Timestamp now);

/// Settles the grants that ran out up to now, the oldest first and at most a few hundred, so that
/// the writer is not held; call again while has_unsettled_grants. How far it got is kept in the
/// store, so that a program that was down, or killed, goes on where it was.
Status settle_expired_grants(Transaction& transaction);

}  // namespace drawbridge::app
