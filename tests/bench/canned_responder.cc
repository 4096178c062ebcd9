// Answers LDAP requests with bytes that were ready before: what sockets and epoll alone allow, the
// ceiling of any server that uses them in this way.
//
//   canned_responder --answer FILE [--threads 2]
//
// FILE holds the operations of one answer to a search (entries, then the end), as they are in
// messages after the id; each is sent in a message with the id of the request. Every bind succeeds.
// Prints the port on 127.0.0.1 and runs until a signal ends it.
#include <sys/epoll.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "bench/ldap_requests.h"
#include "bench/measurements.h"
#include "ldap/ber/length_prefix.h"
#include "ldap/ber/reader.h"

namespace drawbridge::bench {
namespace {

namespace ber = ldap::ber;

constexpr std::size_t kMaxRequestBytes = 65536;
constexpr std::size_t kMaxAnswerBytes = std::size_t{1} << 20U;

/// BindResponse with success, no name, no text.
constexpr std::string_view kBound{"\x61\x07\x0a\x01\x00\x04\x00\x04\x00", 9};

/// The answer's operations, each whole.
Result<std::vector<std::string_view>> operations_of(std::string_view answer) {
  std::vector<std::string_view> operations;
  while (!answer.empty()) {
    ber::Reader reader(answer);
    DRAWBRIDGE_CHECK(reader.next());
    operations.push_back(answer.substr(0, answer.size() - reader.rest().size()));
    answer = reader.rest();
  }
  return operations;
}

/// One message with the id octets of the request.
void append_message(std::string& out, std::string_view id, std::string_view operation) {
  ber::append_header(out, ber::kSequence, ber::element_size(id.size()) + operation.size());
  ber::append_header(out, ber::kInteger, id.size());
  out += id;
  out += operation;
}

/// What a peer sent that is not a whole message yet.
struct Connection {
  UniqueFd socket;
  std::string rest;
};

class Loop {
 public:
  Loop(int listener, const std::vector<std::string_view>& answer)
      : listener_(listener), answer_(&answer), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    watch(poll_.get(), listener, EPOLLIN | EPOLLEXCLUSIVE);
  }

  void set_peers(const std::vector<std::unique_ptr<Loop>>& peers) { peers_ = &peers; }

  void run() {
    for (;;) {
      std::array<epoll_event, 256> events{};
      const int ready = ::epoll_wait(poll_.get(), events.data(), events.size(), -1);
      for (int i = 0; i < ready; ++i) {
        const int fd = events.at(static_cast<std::size_t>(i)).data.fd;
        if (fd == listener_) {
          accept_all();
        } else if (!serve(fd)) {
          connections_.erase(fd);
          --count_;
        }
      }
    }
  }

 private:
  static bool watch(int poll, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    return ::epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0;
  }

  /// Gives each connection to the loop with the fewest; that one closes it.
  void accept_all() {
    for (;;) {
      UniqueFd socket(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!socket) return;
      const auto& loop =
          **std::min_element(peers_->begin(), peers_->end(),
                             [](const auto& a, const auto& b) { return a->count_ < b->count_; });
      ++loop.count_;
      if (watch(loop.poll_.get(), socket.get(), EPOLLIN)) {
        socket.release();
      } else {
        --loop.count_;
      }
    }
  }

  /// @return false when the connection is at its end
  bool serve(int fd) {
    Connection& connection = connections_[fd];
    if (!connection.socket) connection.socket.reset(fd);
    const auto received = ::recv(fd, buffer_.data(), buffer_.size(), 0);
    if (received < 0 && errno == EAGAIN) return true;
    if (received <= 0) return false;
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(received));
    if (!connection.rest.empty()) bytes = connection.rest.append(bytes);
    out_.clear();
    const bool goes_on = answer_all(bytes);
    connection.rest = std::string(bytes);
    if (!goes_on || connection.rest.size() > kMaxRequestBytes) return false;
    return ::send(fd, out_.data(), out_.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out_.size());
  }

  /// Answers the whole messages in front of `bytes` and takes them away; false after an unbind.
  bool answer_all(std::string_view& bytes) {
    for (;;) {
      ber::Reader reader(bytes);
      auto message = reader.enter(ber::kSequence);
      if (!message) return true;
      bytes = reader.rest();
      const auto id = message->element(ber::kInteger);
      const auto operation = message->peek();
      if (!id || !operation || *operation == kUnbindRequest) return false;
      if (*operation == kBindRequest) append_message(out_, *id, kBound);
      if (*operation != kSearchRequest) continue;
      for (const auto one : *answer_) append_message(out_, *id, one);
    }
  }

  int listener_;
  const std::vector<std::string_view>* answer_;
  const std::vector<std::unique_ptr<Loop>>* peers_ = nullptr;
  UniqueFd poll_;
  std::unordered_map<int, Connection> connections_;
  mutable std::atomic<int> count_{0};
  std::array<char, 65536> buffer_{};
  std::string out_;
};

Result<UniqueFd> listen_on_free_port() {
  UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), generic, size) != 0 ||
      ::listen(socket.get(), SOMAXCONN) != 0 || ::getsockname(socket.get(), generic, &size) != 0) {
    return fail(ErrorCode::kUnavailable, "Cannot listen on 127.0.0.1.");
  }
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return socket;
}

Status run(const std::string& path, int thread_count) {
  DRAWBRIDGE_TRY(const auto answer, read_file(path, kMaxAnswerBytes));
  DRAWBRIDGE_TRY(const auto operations, operations_of(answer));
  DRAWBRIDGE_TRY(const auto listener, listen_on_free_port());
  std::vector<std::unique_ptr<Loop>> loops;
  for (int i = 0; i < thread_count; ++i) {
    loops.push_back(std::make_unique<Loop>(listener.get(), operations));
  }
  for (const auto& loop : loops) loop->set_peers(loops);
  std::vector<std::thread> threads;
  for (const auto& loop : loops) threads.emplace_back([&loop] { loop->run(); });
  for (auto& thread : threads) thread.join();
  return {};
}

}  // namespace
}  // namespace drawbridge::bench

int main(int argc, char** argv) {
  std::string answer;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  CLI::App app{"Answers every search with the same bytes", "canned_responder"};
  app.add_option("--answer", answer, "Operations of the answer, in BER")->required();
  app.add_option("--threads", threads)->check(CLI::Range(1, 256));
  CLI11_PARSE(app, argc, argv);
  const auto status = drawbridge::bench::run(answer, threads);
  if (!status) std::fprintf(stderr, "canned_responder: %s\n", status.error().message.c_str());
  return status ? 0 : 1;
}
