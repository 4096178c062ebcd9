#pragma once

#include "http/router.h"

/// The people, projects and accounts behind one offering (identity spec 7.3, 1.10).
namespace drawbridge::http {

void add_offering_list_routes(Router& router);

}  // namespace drawbridge::http
