#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Filters, orderings and representation of provider offerings.
const Collection<domain::Offering>& offering_collection();

}  // namespace drawbridge::http
