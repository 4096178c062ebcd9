#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/metrics.h"
#include "base/published.h"
#include "base/result.h"
#include "crypto/tls.h"
#include "ldap/directory/tree.h"
#include "ldap/server/connection.h"
#include "ldap/server/listener.h"
#include "ldap/server/mailbox.h"
#include "ldap/server/services.h"

namespace drawbridge::ldap::server {

/// One epoll loop: accepts, owns its connections and their buffers, answers inline.
class EventLoop {
 public:
  /// What the loops of a server share. Borrowed; outlives the loops.
  struct Setting {
    Services::Options services;
    const Published<directory::Tree>* tree = nullptr;
    Authenticator* authenticator = nullptr;
    Observer* observer = nullptr;             ///< May be null.
    const crypto::TlsContext* tls = nullptr;  ///< May be null.
    const Listener* listener = nullptr;       ///< May be null.
    const Listener* tls_listener = nullptr;   ///< May be null.
    std::size_t max_connections = 0;          ///< Of all loops; 0: no limit but the system's.
  };

  /// @return kUnavailable when the system gives no descriptors
  static Result<std::unique_ptr<EventLoop>> make(const Setting& setting);

  /// The loops, this one among them, that new connections are spread over. Before run().
  void set_peers(std::vector<EventLoop*> peers) { peers_ = std::move(peers); }

  /// Serves until a Stop letter has been carried out. The body of the loop's thread.
  void run();

  /// From any thread.
  void post(Letter&& letter) { mailbox_->post(std::move(letter)); }
  /// From any thread. Costs nothing while no connection synchronises.
  void tree_published() {
    if (watching_count_.value() != 0) mailbox_->post_publication();
  }
  std::size_t connections() const { return static_cast<std::size_t>(count_.value()); }

 private:
  EventLoop(const Setting& setting, UniqueFd epoll, std::shared_ptr<Mailbox> mailbox);

  bool watch(int descriptor, std::uint64_t id, std::uint32_t events);
  void wait_and_serve();
  void serve(std::uint64_t id, std::uint32_t events);
  void serve_connection(std::uint64_t id, std::uint32_t events);
  bool watch_listeners();
  void accept_from(const Listener& listener, bool has_tls);
  bool refuse_waiting(const Listener& listener);
  void note_refusal(std::string_view reason);
  void pause_accepting();
  void place(Arrival arrival);
  bool is_full() const;
  EventLoop& least_loaded();
  void adopt(Arrival arrival);
  void read_letters();
  void take_turns();
  void wake_sleepers();
  void watch_tree(std::uint64_t id, Connection& connection);
  void wake_watching();
  void tick();
  void begin_stop(const Stop& stop);
  void settle(std::uint64_t id, Connection& connection);
  void let_go(Connection& connection, std::string_view reason);

  Setting setting_;
  UniqueFd epoll_;
  UniqueFd spare_;  // given up to be able to refuse when descriptors run out
  std::shared_ptr<Mailbox> mailbox_;
  Services services_;
  std::vector<EventLoop*> peers_;
  Gauge count_;
  Gauge watching_count_;                        // of watching_
  std::unordered_set<std::uint64_t> watching_;  // connections that synchronise
  std::vector<char> buffer_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::deque<std::uint64_t> turns_;
  /// Connections that are to be woken, the next one on top; one may have gone, or been here before.
  using Sleeper = std::pair<std::chrono::steady_clock::time_point, std::uint64_t>;
  std::priority_queue<Sleeper, std::vector<Sleeper>, std::greater<>> sleepers_;
  std::optional<std::chrono::steady_clock::time_point> accepts_again_;  // paused until then
  std::uint64_t refusals_ = 0;                                          // since the last tick
  std::string_view refusal_reason_;
  std::uint64_t next_id_;
  std::chrono::steady_clock::time_point next_tick_;
  std::optional<Stop> stop_;
};

}  // namespace drawbridge::ldap::server
