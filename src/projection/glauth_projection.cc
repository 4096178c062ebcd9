#include "projection/glauth_projection.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "crypto/digest.h"
#include "projection/glauth_document.h"
#include "projection/glauth_tree.h"
#include "projection/output_parts.h"

namespace drawbridge::projection {
namespace {

using app::OfferingOutputs;

/// What a document is made of.
struct Selected {
  OfferingPointer output;
  TreeHead head;
  std::string state;  ///< changes whenever the output does
};

/// A document with lines before it.
class LedStream final : public app::TextStream {
 public:
  LedStream(std::string lead, std::unique_ptr<app::TextStream> rest)
      : lead_(std::move(lead)), rest_(std::move(rest)) {}

  bool next(std::string& out) override {
    out.append(std::exchange(lead_, {}));
    return rest_->next(out);
  }

 private:
  std::string lead_;
  std::unique_ptr<app::TextStream> rest_;
};

Result<OfferingPointer> find(const Snapshot& snapshot, const Uuid& uuid) {
  auto offering = snapshot.share_offering(uuid);
  if (offering == nullptr) return fail(ErrorCode::kNotFound, "Not found.");
  return offering;
}

Result<OfferingPointer> find_served(const Snapshot& snapshot, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto offering, find(snapshot, uuid));
  if (offering->facts.switch_on) return offering;
  return fail(ErrorCode::kInvalid, fmt::format("Offering {} doesn't have feature "
                                               "service_provider_can_create_offering_user enabled",
                                               offering->facts.name));
}

std::string state_of(const OfferingOutput& offering) {
  return fmt::format("{}-{}", offering.facts.uuid.hex(), offering.facts.content_revision);
}

TreeHead head_of(const OfferingOutput& offering) {
  TreeHead head;
  head.uuid = offering.facts.uuid;
  head.name = offering.facts.name;
  head.slug = offering.facts.slug;
  return head;
}

Result<Selected> select(const Snapshot& snapshot, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto offering, find_served(snapshot, uuid));
  Selected selected;
  selected.head = head_of(*offering);
  selected.state = state_of(*offering);
  selected.output = std::move(offering);
  return selected;
}

/// The state names the accounts too: whose they are is no part of the published state.
Result<Selected> select(const Snapshot& snapshot, const OfferingOutputs::ResourcePart& part) {
  DRAWBRIDGE_TRY(const auto offering, find_served(snapshot, part.offering_uuid));
  std::string state = fmt::format("{} {} {}", state_of(*offering), part.resource_uuid.hex(),
                                  part.project_uuid.hex());
  for (const auto* uuids : {&part.offering_users, &part.robots}) {
    for (const auto& uuid : *uuids) state.append(" ").append(uuid.hex());
  }
  Selected selected;
  selected.output = resource_part(*offering, part);
  selected.head = head_of(*offering);
  selected.state = crypto::sha256_hex(state);
  return selected;
}

Result<Selected> select(const Snapshot& snapshot, const OfferingOutputs::ProviderParts& parts) {
  std::vector<OfferingPointer> offerings;
  std::string state = parts.service_provider_uuid.hex() + parts.name;
  for (const auto& uuid : parts.offerings) {
    auto offering = snapshot.share_offering(uuid);
    // The switch may have gone off, or the offering away, since the request began.
    if (offering == nullptr || !offering->facts.switch_on) continue;
    state.append(" ").append(state_of(*offering));
    offerings.push_back(std::move(offering));
  }
  auto merged = merge_outputs(offerings);
  Selected selected;
  selected.output = std::move(merged.output);
  selected.head.is_provider = true;
  selected.head.uuid = parts.service_provider_uuid;
  selected.head.name = parts.name;
  selected.head.warnings = std::move(merged.warnings);
  selected.state = crypto::sha256_hex(state);
  return selected;
}

Result<Selected> select(const Published<Snapshot>& published, const OfferingOutputs::Scope& scope) {
  const auto snapshot = published.load();
  return std::visit([&](const auto& each) { return select(*snapshot, each); }, scope);
}

}  // namespace

Result<OfferingOutputs::Document> GlauthProjection::glauth_document(const Scope& scope) const {
  DRAWBRIDGE_TRY(auto selected, select(*snapshot_, scope));
  Document document;
  document.etag = fmt::format("\"{}\"", selected.state);
  document.text = projection::glauth_document(std::move(selected.output));
  if (selected.head.warnings && !selected.head.warnings->empty()) {
    std::string comments;
    for (const auto& warning : *selected.head.warnings) {
      comments.append("# ").append(warning).append("\n");
    }
    document.text = std::make_unique<LedStream>(std::move(comments), std::move(document.text));
  }
  return document;
}

Result<OfferingOutputs::Document> GlauthProjection::glauth_tree(
    const Scope& scope, const NameScopes& name_scopes) const {
  DRAWBRIDGE_TRY(auto selected, select(*snapshot_, scope));
  auto names = scopes_of(*selected.output);
  DRAWBRIDGE_CHECK(name_scopes(names));
  std::string state = selected.state;
  for (const auto& [uuid, name] : names) {
    state += fmt::format(" {} {}:{} {}:{}", uuid.hex(), name.name.size(), name.name,
                         name.slug.size(), name.slug);
  }
  Document document;
  document.etag = fmt::format("\"{}\"", crypto::sha256_hex(state));
  document.text = projection::glauth_tree(std::move(selected.output), std::move(names),
                                          std::move(selected.head));
  return document;
}

Result<std::vector<app::SkippedView>> GlauthProjection::skipped(const Uuid& offering) const {
  DRAWBRIDGE_TRY(const auto output, find(*snapshot_->load(), offering));
  return output->left_out();
}

}  // namespace drawbridge::projection
