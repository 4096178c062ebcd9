#pragma once

#include <vector>

#include "http/filters.h"

namespace drawbridge::http {

/// Query parameters of offering lists (marketplace spec 2.3).
std::vector<Filter> offering_filters();

}  // namespace drawbridge::http
