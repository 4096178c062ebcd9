#pragma once

#include <optional>
#include <string_view>

#include "ldap/directory/warm_up.h"
#include "ldap/server/authority.h"

namespace drawbridge::ldap::server {

/// The look into an index that the search in a waiting request is likely to begin with, read
/// without decoding the whole request.
/// @param pdu  one BER element; whatever is malformed is left to whoever decodes it
/// @return nothing for any other request, and for a filter without an equality match, by itself or
///         in an AND, of an indexed attribute that exists for `authority`
std::optional<directory::IndexLookup> foresee_lookup(std::string_view pdu,
                                                     const Authority& authority);

}  // namespace drawbridge::ldap::server
