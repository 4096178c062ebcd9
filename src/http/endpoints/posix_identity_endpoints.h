#pragma once

#include "http/router.h"

/// The ledger of numbers: `/api/marketplace-posix-identities/` shows what pools gave away, one row
/// a holder (identity spec 3.3); `/api/posix-numbers/` every number ever issued. An operator gives
/// a retired number free by naming it.
namespace drawbridge::http {

void add_posix_identity_routes(Router& router);

}  // namespace drawbridge::http
