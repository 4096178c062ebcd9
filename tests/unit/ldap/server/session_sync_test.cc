#include "ldap/server/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "unit/ldap/server/replication.h"

// Content synchronisations as operations of a session: beside others, ended, refused, recorded.

namespace drawbridge::ldap::server {
namespace {

using protocol::SyncMode;
using protocol::SyncState;
using test::Conversation;
using test::Directory;
using test::kBetaService;
using test::kSuffix;
using test::Replica;
using test::Replication;
using test::Search;
using namespace std::string_literals;

TEST(SessionSync, LetsOtherRequestsThroughAndEndsWhenAbandoned) {
  Directory directory;
  Replication to(directory);
  to.connect(SyncMode::kRefreshAndPersist);
  EXPECT_TRUE(to.talk->session().is_synchronising());
  EXPECT_EQ(to.talk->need, Need::kInput);
  EXPECT_TRUE(to.talk->session().is_idle());
  const auto names = test::entry_names(to.talk->ask(test::search(3, {.scope = 0})));
  EXPECT_THAT(names, testing::ElementsAre(kSuffix));
  const auto abandon =
      test::message(4, std::string("\x50\x01\x02", 3));  // AbandonRequest of message 2
  EXPECT_EQ(to.talk->send(abandon), "");
  EXPECT_FALSE(to.talk->session().is_synchronising());
  directory.commit_person("alpha", "mari", "/bin/bash");
  EXPECT_EQ(to.sent(), "");
}

TEST(SessionSync, StaysAndNoTlsBeginsWhenStartTlsIsAskedForMeanwhile) {
  constexpr const char* kStartTls = "1.3.6.1.4.1.1466.20037";
  for (const bool is_canceled : {false, true}) {
    Directory directory;
    Replication to(directory, {}, "beta-sssd", {.has_tls = true});
    to.connect(SyncMode::kRefreshAndPersist);
    const auto refused = to.talk->ask_one(test::extended(3, kStartTls));
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.name, kStartTls);
    EXPECT_THAT(refused.diagnostic, testing::HasSubstr("under way"));
    EXPECT_EQ(to.talk->need, Need::kInput) << "a handshake is not waited for";
    to.replica.states.clear();
    directory.commit_person("alpha", "mari", "/bin/bash");
    to.publish();
    EXPECT_THAT(to.replica.states, testing::ElementsAre(SyncState::kAdd)) << "it goes on";
    to.expect_equal();
    // What comes behind a refused StartTLS is an ordinary request in clear.
    const auto both =
        to.talk->ask(test::extended(4, kStartTls) + test::extended(5, "1.3.6.1.4.1.4203.1.11.3"));
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].code, 1);
    EXPECT_EQ(both[1].value, "dn:"s + kBetaService) << "the identity is the same";

    to.talk->send(is_canceled ? test::cancel(6, 2) : test::abandon(6, 2));
    EXPECT_EQ(to.talk->ask_one(test::extended(7, kStartTls)).code, 0);
    EXPECT_EQ(to.talk->need, Need::kTls);
  }
}

TEST(SessionSync, EndsWithTheIdentityThatBegan) {
  Directory directory;
  Replication to(directory);
  to.connect(SyncMode::kRefreshAndPersist);
  to.talk->send(test::bind(5, test::kAlphaService, "wrong"));
  EXPECT_FALSE(to.talk->session().is_synchronising());
}

TEST(SessionSync, ClosesTheConnectionWhenTheAccountSeesOtherEntries) {
  Directory directory;
  for (const bool is_gone : {true, false}) {
    Replication to(directory);
    to.connect(SyncMode::kRefreshAndPersist);
    to.talk->authenticator.renewal = [&](const auto&) {
      return Renewal{is_gone ? nullptr : test::alpha_service(), to.talk->authenticator.revision()};
    };
    directory.commit_person("alpha", "mari", is_gone ? "/a" : "/b");
    const auto all = test::answers(to.sent());
    ASSERT_EQ(all.size(), 1U) << "no entry, and no deletion either";
    EXPECT_EQ(all.front().id, 0) << "a notice of disconnection";
    EXPECT_EQ(all.front().code, is_gone ? 8 : 52);
    EXPECT_EQ(to.talk->need, Need::kClose);
  }
}

struct RefusedRow {
  const char* why;
  int code;
  const char* account;
  Search request;
};

