#pragma once

#include "domain/account_records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Filters, orderings and representation of offering users.
const Collection<domain::OfferingUser>& offering_user_collection();

/// First and last name with one blank between; either may be empty.
std::string full_name(std::string_view first, std::string_view last);

}  // namespace drawbridge::http
