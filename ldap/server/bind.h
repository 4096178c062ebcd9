#pragma once

#include <optional>
#include <string_view>

#include "ldap/dn/dn.h"
#include "ldap/protocol/bind.h"
#include "ldap/protocol/result.h"
#include "ldap/server/limits.h"

namespace drawbridge::ldap::server {

/// What a bind needs to know of the connection.
struct BindSituation {
  bool may_send_password = false;  ///< It is encrypted, local, or clear text is allowed.
  bool has_tls = false;
  bool offers_external = false;  ///< Client certificates may stand for accounts at all.
};

/// What can be said of a bind before anybody looks at the credentials.
struct BindDecision {
  /// The answer; success means anonymous. Nothing: ask the authenticator.
  std::optional<protocol::LdapResult> result;
  dn::Dn name = {};          ///< Whose password it is.
  bool is_external = false;  ///< By the client certificate, not by a password.
};

/// Sources: RFC 4511 section 4.2, RFC 4513 sections 5.1.1 to 5.1.3 and 5.2.3.
BindDecision decide_bind(const protocol::BindRequest& request, const BindSituation& situation,
                         const Limits& limits);

/// Whether the authorization identity sent with SASL EXTERNAL lets the client be `name` and nobody
/// else: nothing, or `dn:` and that name (RFC 4513 section 5.2.1.8).
bool asks_for_own_identity(const protocol::BindRequest& request, const dn::Dn& name);

/// The one answer to every wrong or unknown credential.
protocol::LdapResult invalid_credentials();

}  // namespace drawbridge::ldap::server
