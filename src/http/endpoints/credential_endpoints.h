#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// /api/tokens/ (the caller's own API tokens) and /api/ldap-accounts/ (service accounts of the
/// LDAP view). A secret is in the answer that makes it, and nowhere else.
void add_credential_routes(Router& router);

}  // namespace drawbridge::http
