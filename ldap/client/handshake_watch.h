#pragma once

#include <ldap.h>

#include <chrono>
#include <thread>

#include "base/file.h"
#include "base/result.h"

namespace drawbridge::ldap::client {

/// Cuts a connection off whose TLS handshake takes too long. Included by the sources of this
/// folder alone.
///
/// libldap has no time limit for it that holds: with LDAP_OPT_NETWORK_TIMEOUT its GnuTLS side asks
/// a silent socket again and again without end (seen with 2.5.13). So the handshake is made to
/// block in its reads, and a thread shuts the socket down when the time is over, which ends them.
class HandshakeWatch {
 public:
  /// @param time   that a handshake may take
  /// @param until  when every handshake has to be over
  HandshakeWatch(std::chrono::milliseconds time, std::chrono::steady_clock::time_point until);
  HandshakeWatch(const HandshakeWatch&) = delete;
  HandshakeWatch& operator=(const HandshakeWatch&) = delete;
  ~HandshakeWatch();

  /// Watches from the moment when TCP is connected; before that LDAP_OPT_NETWORK_TIMEOUT holds. The
  /// session calls the watch again when it ends: the watch must live longer.
  bool watch_next_connection(LDAP* session);

  /// Watches a connected session from now on.
  Status watch(LDAP* session);

  /// Whether TCP was connected: what failed after that is TLS.
  bool has_begun() const { return has_begun_; }

  /// Ends the watch. @return whether the connection was cut off
  bool stop();

 private:
  static int connected(LDAP* session, Sockbuf* buffer, LDAPURLDesc* url, sockaddr* address,
                       ldap_conncb* callbacks);
  static void disconnected(LDAP* session, Sockbuf* buffer, ldap_conncb* callbacks);
  Status begin(LDAP* session, int socket);
  void wait(int socket);

  std::chrono::milliseconds time_;
  std::chrono::steady_clock::time_point until_;
  ldap_conncb callbacks_{};
  UniqueFd end_;
  bool has_begun_ = false;
  bool was_cut_ = false;  // written by the thread before it ends, read after the join
  std::thread thread_;
};

}  // namespace drawbridge::ldap::client
