#include "ldap/client/handshake_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace drawbridge::ldap::client {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

HandshakeWatch::HandshakeWatch(milliseconds time, steady_clock::time_point until)
    : time_(time), until_(until) {
  callbacks_.lc_add = connected;
  callbacks_.lc_del = disconnected;
  callbacks_.lc_arg = this;
}

HandshakeWatch::~HandshakeWatch() { (void)stop(); }

bool HandshakeWatch::watch_next_connection(LDAP* session) {
  return ldap_set_option(session, LDAP_OPT_CONNECT_CB, &callbacks_) == LDAP_OPT_SUCCESS;
}

Status HandshakeWatch::watch(LDAP* session) {
  int socket = -1;
  if (ldap_get_option(session, LDAP_OPT_DESC, &socket) != LDAP_OPT_SUCCESS || socket < 0) {
    return fail(ErrorCode::kInternal, "libldap does not tell its socket.");
  }
  return begin(session, socket);
}

int HandshakeWatch::connected(LDAP* session, Sockbuf* buffer, LDAPURLDesc*, sockaddr*,
                              ldap_conncb* callbacks) {
  int socket = -1;
  ber_sockbuf_ctrl(buffer, LBER_SB_OPT_GET_FD, &socket);
  auto* self = static_cast<HandshakeWatch*>(callbacks->lc_arg);
  return self->begin(session, socket) ? 0 : -1;
}

/// Comes before the socket is closed: its number may be another's after that.
void HandshakeWatch::disconnected(LDAP*, Sockbuf*, ldap_conncb* callbacks) {
  (void)static_cast<HandshakeWatch*>(callbacks->lc_arg)->stop();
}

Status HandshakeWatch::begin(LDAP* session, int socket) {
  (void)stop();
  has_begun_ = true;
  was_cut_ = false;
  end_.reset(::eventfd(0, EFD_CLOEXEC));
  const timeval no_limit{-1, 0};
  if (!end_ || ldap_set_option(session, LDAP_OPT_NETWORK_TIMEOUT, &no_limit) != LDAP_OPT_SUCCESS) {
    return fail(ErrorCode::kUnavailable, "Cannot watch over the TLS handshake.");
  }
  try {
    thread_ = std::thread([this, socket] { wait(socket); });
  } catch (const std::system_error&) {
    return fail(ErrorCode::kUnavailable, "Cannot make a thread.");
  }
  return {};
}

bool HandshakeWatch::stop() {
  if (!thread_.joinable()) return was_cut_;
  const std::uint64_t one = 1;
  // Cannot fail: the counter of a new event descriptor has room for one.
  (void)!::write(end_.get(), &one, sizeof(one));
  thread_.join();
  return was_cut_;
}

void HandshakeWatch::wait(int socket) {
  const auto deadline = std::min(steady_clock::now() + time_, until_);
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    pollfd waits{end_.get(), POLLIN, 0};
    const int ready = ::poll(&waits, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready > 0) return;
    if (ready < 0 && errno == EINTR) continue;
    was_cut_ = true;
    ::shutdown(socket, SHUT_RDWR);
    return;
  }
}

}  // namespace drawbridge::ldap::client
