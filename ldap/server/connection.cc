#include "ldap/server/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "base/release_memory.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::ResultCode;

/// A sent buffer larger than this is given back at once.
constexpr std::size_t kKeptOctets = 65'536;

/// Without progress for that long a connection gives back all its buffers.
constexpr std::chrono::seconds kBuffersKept{2};

/// How long a client that was sent away may take to close its side.
constexpr std::chrono::seconds kLinger{2};

/// TCP keepalive of a connection that waits for changes.
constexpr int kSilentSeconds = 60;
constexpr int kProbeSeconds = 15;
constexpr int kProbes = 4;

constexpr std::string_view kTlsFailed = "TLS failed";

Session::Routes routes_to(const std::shared_ptr<Mailbox>& mailbox, std::uint64_t connection) {
  Session::Routes routes;
  routes.bind = [mailbox, connection](std::uint64_t serial) -> BindOutcome {
    return [mailbox, connection, serial](std::shared_ptr<const Identity> identity) {
      mailbox->post(BindDone{connection, serial, std::move(identity)});
    };
  };
  routes.password = [mailbox, connection](std::uint64_t serial) -> PasswordChangeOutcome {
    return [mailbox, connection, serial](PasswordChangeAnswer answer) {
      mailbox->post(PasswordChangeDone{connection, serial, std::move(answer)});
    };
  };
  return routes;
}

}  // namespace

Connection::Connection(std::uint64_t id, Arrival arrival, Services& services,
                       const std::shared_ptr<Mailbox>& mailbox, const crypto::TlsContext* tls)
    : socket_(std::move(arrival.socket)),
      services_(&services),
      tls_context_(tls),
      session_(services, arrival.peer, routes_to(mailbox, id)),
      starts_with_tls_(arrival.peer.has_tls),
      last_progress_(services.now()) {}

void Connection::start() {
  if (starts_with_tls_) begin_tls();
}

bool Connection::wants_read() const {
  if (is_closed_) return false;
  if (is_lingering_) return true;
  if (peer_has_ended_) return false;
  if (need_ == Need::kInput) return unsent() == 0;
  return (need_ == Need::kTurn || need_ == Need::kOutput) && session_.wants_read_ahead();
}

void Connection::readable(std::span<char> buffer) {
  const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) close("the connection broke");
    return;
  }
  if (is_lingering_) {
    if (count == 0) close(reason_);
    return;
  }
  if (count == 0) {
    peer_has_ended_ = true;
  } else {
    take({buffer.data(), static_cast<std::size_t>(count)});
  }
  work();
}

void Connection::take(std::string_view bytes) {
  if (tls_) {
    take_encrypted(bytes);
  } else {
    session_.receive(bytes);
  }
}

void Connection::take_encrypted(std::string_view bytes) {
  std::string plain;
  const Status fed = tls_->feed(bytes, plain);
  tls_->take_output(wire_);
  if (!fed) {
    need_ = Need::kClose;
    reason_ = kTlsFailed;
    if (Observer* observer = services_->observer(); observer != nullptr) {
      observer->tls_failed(peer().address, fed.error().message);
    }
    return;
  }
  if (is_handshaking_ && tls_->is_open()) {
    is_handshaking_ = false;
    session_.tls_started(tls_->peer_subject());
    last_progress_ = services_->now();
  }
  session_.receive(plain);
  if (tls_->is_finished()) peer_has_ended_ = true;
}

void Connection::writable() {
  flush();
  work();
}

void Connection::turn() {
  wants_turn_ = false;
  work();
}

void Connection::tree_published() {
  if (is_synchronising()) work();
}

void Connection::keep_alive() {
  const auto set = [this](int option, int value) {
    ::setsockopt(socket_.get(), IPPROTO_TCP, option, &value, sizeof value);
  };
  set(TCP_KEEPIDLE, kSilentSeconds);
  set(TCP_KEEPINTVL, kProbeSeconds);
  set(TCP_KEEPCNT, kProbes);
}

void Connection::complete_bind(const BindDone& done) {
  session_.complete_bind(done.serial, done.identity);
  work();
}

void Connection::complete_password_change(PasswordChangeDone& done) {
  session_.complete_password_change(done.serial, std::move(done.answer));
  work();
}

void Connection::work() {
  advance();
  services_->change_held_output(counted_output_, unsent());
  counted_output_ = unsent();
}

