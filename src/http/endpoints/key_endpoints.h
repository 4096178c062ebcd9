#pragma once

#include "domain/records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

namespace drawbridge::http {

/// /api/keys/: list, create, retrieve, delete.
void add_key_routes(Router& router);

/// Filters, orderings and representation of keys.
const Collection<domain::SshPublicKey>& key_collection();

}  // namespace drawbridge::http
