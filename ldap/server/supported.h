#pragma once

#include <array>
#include <string_view>

#include "ldap/protocol/content_sync.h"
#include "ldap/protocol/deref.h"
#include "ldap/protocol/paged_results.h"
#include "ldap/protocol/password_policy.h"

namespace drawbridge::ldap::server {

/// ManageDsaIT (RFC 3296): there are no referral objects here, so honouring it takes nothing.
inline constexpr std::string_view kManageDsaItOid = "2.16.840.1.113730.3.4.2";

/// What the root DSE announces; only what works.
inline constexpr std::array<std::string_view, 5> kSupportedControls = {
    protocol::kPagedResultsOid, protocol::kDerefOid,          kManageDsaItOid,
    protocol::kSyncRequestOid,  protocol::kPasswordPolicyOid,
};
inline constexpr std::array<std::string_view, 2> kSupportedFeatures = {
    "1.3.6.1.4.1.4203.1.5.1",  // All Operational Attributes (RFC 3673)
    "1.3.6.1.4.1.4203.1.5.3",  // True/False filters (RFC 4526)
};

/// Announced on a connection whose client certificate stands for an account.
inline constexpr std::array<std::string_view, 1> kSupportedSaslMechanisms = {"EXTERNAL"};

}  // namespace drawbridge::ldap::server
