#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

namespace drawbridge::http {

/// /api/users/.
void add_user_routes(Router& router);

/// Filters, orderings and representation of users.
const Collection<domain::User>& user_collection();

/// The condition on users that the query's organisation, project and roles there make, and that it
/// asks for nothing the caller is not shown.
/// @return kInvalid naming the parameter
Result<app::Condition> role_conditions(const Call& call);

}  // namespace drawbridge::http
