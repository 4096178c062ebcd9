#pragma once

#include "domain/robot_and_service_account_records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

/// `/api/marketplace-project-service-accounts/`, `/api/marketplace-customer-service-accounts/`
/// (identity spec 1.10).
namespace drawbridge::http {

void add_service_account_routes(Router& router);

const Collection<domain::ProjectServiceAccount>& project_service_account_collection();
const Collection<domain::CustomerServiceAccount>& customer_service_account_collection();

}  // namespace drawbridge::http
