#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

/// `/api/customers/`: organisations and the roles on them.
namespace drawbridge::http {

void add_customer_routes(Router& router);

const Collection<domain::Customer>& customer_collection();

/// The filters of lists of organisations.
std::vector<Filter> customer_filters();

}  // namespace drawbridge::http
