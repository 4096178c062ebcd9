#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/protocol/bind.h"
#include "ldap/protocol/extended.h"
#include "ldap/protocol/message.h"
#include "ldap/protocol/result.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/authority.h"
#include "ldap/server/credential_request.h"
#include "ldap/server/framer.h"
#include "ldap/server/paged_searches.h"
#include "ldap/server/password_change.h"
#include "ldap/server/search_start.h"
#include "ldap/server/services.h"
#include "ldap/server/sync_search.h"

namespace drawbridge::ldap::server {

/// Where a connection comes from.
struct Peer {
  std::string address;    ///< For logs and throttling.
  bool is_local = false;  ///< Loopback: clear text does not leave the machine.
  bool has_tls = false;
  std::string certificate_subject = {};  ///< Of the verified client certificate; RFC 4514 text.
};

/// What a session waits for.
enum class Need {
  kInput,    ///< More octets from the client.
  kOutput,   ///< The client taking answers; then run() again.
  kTurn,     ///< Others having had their turn; then run() again.
  kOutcome,  ///< complete_bind() or complete_password_change(); before it perhaps wake_at().
  kTls,      ///< All output going out in clear, then a handshake, then tls_started().
  kClose,    ///< All output going out, then the end.
};

/// One LDAP conversation: octets in, octets out; no socket, no thread. Requests are worked on one
/// after the other, answers come in their order; only an Abandon or a Cancel of the search under
/// way, and an Unbind during a search, overtake what waits behind it. Belongs to one event loop.
class Session {
 public:
  /// Make the outcome for one bind or change of a password, which must come back as
  /// complete_bind(serial, ...) or complete_password_change(serial, ...).
  struct Routes {
    std::function<BindOutcome(std::uint64_t serial)> bind;
    std::function<PasswordChangeOutcome(std::uint64_t serial)> password;
  };

  Session(Services& services, Peer peer, Routes routes);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Takes octets; nothing is done with them before run().
  void receive(std::string_view bytes) { framer_.feed(bytes); }

  /// Works on what has been received and appends the answers. Returns early when `out` holds
  /// `Limits::max_output_bytes` (one answer may go over it).
  Need run(std::string& out);

  /// The outcome of a bind; a stale or repeated one is ignored. Then run() again.
  /// @param identity  null: refused
  void complete_bind(std::uint64_t serial, std::shared_ptr<const Identity> identity);
  void complete_password_change(std::uint64_t serial, PasswordChangeAnswer answer);

  /// When to run() although nothing has come in: a bind is held back until then.
  std::optional<std::chrono::steady_clock::time_point> wake_at() const {
    return need_ == Need::kOutcome ? credentials_.held_until : std::nullopt;
  }

  /// The handshake is done: StartTLS asked for it, or TLS came from the start.
  /// @param certificate_subject  as in Peer
  void tls_started(std::string certificate_subject = {});

  /// Appends a Notice of Disconnection; run() answers kClose from now on.
  void disconnect(protocol::ResultCode code, std::string_view text, std::string& out);

  /// Gives back what memory an idle session can do without.
  void release_buffers() { framer_.release_buffer(); }

  /// Ends the synchronisation with that message id without a word to the client.
  /// @param code  that it is recorded with; none: it is never answered
  /// @return whether there was one
  bool end_sync(std::int32_t message_id, std::optional<protocol::ResultCode> code = std::nullopt);

  /// The connection is gone: what was under way ends, and the observer is told of it.
  void end_operations();

  const Peer& peer() const { return peer_; }
  /// A synchronisation is under way: run() when another tree is published.
  bool is_synchronising() const { return !syncs_.empty(); }
  /// A request has been understood on this connection.
  bool has_spoken() const { return has_spoken_; }
  /// Whether more octets are wanted while a search is under way: to hear that it is to end.
  bool wants_read_ahead() const {
    return search_.search != nullptr &&
           framer_.octets_left() < services_->limits().max_read_ahead_bytes;
  }
  /// No request is being worked on or has come whole; holds after run().
  bool is_idle() const { return need_ == Need::kInput; }
  /// A Notice of Disconnection was sent.
  bool has_said_goodbye() const { return has_said_goodbye_; }

