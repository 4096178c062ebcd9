#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ldap/protocol/extended.h"
#include "ldap/protocol/result.h"
#include "ldap/server/authenticator.h"

namespace drawbridge::ldap::server {

/// What an extended operation needs to know of the connection.
struct ExtendedSituation {
  const Identity* identity = nullptr;  ///< Null: anonymous.
  bool can_start_tls = false;          ///< There is a certificate.
  bool has_tls = false;                ///< This connection is encrypted already.
  bool has_outstanding = false;        ///< An operation before this one is not done yet.
};

struct ExtendedAnswer {
  protocol::LdapResult result;
  std::string_view oid = {};  ///< responseName; empty = none.
  std::optional<std::string> value = std::nullopt;
  bool starts_tls = false;
};

/// StartTLS (RFC 4511 section 4.14) and "Who am I?" (RFC 4532); any other is protocolError (2).
ExtendedAnswer answer_extended(const protocol::ExtendedRequest& request,
                               const ExtendedSituation& situation);

}  // namespace drawbridge::ldap::server
