#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/projection.h"
#include "base/result.h"
#include "projection/snapshot.h"

/// The users-and-groups document of one offering for GLauth, profile "modern": all groups, then
/// all users; name = account name.
namespace drawbridge::projection {

/// The document of one state, piece by piece. Ends with a line break; empty without users and
/// groups. Equal states give equal bytes.
std::unique_ptr<app::TextStream> glauth_document(OfferingPointer offering);

/// The whole of it, for a file.
std::string glauth_text(OfferingPointer offering);

/// `base` (a GLauth configuration without this offering's part) with `document` behind it.
/// @return kInvalid when either is no TOML, when their keys collide, or when a user name, a group
///         name, a uid or a gid comes twice in the whole
Result<std::string> with_base(std::string_view base, std::string_view document);

}  // namespace drawbridge::projection
