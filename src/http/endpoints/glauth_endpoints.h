#pragma once

#include "http/router.h"

/// What GLauth and site tools read: the users-and-groups document and the same as a JSON tree, of
/// an offering, of one resource's part of it, and of a provider's offerings as one (identity spec
/// 5.4, 5.7, 5.8).
namespace drawbridge::http {

void add_glauth_routes(Router& router);

}  // namespace drawbridge::http
