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
  bool is_watching = loop->watch(loop->mailbox_->descriptor(), kMailboxId, EPOLLIN);
  // Exclusive: one connection wakes one loop, not all.
  constexpr std::uint32_t kAccept = EPOLLIN | EPOLLEXCLUSIVE;
  if (setting.listener != nullptr) {
    is_watching &= loop->watch(setting.listener->descriptor(), kListenerId, kAccept);
  }
  if (setting.tls_listener != nullptr) {
    is_watching &= loop->watch(setting.tls_listener->descriptor(), kTlsListenerId, kAccept);
  }
  if (!is_watching) return fail(ErrorCode::kUnavailable, "epoll takes no more descriptors.");
  return loop;
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
    if (setting_.observer != nullptr) {
      setting_.observer->disconnected(connection->peer().address, "the server is shutting down");
    }
  }
  connections_.clear();
  count_.set(0);
}

void EventLoop::wait_and_serve() {
  const auto until = stop_ ? std::min(next_tick_, stop_->deadline) : next_tick_;
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

/// Tells epoll what the connection waits for now, or lets it go.
void EventLoop::settle(std::uint64_t id, Connection& connection) {
  if (connection.is_closed()) {
    if (setting_.observer != nullptr) {
      setting_.observer->disconnected(connection.peer().address, connection.reason());
    }
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
  if (connection.wants_turn()) turns_.push_back(id);
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
    if (outcome == Listener::Outcome::kExhausted) return drop_one_waiting(listener);
    if (outcome == Listener::Outcome::kNone) return;
    arrival.peer.has_tls = has_tls;
    EventLoop* loop = least_loaded();
    if (loop == this) {
      adopt(std::move(arrival));
    } else {
      loop->post(std::move(arrival));
    }
  }
}

/// Without a descriptor for it the waiting connection would wake us for ever: the spare one is
/// given up for a moment, so that the client sees an end instead of silence.
void EventLoop::drop_one_waiting(const Listener& listener) {
  spare_.reset();
  {
    Arrival arrival;
    listener.accept(arrival);
  }
  spare_ = open_spare();
}

EventLoop* EventLoop::least_loaded() {
  EventLoop* best = this;
  for (EventLoop* peer : peers_) {
    // Another loop must be clearly better off: moving costs a wake-up.
    if (peer->connections() + 1 < best->connections()) best = peer;
  }
  return best;
}

void EventLoop::adopt(Arrival arrival) {
  const std::uint64_t id = next_id_++;
  if (setting_.observer != nullptr) setting_.observer->connected(arrival.peer.address);
  auto made =
      std::make_unique<Connection>(id, std::move(arrival), services_, mailbox_, setting_.tls);
  Connection& connection = *made;
  connections_.emplace(id, std::move(made));
  count_.add(1);
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
                       [this](Arrival& arrival) { adopt(std::move(arrival)); },
                       [this](const Stop& stop) { begin_stop(stop); },
                       [this](const TreePublished&) { wake_watching(); }},
               letter);
  }
}

void EventLoop::take_turns() {
  for (const std::uint64_t id : std::exchange(turns_, {})) {
    const auto found = connections_.find(id);
    if (found == connections_.end() || !found->second->wants_turn()) continue;
    attempt(*found->second, [&] { found->second->turn(); });
    settle(id, *found->second);
  }
}

void EventLoop::tick() {
  next_tick_ = services_.now() + kTick;
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
  for (const Listener* listener : {setting_.listener, setting_.tls_listener}) {
    if (listener == nullptr) continue;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener->descriptor(), nullptr);
  }
  std::vector<std::uint64_t> ids;
  for (const auto& [id, connection] : connections_) ids.push_back(id);
  for (const std::uint64_t id : ids) {
    Connection& connection = *connections_.at(id);
    connection.drain();
    settle(id, connection);
  }
}

}  // namespace drawbridge::ldap::server
