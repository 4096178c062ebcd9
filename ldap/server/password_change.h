#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/secret.h"
#include "ldap/protocol/password_modify.h"
#include "ldap/protocol/password_policy.h"
#include "ldap/protocol/result.h"
#include "ldap/server/authenticator.h"

namespace drawbridge::ldap::server {

/// A person's wish for another password.
struct PasswordChange {
  std::shared_ptr<const Identity> identity;  ///< Whose, and who asks: a person.
  std::optional<Secret> old_password;        ///< To be checked when given.
  std::optional<Secret> new_password;        ///< None: one is to be made and told.
};

struct PasswordChangeAnswer {
  protocol::LdapResult result;
  std::optional<Secret> generated = std::nullopt;  ///< The new password, when it was made here.
  std::optional<protocol::PasswordPolicyError> policy_error = std::nullopt;
  /// What the connection is bound as from now on, as the credential of before has ended; null: as
  /// before.
  std::shared_ptr<const Identity> identity = nullptr;
};

/// Takes the answer, once, from any thread, also after the connection has gone.
using PasswordChangeOutcome = std::function<void(PasswordChangeAnswer)>;

/// Port: changes people's own passwords.
class PasswordModifier {
 public:
  PasswordModifier() = default;
  PasswordModifier(const PasswordModifier&) = delete;
  PasswordModifier& operator=(const PasswordModifier&) = delete;
  virtual ~PasswordModifier() = default;

  /// Called on an event loop, which it must not hold up. Success is answered once the change is
  /// durable and visible.
  virtual void change(PasswordChange change, PasswordChangeOutcome done) = 0;
};

/// What can be said of a request before anybody looks at passwords.
struct PasswordChangeDecision {
  std::optional<protocol::LdapResult> result;  ///< Nothing: ask the modifier for `change`.
  PasswordChange change = {};
};

/// Password Modify (RFC 3062) is for people and their own entry alone: userIdentity is absent,
/// empty, their DN (with or without `dn:`), or their name (with or without `u:`).
/// @param may_send_password  the connection is encrypted, local, or clear text is allowed
PasswordChangeDecision decide_password_change(const protocol::PasswordModifyRequest& request,
                                              const std::shared_ptr<const Identity>& identity,
                                              bool may_send_password);

}  // namespace drawbridge::ldap::server
