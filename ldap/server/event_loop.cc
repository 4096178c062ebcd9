#include "ldap/server/event_loop.h"

#include <fcntl.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace drawbridge::ldap::server {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t kMailboxId = 0;
constexpr std::uint64_t kListenerId = 1;
constexpr std::uint64_t kTlsListenerId = 2;
constexpr std::uint64_t kFirstConnectionId = 16;

constexpr std::size_t kReadOctets = 65'536;
constexpr std::size_t kEventsATime = 256;
constexpr int kAcceptsATime = 64;
constexpr std::chrono::milliseconds kTick{1000};

/// Long searches that go on before new requests are looked at: about 8 ms.
constexpr std::size_t kTurnsATime = 8;

/// For so long nothing is accepted when the system has no descriptor or memory for a connection.
constexpr std::chrono::milliseconds kAcceptPause{100};

constexpr std::string_view kNoRoom = "the system has no descriptor or memory for another one";

/// Overload: for each variant of Letter a function.
template <class... Functions>
struct Visitor : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Visitor(Functions...) -> Visitor<Functions...>;

/// A bug or a lack of memory in one conversation ends that one, not the server.
template <class Work>
void attempt(Connection& connection, Work work) {
  try {
    work();
  } catch (const std::exception&) {
    connection.broken();
  }
}

UniqueFd open_spare() { return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

}  // namespace

EventLoop::EventLoop(const Setting& setting, UniqueFd epoll, std::shared_ptr<Mailbox> mailbox)
    : setting_(setting),
      epoll_(std::move(epoll)),
      spare_(open_spare()),
      mailbox_(std::move(mailbox)),
      services_(setting.services, *setting.tree, *setting.authenticator, setting.observer),
      buffer_(kReadOctets),
      next_id_(kFirstConnectionId),
      next_tick_(steady_clock::now() + kTick) {}

Result<std::unique_ptr<EventLoop>> EventLoop::make(const Setting& setting) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return fail(ErrorCode::kUnavailable, "No epoll descriptor is left.");
  DRAWBRIDGE_TRY(auto mailbox, Mailbox::make());
  std::unique_ptr<EventLoop> loop(new EventLoop(setting, std::move(epoll), std::move(mailbox)));
  if (!loop->watch(loop->mailbox_->descriptor(), kMailboxId, EPOLLIN) || !loop->watch_listeners()) {
    return fail(ErrorCode::kUnavailable, "epoll takes no more descriptors.");
  }
  return loop;
}

bool EventLoop::watch_listeners() {
  // Exclusive: one connection wakes one loop, not all.
  constexpr std::uint32_t kAccept = EPOLLIN | EPOLLEXCLUSIVE;
  bool is_watching = true;
  if (setting_.listener != nullptr) {
    is_watching &= watch(setting_.listener->descriptor(), kListenerId, kAccept);
  }
  if (setting_.tls_listener != nullptr) {
    is_watching &= watch(setting_.tls_listener->descriptor(), kTlsListenerId, kAccept);
  }
  return is_watching;
}

bool EventLoop::watch(int descriptor, std::uint64_t id, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void EventLoop::run() {
  while (!stop_ || (!connections_.empty() && steady_clock::now() < stop_->deadline)) {
    wait_and_serve();
  }
  for (const auto& [id, connection] : connections_) {
    let_go(*connection, "the server is shutting down");
  }
  connections_.clear();
  count_.set(0);
}

void EventLoop::wait_and_serve() {
  auto until = stop_ ? std::min(next_tick_, stop_->deadline) : next_tick_;
  if (!sleepers_.empty()) until = std::min(until, sleepers_.top().first);
  if (accepts_again_) until = std::min(until, *accepts_again_);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
  const int timeout =
      turns_.empty() ? static_cast<int>(std::max<std::int64_t>(left.count(), 0)) : 0;
  std::array<epoll_event, kEventsATime> events{};
  const int count =
      ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout);
  services_.set_now(steady_clock::now());
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    serve(event.data.u64, event.events);
  }
  take_turns();
  wake_sleepers();
  if (accepts_again_ && services_.now() >= *accepts_again_) {
    accepts_again_.reset();
    if (!stop_ && !watch_listeners()) pause_accepting();
  }
  if (services_.now() >= next_tick_) tick();
}

