#pragma once

#include "ldap/protocol/compare.h"
#include "ldap/protocol/result.h"
#include "ldap/server/authority.h"
#include "ldap/server/services.h"

namespace drawbridge::ldap::server {

/// Compares one value (RFC 4511 section 4.10): 6 true, 5 false, 16 no such attribute, 17 unknown
/// attribute type, 21 value without the attribute's syntax, 18 attribute that cannot be compared,
/// 32 entry absent or not visible, 34 bad DN, 50 secret attribute. An attribute that `authority`
/// does not see is unknown.
/// @param offers_external  as in Searcher
protocol::LdapResult compare(const protocol::CompareRequest& request, Services& services,
                             const Authority& authority, bool offers_external = false);

}  // namespace drawbridge::ldap::server
