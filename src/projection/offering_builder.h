#pragma once

#include <optional>

#include "app/views/views.h"
#include "base/shares.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// A whole offering's output from its records: equal to an OfferingEditor that replaces an empty
/// output, at the cost of a few sorts.
/// @param threads  one for what is made for a single request
OfferingOutput build_offering(app::OfferingContents contents, std::optional<Branch> branch,
                              Threads threads);

}  // namespace drawbridge::projection