void EventLoop::serve(std::uint64_t id, std::uint32_t events) {
  switch (id) {
    case kMailboxId:
      return read_letters();
    case kListenerId:
      return accept_from(*setting_.listener, false);
    case kTlsListenerId:
      return accept_from(*setting_.tls_listener, true);
    default:
      return serve_connection(id, events);
  }
}

void EventLoop::serve_connection(std::uint64_t id, std::uint32_t events) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  attempt(connection, [&] {
    if ((events & EPOLLOUT) != 0) connection.writable();
    if ((events & EPOLLIN) != 0 && connection.wants_read()) {
      connection.readable(buffer_);
    } else if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
      connection.broken();
    }
  });
  settle(id, connection);
}

/// Tells the observer of what ends with the connection, and of its end.
void EventLoop::let_go(Connection& connection, std::string_view reason) {
  connection.end_operations();
  if (setting_.observer != nullptr) {
    setting_.observer->disconnected(connection.peer().address, reason);
  }
}

/// Tells epoll what the connection waits for now, or lets it go.
void EventLoop::settle(std::uint64_t id, Connection& connection) {
  if (connection.is_closed()) {
    let_go(connection, connection.reason());
    if (watching_.erase(id) != 0) watching_count_.add(-1);
    connections_.erase(id);
    count_.add(-1);
    return;
  }
  if (connection.is_synchronising() != connection.is_watching_tree) watch_tree(id, connection);
  const std::uint32_t events =
      (connection.wants_read() ? EPOLLIN : 0U) | (connection.wants_write() ? EPOLLOUT : 0U);
  if (events != connection.watched_events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.descriptor(), &event);
    connection.watched_events = events;
  }
  const auto wake_at = connection.wake_at();
  if (wake_at && connection.told_wake_at != wake_at) sleepers_.emplace(*wake_at, id);
  connection.told_wake_at = wake_at;
  if (connection.wants_turn() && !connection.is_in_turns) {
    connection.is_in_turns = true;
    turns_.push_back(id);
  }
}

void EventLoop::watch_tree(std::uint64_t id, Connection& connection) {
  connection.is_watching_tree = connection.is_synchronising();
  if (!connection.is_watching_tree) {
    watching_.erase(id);
    watching_count_.add(-1);
    return;
  }
  watching_.insert(id);
  watching_count_.add(1);
  connection.keep_alive();
}

void EventLoop::wake_watching() {
  const std::vector<std::uint64_t> ids(watching_.begin(), watching_.end());
  for (const std::uint64_t id : ids) {
    Connection& connection = *connections_.at(id);
    attempt(connection, [&] { connection.tree_published(); });
    settle(id, connection);
  }
}

void EventLoop::accept_from(const Listener& listener, bool has_tls) {
  if (stop_) return;
  for (int i = 0; i < kAcceptsATime; ++i) {
    Arrival arrival;
    const Listener::Outcome outcome = listener.accept(arrival);
    if (outcome == Listener::Outcome::kNone) return;
    if (outcome == Listener::Outcome::kExhausted) {
      if (refuse_waiting(listener)) continue;
      refusal_reason_ = kNoRoom;
      return pause_accepting();
    }
    arrival.peer.has_tls = has_tls;
    place(std::move(arrival));
  }
}

/// Without a descriptor for it the waiting connection would wake us for ever: the spare one is
/// given up for a moment, so that the client sees an end instead of silence and goes elsewhere.
/// @return false when another thread took the descriptor, or it is not descriptors that lack
bool EventLoop::refuse_waiting(const Listener& listener) {
  if (!spare_) spare_ = open_spare();
  if (!spare_) return false;
  spare_.reset();
  Listener::Outcome outcome{};
  {
    Arrival arrival;
    outcome = listener.accept(arrival);
  }
  spare_ = open_spare();
  if (outcome == Listener::Outcome::kAccepted) note_refusal(kNoRoom);
  return outcome != Listener::Outcome::kExhausted;
}

void EventLoop::note_refusal(std::string_view reason) {
  ++refusals_;
  refusal_reason_ = reason;
}

/// Until there is room again what waits would only make the loop spin.
void EventLoop::pause_accepting() {
  accepts_again_ = steady_clock::now() + kAcceptPause;
  for (const Listener* listener : {setting_.listener, setting_.tls_listener}) {
    if (listener == nullptr) continue;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener->descriptor(), nullptr);
  }
}

