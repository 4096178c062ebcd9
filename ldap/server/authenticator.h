#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "ldap/dn/dn.h"

namespace drawbridge::ldap::server {

enum class IdentityKind { kAnonymous, kService, kPerson };

/// Who is bound to a connection and what that one may see (see Authority). A default-constructed
/// identity is anonymous and sees only the root DSE and the subschema.
struct Identity {
  IdentityKind kind = IdentityKind::kAnonymous;
  dn::Dn name;                   ///< For "Who am I?"; empty when anonymous.
  std::vector<dn::Dn> subtrees;  ///< Readable with all that is below.
  std::vector<dn::Dn> entries;   ///< Single readable entries.
  std::vector<dn::Dn> hidden;  ///< Subtrees that do not exist for it, whatever the lists above say.
  std::int32_t size_limit = 0;  ///< Entries of one search; 0 = none.

  friend bool operator==(const Identity&, const Identity&) = default;
};

/// A simple bind to be decided. Borrowed: valid only during the call.
struct BindAttempt {
  const dn::Dn& name;
  std::string_view password;  ///< 1 to 512 octets.
  std::string_view peer;      ///< Address of the client, for throttling and logs.
};

/// Takes the outcome: the identity, or null when the credentials are wrong, the account is
/// unknown, locked or has none (all of these look alike to the client: 49). May be called from
/// any thread, once, at any time, also inside `authenticate` and after the connection has gone.
using BindOutcome = std::function<void(std::shared_ptr<const Identity>)>;

/// What has become of an identity.
struct Renewal {
  std::shared_ptr<const Identity> identity;  ///< The same one when nothing changed; null: it ended.
  std::uint64_t revision = 0;                ///< Of the directory that this was decided on.
};

/// Port: decides simple binds, and whether who is bound still is.
class Authenticator {
 public:
  Authenticator() = default;
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;
  virtual ~Authenticator() = default;

  /// Called on an event loop, by several of them at a time: cheap checks (SHA-256 of a service
  /// account's token, a hit in the success cache) may answer inline, password hashing goes to a
  /// pool. A failure may be answered late on purpose (throttling). Until the outcome comes the
  /// connection takes no further requests; nothing else waits.
  virtual void authenticate(const BindAttempt& attempt, BindOutcome done) = 0;

  /// What `identity` is now; inline and cheap.
  virtual Renewal renew(const std::shared_ptr<const Identity>& identity) {
    return {identity, std::numeric_limits<std::uint64_t>::max()};
  }
};

}  // namespace drawbridge::ldap::server
