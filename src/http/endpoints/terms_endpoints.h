#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// Offerings' terms of service and people's consents to them, the latter under both of Waldur's
/// paths.
void add_terms_routes(Router& router);

}  // namespace drawbridge::http
