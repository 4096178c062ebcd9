#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

namespace drawbridge::http {

/// /api/users/ and /api/freeipa-profiles/.
void add_user_routes(Router& router);

/// Filters, orderings and representation of users.
const Collection<domain::User>& user_collection();

}  // namespace drawbridge::http
