#include "http/waiting_readers.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

#include "app/events/change_feed.h"
#include "app/events/visible_events.h"

namespace drawbridge::http {
namespace {

constexpr std::size_t kThreads = 2;
constexpr std::chrono::seconds kLongestSleep{60};
constexpr int kSendTimeoutSeconds = 5;

std::string wire_text(const Response& response) {
  Poco::Net::HTTPResponse head(Poco::Net::HTTPMessage::HTTP_1_1,
                               static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status));
  for (const auto& [name, value] : response.headers) head.set(name, value);
  head.setDate(Poco::Timestamp());
  head.setKeepAlive(false);
  head.setContentType(response.content_type);
  head.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  std::ostringstream text;
  head.write(text);
  text << response.body;
  return text.str();
}

void send(Poco::Net::StreamSocket& socket, const std::string& text) {
  socket.setSendTimeout(Poco::Timespan(kSendTimeoutSeconds, 0));
  std::size_t sent = 0;
  while (sent < text.size()) {
    const auto piece = std::min<std::size_t>(text.size() - sent, 65536);
    const int done = socket.sendBytes(text.data() + sent, static_cast<int>(piece));
    if (done <= 0) return;
    sent += static_cast<std::size_t>(done);
  }
  socket.shutdown();
}

/// The request with another `since`, so that nothing is read twice.
void ask_from(Request& request, std::int64_t since) {
  std::vector<QueryString::Pair> pairs;
  for (const auto& pair : request.query.pairs()) {
    if (pair.first != "since") pairs.push_back(pair);
  }
  pairs.emplace_back("since", std::to_string(since));
  request.query = QueryString(std::move(pairs));
}

}  // namespace

WaitingReaders::WaitingReaders(app::Store& store, Dispatcher& dispatcher, MetricsRegistry& metrics,
                               std::size_t most)
    : store_(&store),
      dispatcher_(&dispatcher),
      most_(most),
      places_(&metrics.gauge("drawbridge_http_waiting_readers",
                             "Clients of the change feed that wait for a change")),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      pool_("change-feed", kThreads, most + 1),
      thread_([this] { loop(); }) {}

WaitingReaders::~WaitingReaders() {
  stop();
  ::close(wake_);
}

void WaitingReaders::stop() {
  if (is_stopped_.exchange(true)) return;
  signal();
  thread_.join();
  pool_.stop();
}

bool WaitingReaders::reserve() {
  if (is_stopped_) return false;
  if (taken_.fetch_add(1) >= most_) {
    --taken_;
    return false;
  }
  places_->add(1);
  return true;
}

void WaitingReaders::wait(Poco::Net::StreamSocket socket, Request request, const Wait& wait) {
  auto client = std::make_unique<Client>();
  client->socket = std::move(socket);
  client->request = std::move(request);
  client->since = wait.since;
  client->deadline = std::chrono::steady_clock::now() + wait.timeout;
  arrivals_.with([&](Clients& clients) { clients.push_back(std::move(client)); });
  signal();
}

void WaitingReaders::wake() {
  // Who takes a place after this is looked at when it arrives.
  if (taken_ > 0) signal();
}

void WaitingReaders::signal() {
  const std::uint64_t one = 1;
  // A full counter is a wake-up that is under way already.
  static_cast<void>(!::write(wake_, &one, sizeof(one)));
}

void WaitingReaders::loop() {
  name_this_thread("change-feed");
  auto reader = store_->reader();
  while (!is_stopped_) {
    drop_departed(watch());
    take_arrivals();
    if (waiting_.empty()) {
      known_end_.reset();
      continue;
    }
    start_answers(reader ? newest_change(**reader) : known_change_);
  }
}

void WaitingReaders::take_arrivals() {
  auto fresh = arrivals_.with([](Clients& clients) { return std::exchange(clients, {}); });
  for (auto& client : fresh) waiting_.push_back(std::move(client));
}

std::vector<bool> WaitingReaders::watch() {
  std::vector<pollfd> watched = {{wake_, POLLIN, 0}};
  auto until = std::chrono::steady_clock::now() + kLongestSleep;
  for (const auto& client : waiting_) {
    watched.push_back({client->socket.impl()->sockfd(), POLLRDHUP, 0});
    until = std::min(until, client->deadline);
  }
  const auto sleep = std::chrono::ceil<std::chrono::milliseconds>(
      std::max(until - std::chrono::steady_clock::now(), Moment::duration::zero()));
  std::vector<bool> has_left(waiting_.size());
  if (::poll(watched.data(), watched.size(), static_cast<int>(sleep.count())) <= 0) return has_left;
  std::uint64_t count = 0;
  if (watched[0].revents != 0) static_cast<void>(!::read(wake_, &count, sizeof(count)));
  for (std::size_t i = 0; i < has_left.size(); ++i) has_left[i] = watched[i + 1].revents != 0;
  return has_left;
}

void WaitingReaders::drop_departed(const std::vector<bool>& has_left) {
  Clients staying;
  for (std::size_t i = 0; i < has_left.size(); ++i) {
    if (has_left[i]) {
      release();
    } else {
      staying.push_back(std::move(waiting_[i]));
    }
  }
  waiting_ = std::move(staying);
}

std::int64_t WaitingReaders::newest_change(app::StoreReader& reader) {
  const auto end = app::newest_event(reader);
  if (!end || *end == known_end_) return known_change_;
  if (!known_end_) {
    // There may be any number of events since, and only the last ones concern those who wait now:
    // they are asked again instead.
    known_end_ = known_change_ = *end;
    return known_change_;
  }
  const auto may_have = app::may_have_changes(reader, *known_end_);
  if (!may_have) return known_change_;
  known_end_ = *end;
  if (*may_have) known_change_ = *end;
  return known_change_;
}

void WaitingReaders::start_answers(std::int64_t newest) {
  const auto now = std::chrono::steady_clock::now();
  Clients staying;
  for (auto& client : waiting_) {
    const bool is_late = client->deadline <= now;
    if (!is_late && client->since >= newest) {
      staying.push_back(std::move(client));
      continue;
    }
    if (is_late) client->request.may_wait = false;
    const auto shared = std::make_shared<std::unique_ptr<Client>>(std::move(client));
    if (!pool_.try_run([this, shared] { ask_again(std::move(*shared)); })) release();
  }
  waiting_ = std::move(staying);
  // Commits wake nobody now: what is known gets old.
  if (waiting_.empty()) known_end_.reset();
}

void WaitingReaders::ask_again(std::unique_ptr<Client> client) {
  ask_from(client->request, client->since);
  try {
    const auto response = dispatcher_->answer(client->request);
    if (response.wait && !is_stopped_) {
      client->since = response.wait->since;
      arrivals_.with([&](Clients& clients) { clients.push_back(std::move(client)); });
      wake();
      return;
    }
    send(client->socket, wire_text(response));
  } catch (const std::exception&) {
    // The client went away: there is nobody to tell.
  }
  release();
}

}  // namespace drawbridge::http
