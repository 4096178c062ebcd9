#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/projection.h"
#include "base/uuid.h"
#include "projection/snapshot.h"

/// The users and groups of an output as one JSON object (Waldur's `glauth_tree`): what LDAP and the
/// GLauth document show, with the scope of each group.
namespace drawbridge::projection {

/// What the tree is of, as its first members say.
struct TreeHead {
  bool is_provider = false;  ///< key `service_provider` instead of `offering`
  Uuid uuid;
  std::string name;
  std::optional<std::string> slug;  ///< none: no such member
  /// Of a provider: where its offerings did not fit together; none: no such member.
  std::optional<std::vector<std::string>> warnings;
};

using ScopeNames = std::map<Uuid, app::OfferingOutputs::ScopeName>;

/// The projects and resources that the output's groups are of, as yet without names.
ScopeNames scopes_of(const OfferingOutput& output);

/// The tree of one state, piece by piece. Equal states and names give equal bytes.
std::unique_ptr<app::TextStream> glauth_tree(OfferingPointer output, ScopeNames names,
                                             TreeHead head);

}  // namespace drawbridge::projection
