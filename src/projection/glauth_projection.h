#pragma once

#include <string>
#include <vector>

#include "app/projection.h"
#include "base/published.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// The GLauth output of the published snapshot. Any thread.
class GlauthProjection final : public app::OfferingOutputs {
 public:
  /// `snapshot` outlives the projection and must be rebuilt before the first call.
  explicit GlauthProjection(const Published<Snapshot>& snapshot) : snapshot_(&snapshot) {}

  Result<GlauthDocument> glauth_document(const Uuid& offering) const override;
  Result<std::vector<app::SkippedView>> skipped(const Uuid& offering) const override;

 private:
  const Published<Snapshot>* snapshot_;
};

}  // namespace drawbridge::projection
