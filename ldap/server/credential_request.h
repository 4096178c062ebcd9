#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/secret.h"
#include "ldap/dn/dn.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/password_change.h"

namespace drawbridge::ldap::server {

/// A bind or a change of a password between the request and its answer.
struct CredentialRequest {
  std::int32_t message_id = 0;
  std::uint64_t serial = 0;   ///< Its own on the connection; outcomes come back under it.
  bool wants_policy = false;  ///< The password policy control came with it.
  std::string target = {};    ///< For records.

  std::optional<std::chrono::steady_clock::time_point> held_until = std::nullopt;
  bool is_admitted = true;            ///< False: to be refused when it is no longer held back.
  bool is_counted = false;            ///< By the throttle.
  std::chrono::nanoseconds delay{0};  ///< Held back for that long.
  dn::Dn name = {};                   ///< Whose password it is.
  Secret password = {};               ///< Of a bind that is held back.
  std::optional<PasswordChange> change = std::nullopt;  ///< Nothing: a bind.

  bool has_outcome = false;
  std::shared_ptr<const Identity> identity = nullptr;  ///< Outcome of a bind; null: refused.
  PasswordChangeAnswer answer = {};                    ///< Outcome of a change.
};

}  // namespace drawbridge::ldap::server
