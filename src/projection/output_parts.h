#pragma once

#include <string>
#include <vector>

#include "app/projection.h"
#include "projection/snapshot.h"

/// Outputs of less or more than one offering, made as an offering's output of their own, so that
/// all renderers serve them.
namespace drawbridge::projection {

/// What of an offering concerns one resource. A group that the offering hides stays hidden.
OfferingPointer resource_part(const OfferingOutput& offering,
                              const app::OfferingOutputs::ResourcePart& part);

struct MergedOutput {
  OfferingPointer output;
  std::vector<std::string> warnings;  ///< where the offerings disagree; one line each
};

/// Several offerings as one: a person once, enabled where any enables the account, with the groups
/// of all. Where they disagree the first is kept and a warning says so; differing shared
/// passwords are worth nothing anywhere.
MergedOutput merge_outputs(const std::vector<OfferingPointer>& offerings);

}  // namespace drawbridge::projection
