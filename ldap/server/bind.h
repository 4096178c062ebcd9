#pragma once

#include <optional>

#include "ldap/dn/dn.h"
#include "ldap/protocol/bind.h"
#include "ldap/protocol/result.h"
#include "ldap/server/limits.h"

namespace drawbridge::ldap::server {

/// What can be said of a bind before anybody looks at the credentials.
struct BindDecision {
  /// The answer; success means anonymous. Nothing: ask the authenticator about `name`.
  std::optional<protocol::LdapResult> result;
  dn::Dn name;
};

/// @param may_send_password  the connection is encrypted, local, or clear text is allowed
/// Sources: RFC 4511 section 4.2, RFC 4513 sections 5.1.1 to 5.1.3.
BindDecision decide_bind(const protocol::BindRequest& request, bool may_send_password,
                         const Limits& limits);

/// The one answer to every wrong or unknown credential.
protocol::LdapResult invalid_credentials();

}  // namespace drawbridge::ldap::server
