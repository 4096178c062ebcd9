// A load generator for the REST API: clients with a connection of their own, one request in flight.
//
//   http_load --address 127.0.0.1:8080 --token-file FILE --create OFFERING_UUID --users FILE
//   http_load --address 127.0.0.1:8080 --token-file FILE --get PATH [--seconds 5]
//     [--clients 16]
//   http_load --address 127.0.0.1:8080 --token-file FILE --replay FILE [--clients 1]
//     [--latencies FILE]
//
// --create makes an offering user for each user uuid in FILE, one after the other; --get asks for
// PATH again and again; --replay sends the requests of FILE, one a line: method, path, status that
// must come, body; tabs between. Prints one line of JSON; --latencies appends the time of each
// request in microseconds. Exit code 1 when an answer was not 201 (200, the one given).
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "bench/measurements.h"

namespace drawbridge::bench {
namespace {

struct Options {
  std::string address, token_file, offering, users, path, replay, latencies;
  int clients = 16;
  double seconds = 5;
};

/// A connection that is kept open, with what was read beyond the last answer.
class Connection {
 public:
  explicit Connection(std::string address) : address_(std::move(address)) {}

  /// @return the status; 0 when there is no answer
  int exchange(const std::string& request) {
    if (!socket_ && !open()) return 0;
    if (::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      return 0;
    }
    std::size_t head_end = 0;
    while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return 0;
    }
    const std::string_view head(buffer_.data(), head_end);
    const int status =
        parse_integer<int>(head.substr(std::min<std::size_t>(9, head.size()), 3)).value_or(0);
    const auto length = parse_integer<std::size_t>(header(head, "Content-Length"));
    const bool is_last = equal_ignoring_case(header(head, "Connection"), "close");
    const std::size_t whole = head_end + 4 + length.value_or(0);
    while (buffer_.size() < whole) {
      if (!fill()) return 0;
    }
    buffer_.erase(0, whole);
    // The server gives the place to somebody who waits for one.
    if (is_last) socket_.reset();
    return status;
  }

 private:
  static std::string_view header(std::string_view head, std::string_view name) {
    for (const auto line : split(head, '\n')) {
      const auto colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      if (equal_ignoring_case(trim(line.substr(0, colon)), name))
        return trim(line.substr(colon + 1));
    }
    return {};
  }

  bool open() {
    auto socket = connect_to(address_, false);
    if (!socket) return false;
    socket_ = std::move(*socket);
    buffer_.clear();
    return true;
  }

  bool fill() {
    std::array<char, 65536> piece{};
    const auto received = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    if (received <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(received));
    return true;
  }

  std::string address_;
  UniqueFd socket_;
  std::string buffer_;
};

std::string head_of(const Options& options, const std::string& token, const std::string& line) {
  return line + " HTTP/1.1\r\nHost: " + options.address + "\r\nAuthorization: Token " + token +
         "\r\n";
}

struct Request {
  std::string text;  ///< Empty when all is done.
  int status = 200;  ///< What must be answered.
};

/// What all clients share.
struct Work {
  const Options* options = nullptr;
  std::string token;
  std::vector<std::string> lines;  ///< Of users or of requests.
  SteadyClock::time_point end;
  std::atomic<std::size_t> turn{0};

  Request next() {
    if (!options->path.empty()) {
      if (SteadyClock::now() >= end) return {};
      return {head_of(*options, token, "GET " + options->path) + "\r\n"};
    }
    const std::size_t mine = turn.fetch_add(1);
    if (mine >= lines.size()) return {};
    return options->replay.empty() ? creation_of(lines[mine]) : replay_of(lines[mine]);
  }

  Request creation_of(const std::string& user) const {
    return {with_body("POST /api/marketplace-offering-users/",
                      R"({"offering_uuid":")" + options->offering + R"(","user_uuid":")" + user +
                          R"("})"),
            201};
  }

  /// @return no status at all for a line without four fields
  Request replay_of(const std::string& line) const {
    const auto fields = split(line, '\t');
    if (fields.size() < 3) return {line, -1};
    const std::string body(fields.size() > 3 ? fields[3] : std::string_view());
    return {with_body(std::string(fields[0]) + " " + std::string(fields[1]), body),
            parse_integer<int>(fields[2]).value_or(-1)};
  }

  std::string with_body(const std::string& line, const std::string& body) const {
    return head_of(*options, token, line) +
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
};

void run_client(Work& work, Measurements& seen) {
  Connection connection(work.options->address);
  for (Request request = work.next(); !request.text.empty(); request = work.next()) {
    const auto begin = SteadyClock::now();
    const int status = connection.exchange(request.text);
    seen.add(begin, SteadyClock::now());
    if (status != request.status) ++seen.wrong;
    if (status == 0) return;
  }
}

Result<Measurements> run(const Options& options) {
  Work work;
  work.options = &options;
  DRAWBRIDGE_TRY(const auto token, read_file(options.token_file, 65536));
  work.token = std::string(trim(token));
  if (options.path.empty()) {
    DRAWBRIDGE_TRY(work.lines, read_lines(options.replay.empty() ? options.users : options.replay));
  }
  const auto begin = SteadyClock::now();
  work.end = begin + std::chrono::duration_cast<SteadyClock::duration>(
                         std::chrono::duration<double>(options.seconds));
  std::vector<Measurements> seen(static_cast<std::size_t>(options.clients));
  std::vector<std::thread> threads;
  for (auto& one : seen) threads.emplace_back([&work, &one] { run_client(work, one); });
  for (auto& thread : threads) thread.join();
  Measurements all;
  all.seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  for (const auto& one : seen) all.merge(one);
  return all;
}

bool append_latencies(const std::string& path, const Measurements& seen) {
  std::ofstream file(path, std::ios::app);
  for (const auto latency : seen.latencies) file << latency << '\n';
  return static_cast<bool>(file.flush());
}

}  // namespace
}  // namespace drawbridge::bench

int main(int argc, char** argv) {
  drawbridge::bench::Options options;
  CLI::App app{"Calls the REST API as fast as the server answers", "http_load"};
  app.add_option("--address", options.address)->required();
  app.add_option("--token-file", options.token_file)->required();
  auto* create = app.add_option("--create", options.offering, "Offering to make accounts on");
  app.add_option("--users", options.users, "User uuids, one a line")->needs(create);
  auto* get = app.add_option("--get", options.path)->excludes(create);
  app.add_option("--replay", options.replay, "Requests, one a line")
      ->excludes(create)
      ->excludes(get);
  app.add_option("--latencies", options.latencies, "File to append the latencies to");
  app.add_option("--clients", options.clients)->check(CLI::Range(1, 1024));
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 3600.0));
  CLI11_PARSE(app, argc, argv);
  auto seen = drawbridge::bench::run(options);
  if (!seen) {
    std::fprintf(stderr, "http_load: %s\n", seen.error().message.c_str());
    return 1;
  }
  if (!options.latencies.empty() &&
      !drawbridge::bench::append_latencies(options.latencies, *seen)) {
    std::fprintf(stderr, "http_load: cannot write %s\n", options.latencies.c_str());
    return 1;
  }
  const char* name =
      !options.replay.empty() ? "replay" : (options.offering.empty() ? "get" : "create");
  std::puts(seen->summary(name).c_str());
  return seen->wrong == 0 ? 0 : 1;
}