class RefusedSync : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedSync, IsAnsweredWithItsCode) {
  Directory directory;
  Conversation talk({}, Conversation::local(), directory.tree());
  const auto& row = GetParam();
  if (row.account != std::string_view()) {
    talk.send(test::bind(1, row.account, "secret"));
  }
  Search request = row.request;
  if (request.controls.empty()) request.controls = {Replica().request(SyncMode::kRefreshOnly)};
  EXPECT_EQ(talk.ask_one(test::search(2, request)).code, row.code) << row.why;
  EXPECT_FALSE(talk.session().is_synchronising());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedSync,
    ::testing::Values(
        RefusedRow{"anonymous", 50, "", {}}, RefusedRow{"a person", 50, test::kUser7, {}},
        RefusedRow{"no such base", 32, kBetaService, {.base = "ou=gamma,dc=example,dc=org"}},
        RefusedRow{"hidden base", 32, kBetaService, {.base = "ou=services,dc=example,dc=org"}},
        RefusedRow{"the root DSE", 53, kBetaService, {.base = "", .scope = 0}},
        RefusedRow{"not a name", 34, kBetaService, {.base = "x"}},
        RefusedRow{"no value",
                   2,
                   kBetaService,
                   {.controls = {{std::string(protocol::kSyncRequestOid), false, std::nullopt}}}},
        RefusedRow{"paged as well",
                   53,
                   kBetaService,
                   {.controls = {Replica().request(SyncMode::kRefreshOnly),
                                 {"1.2.840.113556.1.4.319", true,
                                  std::string("\x30\x05\x02\x01\x7f\x04\x00", 7)}}}}));

TEST(SessionSync, HasItsMessageIdForItself) {
  for (const bool is_sync : {true, false}) {
    Directory directory;
    Replication to(directory);
    to.connect(SyncMode::kRefreshAndPersist);
    Search again{.scope = 0};
    if (is_sync) again.controls = {Replica().request(SyncMode::kRefreshAndPersist)};
    const auto answer = to.talk->ask_one(test::search(2, again));
    EXPECT_EQ(answer.id, 0) << "a notice of disconnection";
    EXPECT_EQ(answer.code, 2);
    EXPECT_EQ(to.talk->need, Need::kClose);
  }
  Directory directory;
  Replication to(directory);
  to.connect(SyncMode::kRefreshAndPersist);
  to.talk->send(test::abandon(3, 2));
  EXPECT_EQ(to.talk->ask(test::search(2, {.scope = 0})).back().code, 0) << "it is free again";
}

/// Keeps what it is told of synchronisations.
class RecordingObserver final : public Observer {
 public:
  bool wants_details() const override { return true; }
  void operation(const OperationRecord& record) override {
    if (record.operation != "sync") return;
    lines.push_back(std::string(record.target) + " " + std::string(record.detail) + " " +
                    std::to_string(record.entries) + " " +
                    (record.result_code ? std::to_string(*record.result_code) : "-") +
                    (record.was_recorded ? " again" : ""));
  }
  void connected(std::string_view) override {}
  void disconnected(std::string_view, std::string_view) override {}

  std::vector<std::string> lines;
};

TEST(SessionSync, IsRecordedWhenItHasSentAllAndWhenItEnds) {
  using Lines = std::vector<std::string>;
  const std::string asked = "ou=beta,dc=example,dc=org (objectClass=*) ";
  Directory directory;
  RecordingObserver observer;
  Conversation talk({}, Conversation::local(), directory.tree(), &observer);
  const auto begin = [&](SyncMode mode) {
    talk.bind_as("beta-sssd");
    talk.send(test::search(
        2, {.base = "ou=beta,dc=example,dc=org", .controls = {Replica().request(mode)}}));
    return std::exchange(observer.lines, {});
  };
  EXPECT_EQ(begin(SyncMode::kRefreshOnly), Lines{asked + "3 0"});
  const std::vector<std::pair<std::string, std::string>> endings = {
      {test::cancel(3, 2), "118"}, {test::abandon(3, 2), "-"}, {test::bind(3, "", ""), "-"}};
  for (const auto& [ending, result] : endings) {
    EXPECT_EQ(begin(SyncMode::kRefreshAndPersist).back(), asked + "3 -");
    directory.commit_person("beta", "mari", "/bin/" + result);
    talk.tree().publish(directory.tree());
    talk.run();
    EXPECT_EQ(observer.lines, Lines());
    talk.send(ending);
    EXPECT_EQ(std::exchange(observer.lines, {}), Lines{asked + "1 " + result + " again"});
    directory.erase(directory.dn_of("beta", "mari"));
    talk.tree().publish(directory.commit());
  }
  begin(SyncMode::kRefreshAndPersist);
  talk.session().end_operations();
  talk.session().end_operations();
  EXPECT_EQ(observer.lines, Lines{asked + "0 - again"});
}

TEST(SessionSync, HasALimitOnItsNumberOnAConnection) {
  Directory directory;
  Conversation talk({.limits = {.max_sync_searches = 2}}, Conversation::local(), directory.tree());
  talk.bind_as("beta-sssd");
  const Search request{.controls = {Replica().request(SyncMode::kRefreshAndPersist)}};
  talk.send(test::search(2, request));
  talk.send(test::search(3, request));
  EXPECT_EQ(talk.ask_one(test::search(4, request)).code, 11);
}

}  // namespace
}  // namespace drawbridge::ldap::server
