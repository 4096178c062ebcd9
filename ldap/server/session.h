#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/protocol/message.h"
#include "ldap/protocol/result.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/authority.h"
#include "ldap/server/framer.h"
#include "ldap/server/paged_searches.h"
#include "ldap/server/search_start.h"
#include "ldap/server/services.h"
#include "ldap/server/sync_search.h"

namespace drawbridge::ldap::server {

/// Where a connection comes from.
struct Peer {
  std::string address;    ///< For logs and throttling.
  bool is_local = false;  ///< Loopback: clear text does not leave the machine.
  bool has_tls = false;
};

/// What a session waits for.
enum class Need {
  kInput,    ///< More octets from the client.
  kOutput,   ///< The client taking answers; then run() again.
  kTurn,     ///< Others having had their turn; then run() again.
  kOutcome,  ///< complete_bind().
  kTls,      ///< All output going out in clear, then a handshake, then tls_started().
  kClose,    ///< All output going out, then the end.
};

/// One LDAP conversation: octets in, octets out; no socket, no thread. Requests are worked on one
/// after the other, answers come in their order. Belongs to one event loop.
class Session {
 public:
  /// Makes the outcome for one bind, which must come back as complete_bind(serial, ...).
  using BindRoute = std::function<BindOutcome(std::uint64_t serial)>;

  Session(Services& services, Peer peer, BindRoute route);
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

  /// The handshake that StartTLS asked for is done.
  void tls_started();

  /// Appends a Notice of Disconnection; run() answers kClose from now on.
  void disconnect(protocol::ResultCode code, std::string_view text, std::string& out);

  /// Gives back what memory an idle session can do without.
  void release_buffers() { framer_.release_buffer(); }

  /// Ends the synchronisation with that message id without a word.
  /// @return whether there was one
  bool end_sync(std::int32_t message_id);

  const Peer& peer() const { return peer_; }
  /// A synchronisation is under way: run() when another tree is published.
  bool is_synchronising() const { return !syncs_.empty(); }
  /// A request has been understood on this connection.
  bool has_spoken() const { return has_spoken_; }
  /// No request is being worked on or has come in part.
  bool is_idle() const { return need_ == Need::kInput && framer_.is_empty(); }

 private:
  bool take_request(std::string& out);
  void dispatch(const protocol::Message& message, std::string& out);
  void dispatch_search(const protocol::Message& message, std::string& out);
  void dispatch_bind(const protocol::Message& message, std::string& out);
  void dispatch_extended(const protocol::Message& message, std::string& out);
  void dispatch_compare(const protocol::Message& message, std::string& out);
  void dispatch_sync(const protocol::Message& message, const protocol::SearchRequest& request,
                     const protocol::Control& control, std::string& out);
  void advance_syncs(std::string& out);
  std::optional<bool> is_still_who_it_was();
  void refuse(const protocol::Message& message, const protocol::LdapResult& result,
              std::string& out);
  void answer_bind(std::string& out);
  bool advance_search(std::string& out);
  void finish_search(const protocol::LdapResult& result, std::int32_t entries, std::string& out);
  void malformed(std::string_view text, std::string& out);
  void become(std::shared_ptr<const Identity> identity);
  void record(std::string_view operation, protocol::ResultCode code, std::string_view target = {},
              std::string_view detail = {}, std::int32_t entries = 0);

  Services* services_;
  Peer peer_;
  BindRoute route_;
  Framer framer_;
  Need need_ = Need::kInput;
  bool has_spoken_ = false;

  std::shared_ptr<const Identity> identity_;  // null: anonymous
  Authority authority_;

  std::int32_t bind_message_id_ = 0;
  std::uint64_t bind_serial_ = 0;
  bool has_bind_outcome_ = false;
  std::shared_ptr<const Identity> bind_outcome_;
  std::string bind_name_;

  SearchStart search_;  // search_.search: the one under way
  std::int32_t search_message_id_ = 0;
  std::string search_target_;
  std::string search_detail_;
  PagedSearches paged_;

  std::vector<std::unique_ptr<SyncSearch>> syncs_;  // of identity_
  std::uint64_t sync_renewed_at_ = 0;               // revision that identity_ was last held against
};

}  // namespace drawbridge::ldap::server
