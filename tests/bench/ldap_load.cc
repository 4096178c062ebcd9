// A load generator for LDAP searches: some connections, some requests in flight on each, from one
// epoll loop. Every answer is checked: one entry of the right name (or groups), then success.
//
//   ldap_load --address 127.0.0.1:3893 --bind-dn DN --secret-file FILE --base BASE --names
//   users.tsv
//     [--kind uid|number|groups] [--connections 16] [--in-flight 1] [--seconds 5]
//
// Prints one line of JSON. Exit code 1 when an answer was wrong or the connection failed.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/measurements.h"
#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/server/framer.h"

namespace drawbridge::bench {
namespace {

namespace ber = ldap::ber;

constexpr ber::Tag kBindRequest = 0x60;
constexpr ber::Tag kSearchRequest = 0x63;
constexpr ber::Tag kSearchEntry = 0x64;
constexpr ber::Tag kSearchDone = 0x65;
constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 20U;

struct Options {
  std::string address, bind_dn, secret_file, base, names, kind = "uid";
  int connections = 16, in_flight = 1;
  double seconds = 5;
};

/// One line of users.tsv.
struct Person {
  std::string uid, uid_number;
  int groups = 0;
};

void equality(ber::Writer& out, std::string_view attribute, std::string_view value) {
  const auto mark = out.begin(ber::context_constructed(3));
  out.octet_string(attribute);
  out.octet_string(value);
  out.end(mark);
}

/// What sssd asks with, by name, by number, and for the groups of a login.
void filter(ber::Writer& out, const std::string& kind, const Person& person) {
  const auto all = out.begin(ber::context_constructed(0));
  if (kind == "groups") {
    equality(out, "memberUid", person.uid);
    equality(out, "objectClass", "posixGroup");
  } else {
    const bool by_uid = kind == "uid";
    equality(out, by_uid ? "uid" : "uidNumber", by_uid ? person.uid : person.uid_number);
    equality(out, "objectClass", "posixAccount");
    out.octet_string("uidNumber", ber::context_primitive(7));
    const auto none = out.begin(ber::context_constructed(2));
    equality(out, "uidNumber", "0");
    out.end(none);
  }
  out.end(all);
}

void append_search(std::string& bytes, std::int64_t id, const Options& options,
                   const Person& person) {
  static constexpr std::array<std::string_view, 14> kUserAttributes = {
      "objectClass", "uid",          "uidNumber",    "gidNumber",      "gecos",
      "cn",          "mail",         "memberOf",     "homeDirectory",  "loginShell",
      "sn",          "shadowExpire", "sshPublicKey", "modifyTimestamp"};
  static constexpr std::array<std::string_view, 4> kGroupAttributes = {
      "objectClass", "cn", "gidNumber", "modifyTimestamp"};
  ber::Writer out(bytes);
  const auto message = out.begin(ber::kSequence);
  out.integer(id);
  const auto search = out.begin(kSearchRequest);
  out.octet_string(options.base);
  out.enumerated(2);  // whole subtree
  out.enumerated(0);  // never dereference
  out.integer(0);
  out.integer(0);
  out.boolean(false);
  filter(out, options.kind, person);
  const auto attributes = out.begin(ber::kSequence);
  if (options.kind == "groups") {
    for (const auto name : kGroupAttributes) out.octet_string(name);
  } else {
    for (const auto name : kUserAttributes) out.octet_string(name);
  }
  out.end(attributes);
  out.end(search);
  out.end(message);
}

/// A request that waits for its answer.
struct Pending {
  const Person* person = nullptr;
  SteadyClock::time_point begin;
  int entries = 0;
  bool is_right = true;
};

class Client {
 public:
  Client(UniqueFd socket, const Options& options) : socket_(std::move(socket)), options_(&options) {
    pending_.resize(static_cast<std::size_t>(options.in_flight));
  }

  int fd() const { return socket_.get(); }

