#pragma once

#include "domain/account_records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Filters, orderings and representation of offering users.
const Collection<domain::OfferingUser>& offering_user_collection();

}  // namespace drawbridge::http
