#pragma once

#include "http/router.h"

/// `/api/identity-bridge/`: identities pushed in by their sources.
namespace drawbridge::http {

void add_identity_bridge_routes(Router& router);

}  // namespace drawbridge::http
