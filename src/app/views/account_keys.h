#pragma once

#include "app/ports.h"
#include "app/views/views.h"
#include "base/clock.h"

namespace drawbridge::app {

/// A person's account of which nothing has changed but the keys: the same as reading it whole
/// (load_account), at the cost of the keys.
/// @param before  as it was served at last; nothing of it has changed by the clock until `now`
Result<AccountView> load_account_keys(StoreReader& store, Timestamp now, const AccountView& before);

}  // namespace drawbridge::app
