// A load generator for LDAP: some connections from one epoll loop, one conversation on each. Every
// answer is checked: the right entry (or groups, or everybody), then success.
//
//   ldap_load --address 127.0.0.1:3893 --bind-dn DN --secret-file FILE --base BASE --names
//   users.tsv
//     [--kind uid|number|groups|bind|paged|connect] [--connections 16] [--in-flight 1]
//     [--seconds 5] [--whole] [--any-answer]
//
// uid, number, groups  what sssd asks at a login, --in-flight at a time on each connection
// bind                 binds again and again on connections that stay
// paged                all accounts in pages of 1000; a page is a request; --whole goes on until
//                      they were read to the end once
// connect              connect, bind, search by uid, close
//
// Prints one line of JSON. Exit code 1 when an answer was wrong or the connection failed.
#include <sys/epoll.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/ldap_conversations.h"
#include "bench/measurements.h"
#include "ldap/server/framer.h"

namespace drawbridge::bench {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 20U;
constexpr int kPatienceMs = 60000;

const std::map<std::string, Kind> kKinds = {{"uid", Kind::kUid},       {"number", Kind::kNumber},
                                            {"groups", Kind::kGroups}, {"bind", Kind::kBind},
                                            {"paged", Kind::kPaged},   {"connect", Kind::kConnect}};

struct Options {
  std::string address, bind_dn, secret_file, base, names, kind = "uid";
  int connections = 16;
  std::size_t in_flight = 1;
  double seconds = 5;
  bool until_whole = false, takes_any_answer = false;
};

/// A connection with its conversation; makes itself anew when that wants it.
class Client {
 public:
  Client(const Options& options, Task& task, int poll)
      : options_(&options), task_(&task), poll_(poll), conversation_(make_conversation(task)) {}

  Status open() {
    const auto opened = SteadyClock::now();
    const bool binds_itself = task_->kind == Kind::kBind || task_->kind == Kind::kConnect;
    DRAWBRIDGE_TRY(socket_, binds_itself ? connect_to(options_->address, false)
                                         : connect_and_bind(options_->address, task_->account));
    framer_ = ldap::server::Framer();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    if (::epoll_ctl(poll_, EPOLL_CTL_ADD, socket_.get(), &event) != 0) return ended();
    conversation_->begin(out_, opened);
    return flush();
  }

  /// Takes what came and says what is to be said.
  Status serve() {
    std::array<char, 65536> buffer{};
    const auto received = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (received < 0 && errno == EAGAIN) return {};
    if (received <= 0) return ended();
    framer_.feed({buffer.data(), static_cast<std::size_t>(received)});
    for (;;) {
      DRAWBRIDGE_TRY(const auto message, framer_.next(kMaxAnswerBytes));
      if (!message) return flush();
      DRAWBRIDGE_TRY(const auto answer, read_answer(*message));
      const auto next = conversation_->take(answer, out_);
      framer_.release();
      if (next == Conversation::Next::kReconnect) {
        DRAWBRIDGE_CHECK(flush());
        socket_.reset();
        return task_->is_over ? Status() : open();
      }
    }
  }

 private:
  static Status ended() {
    return tl::unexpected(Error{ErrorCode::kUnavailable, "The connection ended."});
  }

  /// The socket waits: requests are short and few, so the server's silence cannot stop both.
  Status flush() {
    std::string_view rest(out_);
    while (!rest.empty()) {
      const auto sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent < 0) return ended();
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    out_.clear();
    return {};
  }

  const Options* options_;
  Task* task_;
  int poll_;
  std::unique_ptr<Conversation> conversation_;
  UniqueFd socket_;
  std::string out_;
  ldap::server::Framer framer_;
};

Result<Task> make_task(const Options& options) {
  Task task;
  DRAWBRIDGE_TRY(task.people, read_people(options.names));
  DRAWBRIDGE_TRY(const auto secret, read_file(options.secret_file, 65536));
  task.account = {options.bind_dn, std::string(trim(secret))};
  task.kind = kKinds.at(options.kind);
  task.base = options.base;
  task.in_flight = options.in_flight;
  task.takes_any_answer = options.takes_any_answer;
  return task;
}

/// Until the time is over and every request has its answer.
Status serve_clients(const Options& options, Task& task, int poll) {
  const auto begin = SteadyClock::now();
  const auto end = begin + std::chrono::duration_cast<SteadyClock::duration>(
                               std::chrono::duration<double>(options.seconds));
  while (!task.is_over || task.outstanding > 0) {
    std::array<epoll_event, 64> events{};
    const int ready = ::epoll_wait(poll, events.data(), events.size(), kPatienceMs);
    if (ready <= 0) return fail(ErrorCode::kUnavailable, "No answer for a minute.");
    for (int i = 0; i < ready; ++i) {
      DRAWBRIDGE_CHECK(
          static_cast<Client*>(events.at(static_cast<std::size_t>(i)).data.ptr)->serve());
    }
    const auto now = SteadyClock::now();
    if (task.is_over || now < end) continue;
    if (options.until_whole && task.seen.wholes.empty() && task.seen.wrong == 0) continue;
    task.is_over = true;
    task.seen.seconds = std::chrono::duration<double>(now - begin).count();
  }
  return {};
}

Result<Measurements> run(const Options& options) {
  DRAWBRIDGE_TRY(auto task, make_task(options));
  const UniqueFd poll(::epoll_create1(EPOLL_CLOEXEC));
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < options.connections; ++i) {
    clients.push_back(std::make_unique<Client>(options, task, poll.get()));
    DRAWBRIDGE_CHECK(clients.back()->open());
  }
  DRAWBRIDGE_CHECK(serve_clients(options, task, poll.get()));
  return task.seen;
}

}  // namespace
}  // namespace drawbridge::bench

int main(int argc, char** argv) {
  drawbridge::bench::Options options;
  CLI::App app{"Asks over LDAP as fast as the server answers", "ldap_load"};
  app.add_option("--address", options.address)->required();
  app.add_option("--bind-dn", options.bind_dn)->required();
  app.add_option("--secret-file", options.secret_file)->required();
  app.add_option("--base", options.base)->required();
  app.add_option("--names", options.names, "users.tsv of gen_state.py")->required();
  app.add_option("--kind", options.kind)->check(CLI::IsMember(drawbridge::bench::kKinds));
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 1024));
  app.add_option("--in-flight", options.in_flight)->check(CLI::Range(1, 1024));
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 3600.0));
  app.add_flag("--whole", options.until_whole, "Until all accounts were read once");
  app.add_flag("--any-answer", options.takes_any_answer, "For a peer that answers all alike");
  CLI11_PARSE(app, argc, argv);
  auto seen = drawbridge::bench::run(options);
  if (!seen) {
    std::fprintf(stderr, "ldap_load: %s\n", seen.error().message.c_str());
    return 1;
  }
  std::puts(seen->summary(options.kind).c_str());
  return seen->wrong == 0 ? 0 : 1;
}