 private:
  bool take_request(std::string& out);
  void foresee();
  void dispatch(const protocol::Message& message, std::string& out);
  void dispatch_search(const protocol::Message& message, std::string& out);
  void dispatch_bind(const protocol::Message& message, std::string& out);
  void dispatch_password_change(const protocol::Message& message,
                                const protocol::ExtendedRequest& request, std::string& out);
  void dispatch_extended(const protocol::Message& message, std::string& out);
  void dispatch_compare(const protocol::Message& message, std::string& out);
  void dispatch_sync(const protocol::Message& message, const protocol::SearchRequest& request,
                     const protocol::Control& control, std::string& out);
  void advance_syncs(std::string& out);
  void end_syncs();
  void refuse(const protocol::Message& message, const protocol::LdapResult& result,
              std::string& out, std::string_view detail = {});
  bool may_send_password() const;
  bool offers_external();
  void begin_credentials(const protocol::Message& message, std::string_view target);
  void bind_external(const protocol::BindRequest& request, std::string& out);
  void hold_back();
  void look_at_credentials();
  void answer_credentials(std::string& out);
  void answer_bind(const protocol::LdapResult& result, std::shared_ptr<const Identity> identity,
                   std::string& out);
  void answer_password_change(PasswordChangeAnswer answer, std::string& out);
  bool renew_identity(std::string& out);
  bool advance_search(std::string& out);
  /// How an operation ends before it is done.
  enum class Ending {
    kAbandoned,  ///< Without an answer.
    kCanceled,   ///< With 118.
  };
  bool is_under_way(std::int32_t id) const;
  bool is_synchronising_as(std::int32_t id) const;
  bool end_operation(std::int32_t id, Ending ending, std::string& out);
  protocol::LdapResult cancel(const protocol::Message& message,
                              const protocol::ExtendedRequest& request, std::string& out);
  void look_ahead(std::string& out);
  void obey_ahead(const protocol::Message& message, std::string& out);
  void finish_search(const protocol::LdapResult& result, std::int32_t entries, std::string& out);
  void malformed(std::string_view text, std::string& out);
  void become(std::shared_ptr<const Identity> identity);
  void record(std::string_view operation, std::optional<protocol::ResultCode> code,
              std::string_view target = {}, std::string_view detail = {}, std::uint64_t entries = 0,
              bool was_recorded = false);
  void record_overtaking(std::string_view operation, std::optional<protocol::ResultCode> code,
                         std::string_view detail,
                         std::chrono::steady_clock::time_point request_began);

  /// A synchronisation under way, and what its records are made of.
  struct Synchronisation {
    std::unique_ptr<SyncSearch> search;
    std::chrono::steady_clock::time_point began;
    std::string target;
    std::string detail;
    bool was_recorded = false;
    std::uint64_t entries_recorded = 0;
  };
  void record_sync(Synchronisation& sync, std::optional<protocol::ResultCode> code);

  Services* services_;
  Peer peer_;
  Routes routes_;
  Framer framer_;
  Need need_ = Need::kInput;
  bool has_spoken_ = false;
  bool has_said_goodbye_ = false;
  std::size_t work_left_ = 0;  // before others have their turn
  std::size_t foreseen_ = 0;   // requests next in the framer that foresee() has looked at

  std::shared_ptr<const Identity> identity_;  // null: anonymous
  Authority authority_;
  std::uint64_t renewed_at_ = 0;  // revision of the directory that identity_ was last held against

  CredentialRequest credentials_;  // under way with Need::kOutcome
  std::chrono::steady_clock::time_point request_began_;

  SearchStart search_;  // search_.search: the one under way
  std::int32_t search_message_id_ = 0;
  std::string search_target_;
  std::string search_detail_;
  PagedSearches paged_;

  std::vector<Synchronisation> syncs_;  // of identity_
};

}  // namespace drawbridge::ldap::server
