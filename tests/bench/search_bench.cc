// The whole work of a search without sockets: octets of the request in, octets of the answer out.
//
//   search_bench [--benchmark_filter=uid/people:100000/together:8]
//
// The second number is that of the requests that come together; times are of one of them.
//
// The tree is made up: people with two SSH keys, projects of fifty members.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/published.h"
#include "bench/ldap_requests.h"
#include "ldap/ber/reader.h"
#include "ldap/directory/tree.h"
#include "ldap/schema/object_class.h"
#include "ldap/server/services.h"
#include "ldap/server/session.h"

namespace drawbridge::bench {
namespace {

using ldap::directory::AttributeContent;
using ldap::directory::Entry;
using ldap::directory::EntryPointer;
using ldap::directory::Tree;
using ldap::dn::Dn;

constexpr std::string_view kSuffix = "dc=example,dc=org";
constexpr std::string_view kSubtree = "ou=hpc,dc=example,dc=org";
constexpr int kMembers = 50;

/// Everybody is a service account that sees the subtree.
class OpenDoor final : public ldap::server::Authenticator {
 public:
  void authenticate(const ldap::server::BindAttempt& attempt,
                    ldap::server::BindOutcome done) override {
    ldap::server::Identity identity;
    identity.kind = ldap::server::IdentityKind::kService;
    identity.name = attempt.name;
    identity.subtrees = {Dn::parse(kSubtree).value()};
    done(std::make_shared<const ldap::server::Identity>(std::move(identity)));
  }
};

EntryPointer entry(const std::string& name, std::string_view structural_class,
                   std::vector<AttributeContent> attributes) {
  constexpr std::int64_t kCreated = 1772352930123456;  // 2026-03-01T08:15:30.123456Z
  const ldap::directory::EntryFacts facts{
      .uuid = Uuid::from_name({}, name),
      .created = Timestamp{kCreated},
      .changed = static_cast<std::uint64_t>(kCreated),
      .structural_class = ldap::schema::find_object_class(structural_class)};
  return Entry::make(
             {.dn = Dn::parse(name).value(), .attributes = std::move(attributes), .facts = facts})
      .value();
}

std::string uid_of(int n) { return "person" + std::to_string(n); }

std::string below(const std::string& name) { return name + "," + std::string(kSubtree); }

EntryPointer person(int n) {
  const std::string uid = uid_of(n);
  const std::string number = std::to_string(20000 + n);
  const std::string project = below("cn=project" + std::to_string(n / kMembers) + ",ou=groups");
  return entry(below("uid=" + uid + ",ou=people"), "inetOrgPerson",
               {{"objectClass",
                 {"top", "person", "organizationalPerson", "inetOrgPerson", "posixAccount",
                  "shadowAccount", "ldapPublicKey"}},
                {"uid", {uid}},
                {"cn", {"Jane Roe"}},
                {"sn", {"Roe"}},
                {"gecos", {"Jane Roe"}},
                {"mail", {uid + "@example.org"}},
                {"uidNumber", {number}},
                {"gidNumber", {number}},
                {"homeDirectory", {"/home/" + uid}},
                {"loginShell", {"/bin/bash"}},
                {"sshPublicKey",
                 {"ssh-ed25519 " + std::string(68, 'A') + " " + uid + "@laptop",
                  "ssh-rsa " + std::string(544, 'B') + " " + uid + "@desk"}},
                {"memberOf", {project}}});
}

EntryPointer project(int n, int people) {
  std::vector<std::string> uids;
  std::vector<std::string> names;
  for (int member = n * kMembers; member < std::min(people, (n + 1) * kMembers); ++member) {
    uids.push_back(uid_of(member));
    names.push_back(below("uid=" + uid_of(member) + ",ou=people"));
  }
  const std::string name = "project" + std::to_string(n);
  return entry(below("cn=" + name + ",ou=groups"), "groupOfMembers",
               {{"objectClass", {"top", "groupOfMembers", "posixGroup"}},
                {"cn", {name}},
                {"gidNumber", {std::to_string(7000000 + n)}},
                {"memberUid", uids},
                {"member", names}});
}

std::shared_ptr<const Tree> make_tree(int people) {
  std::vector<EntryPointer> entries = {entry(std::string(kSuffix), "organization",
                                             {{"objectClass", {"top", "organization", "dcObject"}},
                                              {"o", {"Example"}},
                                              {"dc", {"example"}}})};
  for (const auto& [name, unit] :
       std::map<std::string, std::string>{{std::string(kSubtree), "hpc"},
                                          {below("ou=people"), "people"},
                                          {below("ou=groups"), "groups"}}) {
    entries.push_back(entry(name, "organizationalUnit",
                            {{"objectClass", {"top", "organizationalUnit"}}, {"ou", {unit}}}));
  }
  for (int n = 0; n < people; ++n) entries.push_back(person(n));
  for (int n = 0; n * kMembers < people; ++n) entries.push_back(project(n, people));
  return Tree::build(Dn::parse(kSuffix).value(), std::move(entries), 1).value();
}

/// A session that is bound.
class Conversation {
 public:
  explicit Conversation(int people)
      : tree_(make_tree(people)),
        services_({}, tree_, door_, nullptr),
        session_(services_, {"127.0.0.1:9", true, false}, routes()) {
    std::string request;
    append_bind(request, 1, {"cn=reader,ou=services," + std::string(kSuffix), "secret"});
    std::string answer;
    ask(request, answer);
  }

