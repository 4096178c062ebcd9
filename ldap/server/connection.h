#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "crypto/tls.h"
#include "ldap/server/mailbox.h"
#include "ldap/server/services.h"
#include "ldap/server/session.h"

namespace drawbridge::ldap::server {

/// A socket with its session, in clear, after StartTLS, or TLS from the start. Belongs to one
/// event loop; after every call the loop asks what to wait for.
class Connection {
 public:
  /// @param tls  null: StartTLS is not offered
  Connection(std::uint64_t id, Arrival arrival, Services& services,
             const std::shared_ptr<Mailbox>& mailbox, const crypto::TlsContext* tls);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { services_->change_held_output(counted_output_, 0); }

  /// Begins: with TLS from the start when the arrival says so.
  void start();

  /// The socket can be read.
  /// @param buffer  the loop's, to read into
  void readable(std::span<char> buffer);
  /// The socket takes more.
  void writable();
  /// The socket is dead.
  void broken() { close("the connection broke"); }
  /// Another tree is published; only for a connection that is synchronising.
  void tree_published();
  /// Goes on with what was put off.
  void turn();
  void complete_bind(const BindDone& done);
  void complete_password_change(PasswordChangeDone& done);
  /// When to call turn() although nothing happens on the socket.
  std::optional<std::chrono::steady_clock::time_point> wake_at() const {
    return is_closed_ ? std::nullopt : session_.wake_at();
  }
  /// It is let go: has the observer told of what was under way.
  void end_operations() { session_.end_operations(); }
  /// Once a second: ends what has been idle, silent or stuck for too long.
  void tick();
  /// No new requests: says goodbye as soon as those that came whole are answered.
  void drain();

  bool wants_read() const;
  bool wants_write() const { return !is_closed_ && unsent() != 0; }
  bool wants_turn() const { return !is_closed_ && wants_turn_; }
  /// Wants to hear of every publication.
  bool is_synchronising() const { return !is_closed_ && session_.is_synchronising(); }
  /// Has the system look after a peer that may be silent for ever: a dead one is noticed in two
  /// minutes.
  void keep_alive();
  /// To be destroyed.
  bool is_closed() const { return is_closed_; }
  /// Why, in a fixed short text.
  std::string_view reason() const { return reason_; }

  int descriptor() const { return socket_.get(); }
  const Peer& peer() const { return session_.peer(); }
  /// What the loop told epoll last; the loop's to keep.
  std::uint32_t watched_events = 0;
  /// Waits in the loop's queue of turns; the loop's to keep.
  bool is_in_turns = false;
  /// What wake_at() said last; the loop's to keep.
  std::optional<std::chrono::steady_clock::time_point> told_wake_at = std::nullopt;
  /// Whether the loop wakes it with every publication; the loop's to keep.
  bool is_watching_tree = false;

 private:
  std::size_t unsent() const { return wire_.size() - sent_; }
  void take(std::string_view bytes);
  void take_encrypted(std::string_view bytes);
  bool has_unread_octets() const;
  void work();
  void advance();
  void run_session();
  void flush();
  void begin_tls();
  void end_conversation();
  void close(std::string_view reason);

  UniqueFd socket_;
  Services* services_;
  const crypto::TlsContext* tls_context_;
  std::optional<crypto::TlsSession> tls_;
  Session session_;
  Need need_ = Need::kInput;
  std::string wire_;                // octets for the socket
  std::size_t sent_ = 0;            // of them
  std::size_t counted_output_ = 0;  // what the services know of the rest
  bool wants_turn_ = false;
  bool is_draining_ = false;
  bool peer_has_ended_ = false;
  bool is_closed_ = false;
  bool is_lingering_ = false;  // all is said; what still comes is thrown away
  bool starts_with_tls_;
  bool is_handshaking_ = false;
  std::string_view reason_;
  std::chrono::steady_clock::time_point last_progress_;
};

}  // namespace drawbridge::ldap::server
