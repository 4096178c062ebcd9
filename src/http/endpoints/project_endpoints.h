#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

/// `/api/projects/`: projects and the roles on them.
namespace drawbridge::http {

void add_project_routes(Router& router);

/// Filters, orderings and representation of projects.
const Collection<domain::Project>& project_collection();

}  // namespace drawbridge::http