  void ask(const std::string& request, std::string& answer) {
    session_.receive(request);
    session_.run(answer);
  }

 private:
  ldap::server::Session::Routes routes() {
    return {.bind =
                [this](std::uint64_t serial) {
                  return [this, serial](std::shared_ptr<const ldap::server::Identity> identity) {
                    session_.complete_bind(serial, std::move(identity));
                  };
                },
            .password = {}};
  }

  OpenDoor door_;
  Published<Tree> tree_;
  ldap::server::Services services_;
  ldap::server::Session session_;
};

/// Each answer is an entry and the end.
bool is_right(std::string_view answers, int count) {
  ldap::ber::Reader reader(answers);
  for (int n = 0; n < count; ++n) {
    if (!reader.next() || !reader.next()) return false;
  }
  return reader.at_end();
}

void searches(benchmark::State& state, Kind kind) {
  const int people = static_cast<int>(state.range(0));
  const int together = static_cast<int>(state.range(1));
  Conversation conversation(people);
  std::vector<std::string> requests;
  constexpr int kStep = 7919;  // coprime to every number of people: all in an order without order
  for (int n = 0; n < people; ++n) {
    const int who = static_cast<int>(std::int64_t{n} * kStep % people);
    if (n % together == 0) requests.emplace_back();
    append_search(requests.back(), n + 2, std::string(kSubtree), kind,
                  {uid_of(who), std::to_string(20000 + who), 1});
  }
  std::string answer;
  std::size_t turn = 0;
  std::size_t octets = 0;
  while (state.KeepRunningBatch(together)) {
    answer.clear();
    conversation.ask(requests[turn++ % requests.size()], answer);
    octets += answer.size();
  }
  if (!is_right(answer, together)) state.SkipWithError("an answer is not an entry and the end");
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"people", "together"})->ArgsProduct({{1000, 10000, 100000}, {1, 8}});
}

BENCHMARK_CAPTURE(searches, uid, Kind::kUid)->Apply(sizes);
BENCHMARK_CAPTURE(searches, number, Kind::kNumber)->Apply(sizes);
BENCHMARK_CAPTURE(searches, groups, Kind::kGroups)->Apply(sizes);

}  // namespace
}  // namespace drawbridge::bench

BENCHMARK_MAIN();
