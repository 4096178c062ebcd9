#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/published.h"
#include "base/result.h"
#include "ldap/directory/tree.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/limits.h"
#include "ldap/server/observer.h"
#include "ldap/server/password_change.h"

namespace drawbridge::crypto {
class TlsContext;
}

namespace drawbridge::ldap::server {

struct ServerOptions {
  std::string listen = {};      ///< `host:port`, `[::1]:389`; port 0 takes a free one; empty: off.
  std::string listen_tls = {};  ///< LDAPS; the same form. Needs a TLS context.
  bool allow_clear_text = false;  ///< Simple binds without TLS from other than loopback.
  bool has_external = false;      ///< Client certificates stand for accounts.
  std::chrono::milliseconds longest_bind_delay{2000};  ///< After failed ones; 0: none.
  PasswordModifier* passwords = nullptr;  ///< Outlives the server; null: RFC 3062 is not served.
  std::size_t threads = 1;                ///< Event loops.
  std::size_t max_connections = 0;  ///< Further ones are closed at once; 0: as the system has room.
  Limits limits = {};
};

/// The LDAP server: event loops on threads of its own that answer from the published tree.
class Server {
 public:
  /// @param tree           read by every operation; must outlive the server
  /// @param authenticator  must outlive the server and the outcomes it still owes
  /// @param tls            null: no StartTLS and no LDAPS. Reloading the context is enough for
  ///                       new sessions to take the new certificate.
  /// @param observer       null: nobody is told
  Server(ServerOptions options, const Published<directory::Tree>& tree,
         Authenticator& authenticator, const crypto::TlsContext* tls, Observer* observer);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  ///< Stops without a grace period if still running.

  /// Binds the addresses and starts the loops.
  /// @return kInvalid for an address that cannot be read, kUnavailable when it cannot be bound
  Status start();

  /// Stops accepting, lets running answers go out, sends each client a Notice of Disconnection
  /// (RFC 4511 section 4.4.1), closes. Returns when all is closed, at the latest after `grace`.
  void stop(std::chrono::milliseconds grace);

  /// Says that another tree is published, so that those who wait for changes get them. From any
  /// thread, between start() and stop().
  void tree_published();

  /// `host:port` as bound, with the real port; empty when that listener is off.
  const std::string& address() const;
  const std::string& tls_address() const;

  /// Open connections now.
  std::size_t connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace drawbridge::ldap::server