  /// Puts a new request into a free place.
  void ask(std::size_t place, const Person& person) {
    pending_[place] = {&person, SteadyClock::now(), 0, true};
    append_search(out_, static_cast<std::int64_t>(place) + 1, *options_, person);
  }

  bool flush() {
    const auto sent = ::send(fd(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    out_.erase(0, static_cast<std::size_t>(sent));
    return true;
  }

  std::size_t places() const { return pending_.size(); }

  /// Reads what came; `next` gives the person for each place that became free.
  template <class Next>
  bool read(Measurements& seen, Next next) {
    std::array<char, 65536> buffer{};
    const auto received = ::recv(fd(), buffer.data(), buffer.size(), 0);
    if (received <= 0) return false;
    framer_.feed({buffer.data(), static_cast<std::size_t>(received)});
    for (;;) {
      const auto message = framer_.next(kMaxAnswerBytes);
      if (!message) return false;
      if (!*message) return true;
      const auto free_place = take(**message, seen);
      framer_.release();
      if (free_place) {
        if (const Person* person = next()) ask(*free_place, *person);
      }
    }
  }

 private:
  /// @return the place that the message ended
  std::optional<std::size_t> take(std::string_view message, Measurements& seen) {
    ber::Reader whole(message);
    auto inside = whole.enter(ber::kSequence);
    if (!inside) return wrong(seen);
    const auto id = inside->integer(1, 0x7fffffff);
    const auto operation = inside->next();
    if (!id || !operation || static_cast<std::size_t>(*id) > pending_.size()) return wrong(seen);
    const auto place = static_cast<std::size_t>(*id) - 1;
    Pending& pending = pending_[place];
    ber::Reader contents(operation->contents);
    if (operation->tag == kSearchEntry) {
      ++pending.entries;
      const auto name = contents.octet_string();
      const bool is_expected = options_->kind == "groups" ||
                               (name && name->starts_with("uid=" + pending.person->uid + ","));
      pending.is_right = pending.is_right && is_expected;
      return std::nullopt;
    }
    const auto code = contents.enumerated(0, 255);
    const int wanted = options_->kind == "groups" ? pending.person->groups : 1;
    if (operation->tag != kSearchDone || !code || *code != 0 || !pending.is_right ||
        pending.entries != wanted) {
      ++seen.wrong;
    }
    seen.add(pending.begin, SteadyClock::now());
    return place;
  }

  static std::optional<std::size_t> wrong(Measurements& seen) {
    ++seen.wrong;
    return std::nullopt;
  }

  UniqueFd socket_;
  const Options* options_;
  std::string out_;
  ldap::server::Framer framer_;
  std::vector<Pending> pending_;
};

Result<UniqueFd> connect_and_bind(const Options& options, const std::string& secret) {
  DRAWBRIDGE_TRY(auto socket, connect_to(options.address, false));
  std::string bytes;
  ber::Writer out(bytes);
  const auto message = out.begin(ber::kSequence);
  out.integer(1);
  const auto bind = out.begin(kBindRequest);
  out.integer(3);
  out.octet_string(options.bind_dn);
  out.octet_string(secret, ber::context_primitive(0));
  out.end(bind);
  out.end(message);
  ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  std::array<char, 1024> answer{};
  const auto received = ::recv(socket.get(), answer.data(), answer.size(), 0);
  if (received <= 0) return fail(ErrorCode::kUnavailable, "The connection ended at the bind.");
  ber::Reader reader(std::string_view(answer.data(), static_cast<std::size_t>(received)));
  DRAWBRIDGE_TRY(auto inside, reader.enter(ber::kSequence));
  DRAWBRIDGE_TRY([[maybe_unused]] const auto id, inside.integer(1, 1));
  DRAWBRIDGE_TRY(const auto operation, inside.next());
  DRAWBRIDGE_TRY(const auto code, ber::Reader(operation.contents).enumerated(0, 255));
  if (code != 0) return fail(ErrorCode::kForbidden, "The bind was refused.");
  return socket;
}

Result<std::vector<Person>> read_people(const std::string& path) {
  DRAWBRIDGE_TRY(const auto lines, read_lines(path));
  std::vector<Person> people;
  for (const auto& line : lines) {
    const auto fields = split(line, '\t');
    if (fields.size() < 4) return fail(ErrorCode::kInvalid, "The file of names is not users.tsv.");
    DRAWBRIDGE_TRY(const auto groups, parse_integer<int>(fields[3]));
    people.push_back({std::string(fields[0]), std::string(fields[1]), groups});
  }
  if (people.empty()) return fail(ErrorCode::kInvalid, "The file of names is empty.");
  std::shuffle(people.begin(), people.end(), std::minstd_rand(1));
  return people;
}

Result<Measurements> run(const Options& options) {
  DRAWBRIDGE_TRY(const auto people, read_people(options.names));
  DRAWBRIDGE_TRY(const auto secret, read_file(options.secret_file, 65536));
  const UniqueFd poll(::epoll_create1(EPOLL_CLOEXEC));
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < options.connections; ++i) {
    DRAWBRIDGE_TRY(auto socket, connect_and_bind(options, std::string(trim(secret))));
    clients.push_back(std::make_unique<Client>(std::move(socket), options));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = clients.back().get();
    ::epoll_ctl(poll.get(), EPOLL_CTL_ADD, clients.back()->fd(), &event);
  }
  Measurements seen;
  std::size_t turn = 0;
  const auto begin = SteadyClock::now();
  const auto end = begin + std::chrono::duration_cast<SteadyClock::duration>(
                               std::chrono::duration<double>(options.seconds));
  bool is_over = false;
  const auto next = [&]() -> const Person* {
    return is_over ? nullptr : &people[turn++ % people.size()];
  };
  for (const auto& client : clients) {
    for (std::size_t place = 0; place < client->places(); ++place) client->ask(place, *next());
    if (!client->flush()) return fail(ErrorCode::kUnavailable, "The connection ended.");
  }
  while (!is_over) {
    std::array<epoll_event, 64> events{};
    constexpr int kPatienceMs = 10000;
    const int ready = ::epoll_wait(poll.get(), events.data(), events.size(), kPatienceMs);
    if (ready <= 0) return fail(ErrorCode::kUnavailable, "No answer for ten seconds.");
    is_over = SteadyClock::now() >= end;
    for (int i = 0; i < ready; ++i) {
      auto* client = static_cast<Client*>(events.at(static_cast<std::size_t>(i)).data.ptr);
      if (!client->read(seen, next) || !client->flush()) {
        return fail(ErrorCode::kUnavailable, "The connection ended.");
      }
    }
  }
  seen.seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  return seen;
}

}  // namespace
}  // namespace drawbridge::bench

int main(int argc, char** argv) {
  drawbridge::bench::Options options;
  CLI::App app{"Searches over LDAP as fast as the server answers", "ldap_load"};
  app.add_option("--address", options.address)->required();
  app.add_option("--bind-dn", options.bind_dn)->required();
  app.add_option("--secret-file", options.secret_file)->required();
  app.add_option("--base", options.base)->required();
  app.add_option("--names", options.names, "users.tsv of gen_state.py")->required();
  app.add_option("--kind", options.kind)->check(CLI::IsMember({"uid", "number", "groups"}));
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 1024));
  app.add_option("--in-flight", options.in_flight)->check(CLI::Range(1, 1024));
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 3600.0));
  CLI11_PARSE(app, argc, argv);
  auto seen = drawbridge::bench::run(options);
  if (!seen) {
    std::fprintf(stderr, "ldap_load: %s\n", seen.error().message.c_str());
    return 1;
  }
  std::puts(seen->summary(options.kind).c_str());
  return seen->wrong == 0 ? 0 : 1;
}
