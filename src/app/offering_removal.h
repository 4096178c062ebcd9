#pragma once

#include "app/transaction.h"

namespace drawbridge::app {

/// Removes an offering with all that hangs on it: accounts, robot accounts, groups, resources with
/// the roles on them, service accounts and its pool. Names and numbers stay in their ledgers: they
/// never mean anybody else.
/// @param is_forced  staff's way; without it kForbidden with Waldur's texts while there is a
///                   resource that is not terminated, or in a state other than Draft
/// @return kNotFound
Status delete_offering(Transaction& transaction, const Uuid& offering, bool is_forced);

}  // namespace drawbridge::app