/// Gives a new connection to the loop that has the least to do.
void EventLoop::place(Arrival arrival) {
  if (is_full()) return note_refusal("there are as many connections as may be");
  EventLoop& loop = least_loaded();
  // Counted at once: many that come together must not all go to the same loop.
  loop.count_.add(1);
  if (&loop == this) {
    adopt(std::move(arrival));
  } else {
    loop.post(std::move(arrival));
  }
}

bool EventLoop::is_full() const {
  if (setting_.max_connections == 0) return false;
  std::size_t all = 0;
  for (const EventLoop* peer : peers_) all += peer->connections();
  return all >= setting_.max_connections;
}

EventLoop& EventLoop::least_loaded() {
  EventLoop* best = this;
  for (EventLoop* peer : peers_) {
    // Another loop must be clearly better off: moving costs a wake-up.
    if (peer->connections() + 1 < best->connections()) best = peer;
  }
  return *best;
}

void EventLoop::adopt(Arrival arrival) {
  const std::uint64_t id = next_id_++;
  if (setting_.observer != nullptr) setting_.observer->connected(arrival.peer.address);
  auto made =
      std::make_unique<Connection>(id, std::move(arrival), services_, mailbox_, setting_.tls);
  Connection& connection = *made;
  connections_.emplace(id, std::move(made));
  connection.watched_events = EPOLLIN;
  if (!watch(connection.descriptor(), id, EPOLLIN)) {
    connection.broken();
  } else {
    connection.start();
    if (stop_) connection.drain();
  }
  settle(id, connection);
}

void EventLoop::read_letters() {
  for (Letter& letter : mailbox_->take()) {
    std::visit(Visitor{[this](const BindDone& done) {
                         const auto found = connections_.find(done.connection);
                         if (found == connections_.end()) return;
                         attempt(*found->second, [&] { found->second->complete_bind(done); });
                         settle(done.connection, *found->second);
                       },
                       [this](PasswordChangeDone& done) {
                         const auto found = connections_.find(done.connection);
                         if (found == connections_.end()) return;
                         attempt(*found->second,
                                 [&] { found->second->complete_password_change(done); });
                         settle(done.connection, *found->second);
                       },
                       [this](Arrival& arrival) { adopt(std::move(arrival)); },
                       [this](const Stop& stop) { begin_stop(stop); },
                       [this](const TreePublished&) { wake_watching(); }},
               letter);
  }
}

void EventLoop::take_turns() {
  for (std::size_t left = std::min(turns_.size(), kTurnsATime); left != 0; --left) {
    const std::uint64_t id = turns_.front();
    turns_.pop_front();
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    found->second->is_in_turns = false;
    if (!found->second->wants_turn()) continue;
    attempt(*found->second, [&] { found->second->turn(); });
    settle(id, *found->second);
  }
}

void EventLoop::wake_sleepers() {
  while (!sleepers_.empty() && sleepers_.top().first <= services_.now()) {
    const std::uint64_t id = sleepers_.top().second;
    sleepers_.pop();
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    attempt(*found->second, [&] { found->second->turn(); });
    settle(id, *found->second);
  }
}

void EventLoop::tick() {
  next_tick_ = services_.now() + kTick;
  if (!refusal_reason_.empty() && setting_.observer != nullptr) {
    setting_.observer->refused(refusals_, refusal_reason_);
  }
  refusals_ = 0;
  refusal_reason_ = {};
  // A publication may come between the last look at the tree and the count that says that somebody
  // waits for one: it is found here.
  wake_watching();
  services_.tree();  // so that an idle loop does not hold on to an old tree
  std::vector<std::uint64_t> closed;
  for (const auto& [id, connection] : connections_) {
    connection->tick();
    if (connection->is_closed()) closed.push_back(id);
  }
  for (const std::uint64_t id : closed) settle(id, *connections_.at(id));
}

void EventLoop::begin_stop(const Stop& stop) {
  if (stop_) return;
  stop_ = stop;
  pause_accepting();  // for good
  accepts_again_.reset();
  std::vector<std::uint64_t> ids;
  for (const auto& [id, connection] : connections_) ids.push_back(id);
  for (const std::uint64_t id : ids) {
    Connection& connection = *connections_.at(id);
    connection.drain();
    settle(id, connection);
  }
}

}  // namespace drawbridge::ldap::server
