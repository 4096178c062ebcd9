#pragma once

#include <string_view>

#include "app/principal.h"
#include "http/request.h"
#include "http/services.h"

namespace drawbridge::http {

/// The token in an Authorization header: scheme `Token` or `Bearer` in any case, one word behind.
/// @return kUnauthenticated with Waldur's texts
Result<std::string_view> token_of(std::string_view authorization);

/// Who sent the request.
/// @return kUnauthenticated with Waldur's texts; kForbidden for a token over clear text from
///         another machine, unless that is allowed
Result<app::Principal> authenticate(const Request& request, app::StoreReader& store,
                                    const Services& services);

}  // namespace drawbridge::http
