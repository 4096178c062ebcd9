#pragma once

#include "http/router.h"

/// The numbers of accounts and projects (identity spec 3.4, 3.5).
namespace drawbridge::http {

void add_posix_account_routes(Router& router);

}  // namespace drawbridge::http
