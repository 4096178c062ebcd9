#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Filters, orderings and representation of resources.
const Collection<domain::Resource>& resource_collection();

}  // namespace drawbridge::http