/// Runs the session as far as it goes and sends what came out.
void Connection::advance() {
  if (is_closed_ || is_lingering_) return;
  if (!is_handshaking_ && need_ != Need::kClose) run_session();
  flush();
  if (is_closed_ || unsent() != 0) return;
  if (need_ == Need::kTls && !is_handshaking_) begin_tls();
  if (need_ == Need::kTurn || need_ == Need::kOutput) wants_turn_ = true;
  if (need_ == Need::kClose) return end_conversation();
  if (peer_has_ended_ && (need_ == Need::kInput || is_handshaking_)) {
    close("the client closed the connection");
  }
}

void Connection::run_session() {
  if (unsent() >= services_->max_output()) return;
  if (sent_ != 0) {
    wire_.erase(0, sent_);
    sent_ = 0;
  }
  std::string plain;
  std::string& out = tls_ ? plain : wire_;
  const std::size_t before = out.size();
  need_ = session_.run(out);
  if (is_draining_ && session_.is_idle()) {
    session_.disconnect(ResultCode::kUnavailable, "The server is shutting down.", out);
    need_ = Need::kClose;
  }
  if (out.size() != before) last_progress_ = services_->now();
  if (!tls_) return;
  if (!plain.empty() && !tls_->write(plain)) close(kTlsFailed);
  if (need_ == Need::kClose) tls_->shutdown();
  tls_->take_output(wire_);
}

void Connection::flush() {
  while (!is_closed_ && unsent() != 0) {
    const ssize_t count =
        ::send(socket_.get(), wire_.data() + sent_, unsent(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) {
      if (errno == EAGAIN) return;
      if (errno == EINTR) continue;
      return close("the connection broke");
    }
    sent_ += static_cast<std::size_t>(count);
    last_progress_ = services_->now();
  }
  if (unsent() != 0) return;
  wire_.clear();
  sent_ = 0;
  if (wire_.capacity() > kKeptOctets) wire_.shrink_to_fit();
}

void Connection::begin_tls() {
  auto session = tls_context_ == nullptr
                     ? Result<crypto::TlsSession>(fail(ErrorCode::kUnavailable, "No certificate."))
                     : tls_context_->new_session();
  if (!session) return close("TLS is not available");
  tls_.emplace(*std::move(session));
  is_handshaking_ = true;
  need_ = Need::kInput;
  last_progress_ = services_->now();
}

void Connection::tick() {
  if (is_closed_ || need_ == Need::kOutcome) return;
  const Limits& limits = services_->limits();
  const auto quiet = services_->now() - last_progress_;
  if (quiet >= kBuffersKept && unsent() == 0) {
    release_memory(wire_);
    session_.release_buffers();
    if (tls_) tls_->release_buffers();
  }
  if (is_lingering_) {
    if (quiet >= kLinger) close(reason_);
  } else if (is_handshaking_) {
    if (quiet >= limits.handshake) close("the TLS handshake took too long");
  } else if (unsent() != 0) {
    if (quiet >= limits.stalled_output) close("the client takes no answers");
  } else if (session_.is_synchronising()) {
    // It waits for changes, however long none comes.
  } else if (quiet >= (session_.has_spoken() ? limits.idle : limits.idle_before_bind)) {
    close("the connection was idle");
  }
}

bool Connection::has_unread_octets() const {
  int count = 0;
  return ::ioctl(socket_.get(), FIONREAD, &count) == 0 && count > 0;
}

/// All is sent. To close while a client still sends makes its system throw away what it has not
/// read yet, and that is the notice that says why: so the client is given its end first and the
/// rest of what it sends is thrown away.
void Connection::end_conversation() {
  if (reason_.empty()) reason_ = "the conversation ended";
  const bool was_sent_away = session_.has_said_goodbye() || reason_ == kTlsFailed;
  const bool may_still_send = !peer_has_ended_ && (!is_draining_ || has_unread_octets());
  if (!was_sent_away || !may_still_send) return close(reason_);
  ::shutdown(socket_.get(), SHUT_WR);
  is_lingering_ = true;
  last_progress_ = services_->now();
}

void Connection::drain() {
  is_draining_ = true;
  if (is_handshaking_) return close("the server is shutting down");
  work();
}

void Connection::close(std::string_view reason) {
  is_closed_ = true;
  wants_turn_ = false;
  reason_ = reason;
}

}  // namespace drawbridge::ldap::server
