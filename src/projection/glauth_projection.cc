#include "projection/glauth_projection.h"

#include <fmt/format.h>

#include "projection/glauth_document.h"

namespace drawbridge::projection {
namespace {

Result<OfferingPointer> find(const Published<Snapshot>& snapshot, const Uuid& uuid) {
  auto offering = snapshot.load()->share_offering(uuid);
  if (offering == nullptr) return fail(ErrorCode::kNotFound, "Not found.");
  return offering;
}

}  // namespace

Result<app::OfferingOutputs::GlauthDocument> GlauthProjection::glauth_document(
    const Uuid& offering) const {
  DRAWBRIDGE_TRY(auto output, find(*snapshot_, offering));
  if (!output->facts.switch_on) {
    return fail(ErrorCode::kInvalid,
                fmt::format("Offering {} doesn't have feature "
                            "service_provider_can_create_offering_user enabled",
                            output->facts.name));
  }
  GlauthDocument document;
  document.etag = fmt::format("\"{}-{}\"", offering.hex(), output->facts.content_revision);
  document.text = projection::glauth_document(std::move(output));
  return document;
}

Result<std::vector<app::SkippedView>> GlauthProjection::skipped(const Uuid& offering) const {
  DRAWBRIDGE_TRY(const auto output, find(*snapshot_, offering));
  return output->left_out();
}

}  // namespace drawbridge::projection
