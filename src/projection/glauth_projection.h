#pragma once

#include <vector>

#include "app/projection.h"
#include "base/published.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// The documents of the published snapshot. Any thread.
class GlauthProjection final : public app::OfferingOutputs {
 public:
  /// `snapshot` outlives the projection and must be rebuilt before the first call.
  explicit GlauthProjection(const Published<Snapshot>& snapshot) : snapshot_(&snapshot) {}

  Result<Document> glauth_document(const Scope& scope) const override;
  Result<Document> glauth_tree(const Scope& scope, const NameScopes& name_scopes) const override;
  Result<std::vector<app::SkippedView>> skipped(const Uuid& offering) const override;

 private:
  const Published<Snapshot>* snapshot_;
};

}  // namespace drawbridge::projection
