#include "ldap/server/sync_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ldap/directory/change_sequence.h"
#include "ldap/directory/match.h"
#include "ldap/directory/tree_editor.h"
#include "unit/ldap/server/conversation.h"
#include "unit/ldap/server/replica.h"

namespace drawbridge::ldap::server {
namespace {

using directory::Tree;
using directory::TreeEditor;
using protocol::SyncMode;
using protocol::SyncState;
using test::Conversation;
using test::kBetaService;
using test::Replica;
using test::Search;
using namespace std::string_literals;

constexpr const char* kSuffix = "dc=example,dc=org";
constexpr std::uint64_t kBegin = 1'772'352'931'000'000;

/// A directory that is changed step by step as the projection does it: what changes is stamped,
/// and the contexts move.
class Directory {
 public:
  Directory() : tree_(std::make_shared<const Tree>(test::name(kSuffix))) {
    put(kSuffix,
        {{"objectClass", {"organization", "dcObject"}}, {"o", {"x"}}, {"dc", {"example"}}});
    for (const char* slug : {"alpha", "beta"}) put_offering(slug);
    commit();
  }

  void put_offering(const std::string& slug) {
    const std::string top = "ou=" + slug + "," + kSuffix;
    put(top, unit(slug));
    put("ou=people," + top, unit("people"));
    put("ou=groups," + top, unit("groups"));
  }
  void erase_offering(const std::string& slug) {
    const std::string top = test::name("ou=" + slug + "," + kSuffix).key();
    std::vector<std::string> names;
    for (auto cursor = tree_->entries().lower_bound(std::string_view(top));
         !cursor.at_end() && cursor->key.starts_with(top); cursor.next()) {
      names.emplace_back(cursor->value->dn());
    }
    for (const auto& name : names) erase(name);
  }

  void put(const std::string& dn, std::vector<directory::AttributeContent> attributes,
           std::optional<Uuid> uuid = std::nullopt) {
    if (!uuid) uuid = uuids_.try_emplace(dn, Uuid::random()).first->second;
    uuids_[dn] = *uuid;
    attributes.push_back({"structuralObjectClass", {attributes.front().values.front()}});
    attributes.push_back({"entryUUID", {uuid->dashed()}});
    attributes.push_back({"entryCSN", {directory::change_sequence_number(moment_ + 1)}});
    attributes.push_back({"entryUSN", {std::to_string(moment_ + 1)}});
    ASSERT_TRUE(editor().put(test::entry(dn, std::move(attributes))));
    touch(dn);
  }
  void erase(const std::string& dn) {
    EXPECT_TRUE(editor().erase(test::name(dn)));
    uuids_.erase(dn);
    touch(dn);
  }
  void person(const std::string& slug, const std::string& uid, const std::string& shell,
              std::optional<Uuid> uuid = std::nullopt) {
    put(dn_of(slug, uid),
        {{"objectClass", {"account", "posixAccount"}},
         {"uid", {uid}},
         {"cn", {uid}},
         {"uidNumber", {"5001"}},
         {"gidNumber", {"5001"}},
         {"homeDirectory", {"/home/" + uid}},
         {"loginShell", {shell}},
         {"memberOf", {"cn=x,dc=example,dc=org"}}},
        uuid);
  }
  /// A version that differs in one person.
  void commit_person(const std::string& slug, const std::string& uid, const std::string& shell,
                     std::optional<Uuid> uuid = std::nullopt) {
    person(slug, uid, shell, uuid);
    commit();
  }
  static std::string dn_of(const std::string& slug, const std::string& uid) {
    return "uid=" + uid + ",ou=people,ou=" + slug + "," + kSuffix;
  }
  Uuid uuid_of(const std::string& dn) const { return uuids_.at(dn); }

  /// The next version; the same when nothing was changed.
  std::shared_ptr<const Tree> commit() {
    if (editor_ == nullptr) return tree_;
    ++moment_;
    for (const auto& key : touched_) editor_->set_context(key, moment_);
    touched_.clear();
    editor_->set_revision(moment_);
    tree_ = editor_->finish(moment_);
    editor_.reset();
    return tree_;
  }
  const std::shared_ptr<const Tree>& tree() const { return tree_; }
  void begin_again_in(std::uint64_t microseconds) { moment_ += microseconds; }

 private:
  static std::vector<directory::AttributeContent> unit(const std::string& ou) {
    return {{"objectClass", {"organizationalUnit"}}, {"ou", {ou}}};
  }
  TreeEditor& editor() {
    if (editor_ == nullptr) editor_ = std::make_unique<TreeEditor>(tree_);
    return *editor_;
  }
  void touch(const std::string& dn) {
    auto name = test::name(dn);
    const std::size_t depth = test::name(kSuffix).depth() + 1;
    while (name.depth() > depth) name = name.parent();
    touched_.insert(name.key());
    touched_.insert(test::name(kSuffix).key());
  }

  std::uint64_t moment_ = kBegin;
  std::shared_ptr<const Tree> tree_;
  std::unique_ptr<TreeEditor> editor_;
  std::set<std::string> touched_;
  std::map<std::string, Uuid> uuids_;
};

struct Wanted {
  std::string base = kSuffix;
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes = {"*", "+"};
  int scope = 2;
};

/// A provider and its consumer.
struct Replication {
  explicit Replication(Directory& from, Wanted what = {}, std::string_view account = "beta-sssd",
                       Services::Options options = {})
      : directory(from), wanted(std::move(what)), service(account), settings(options) {}

  void connect(SyncMode mode) {
    talk = std::make_unique<Conversation>(settings, Conversation::local(), directory.tree());
    talk->bind_as(service);
    replica.begin();
    replica.take(talk->send(test::search(2, {.base = wanted.base,
                                             .scope = wanted.scope,
                                             .filter = wanted.filter,
                                             .attributes = wanted.attributes,
                                             .controls = {replica.request(mode)}})));
  }
  void publish() { replica.take(sent()); }
  /// What the provider sends once it has the directory as it is.
  std::string sent() {
    talk->tree().publish(directory.tree());
    return talk->run();
  }

  /// What the directory holds of it, without the server.
  std::map<std::string, Replica::Held> expected() const {
    const auto octets = *filter::encode_text(wanted.filter);
    const auto element = *ber::Reader(octets).next();
    const auto filter = *filter::Filter::decode(element, {});
    directory::Matcher matcher(filter, *directory.tree());
    const std::string base = test::name(wanted.base).key();
    std::map<std::string, Replica::Held> out;
    auto cursor = directory.tree()->entries().begin();
    for (; !cursor.at_end(); cursor.next()) {
      const directory::Entry& entry = *cursor->value;
      const std::string dn(entry.dn());
      const bool is_visible =
          service == "beta-sssd" || dn == kSuffix || dn.find("ou=beta") > dn.size();
      if (!is_visible ||
          !is_in_scope(entry.key(), base, static_cast<protocol::Scope>(wanted.scope)) ||
          !matcher.matches(entry)) {
        continue;
      }
      Replica::Held held{dn, {}};
      for (const auto slice : entry.slices()) {
        const std::string name(entry.served_name(slice));
        if (name == "memberOf" || name == "entryUSN") continue;
        auto values = entry.values(slice);
        while (const auto value = values.next()) held.attributes[name].emplace_back(*value);
      }
      const auto uuid = entry.uuid().bytes();
      out[std::string(uuid.begin(), uuid.end())] = std::move(held);
    }
    return out;
  }
  void expect_equal() const {
    std::vector<std::string> have, want;
    for (const auto& [uuid, held] : replica.entries) have.push_back(held.dn);
    const auto all = expected();
    for (const auto& [uuid, held] : all) want.push_back(held.dn);
    ASSERT_THAT(have, testing::UnorderedElementsAreArray(want));
    ASSERT_EQ(replica.entries, all);
  }

  Directory& directory;
  Wanted wanted;
  std::string service;
  Services::Options settings;
  Replica replica;
  std::unique_ptr<Conversation> talk;
};

TEST(SyncSearch, GivesABeginnerEverythingAndThenWhatChanges) {
  Directory directory;
  directory.commit_person("alpha", "mari", "/bin/bash");
  Replication to(directory);
  to.connect(SyncMode::kRefreshAndPersist);
  EXPECT_FALSE(to.replica.is_refreshing);
  EXPECT_FALSE(to.replica.code) << "it persists";
  EXPECT_EQ(to.replica.entries_received, 8U);
  EXPECT_THAT(to.replica.states, testing::Each(SyncState::kAdd));
  to.expect_equal();
  EXPECT_EQ(to.replica.cookie,
            "csn=" + directory.tree()->context_of(directory.tree()->suffix().key())->value.number);

  to.replica.states.clear();
  directory.person("alpha", "mari", "/bin/zsh");
  directory.commit_person("beta", "juri", "/bin/zsh");
  to.publish();
  EXPECT_THAT(to.replica.states, testing::ElementsAre(SyncState::kModify, SyncState::kAdd));
  EXPECT_EQ(to.replica.messages_with_cookie, 1U) << "the last of a publication";
  to.expect_equal();

  to.replica.states.clear();
  directory.erase(Directory::dn_of("alpha", "mari"));
  directory.commit();
  to.publish();
  EXPECT_THAT(to.replica.states, testing::ElementsAre(SyncState::kDelete));
  to.expect_equal();
}

TEST(SyncSearch, KeepsWhatAReplicaCannotHoldToItself) {
  Directory directory;
  directory.commit_person("alpha", "mari", "/bin/bash");
  const auto names = [&](std::vector<std::string> attributes) {
    Replication to(directory,
                   {.base = Directory::dn_of("alpha", "mari"), .attributes = attributes});
    to.connect(SyncMode::kRefreshOnly);
    std::vector<std::string> found;
    for (const auto& [name, values] : to.replica.entries.begin()->second.attributes) {
      found.push_back(name);
    }
    return found;
  };
  const std::vector<std::string> all = names({"*", "+"});
  EXPECT_THAT(all,
              testing::IsSupersetOf({"entryCSN", "entryUUID", "structuralObjectClass", "uid"}));
  for (const char* name :
       {"entryUSN", "memberOf", "entryDN", "subschemaSubentry", "hasSubordinates", "contextCSN"}) {
    EXPECT_THAT(all, testing::Not(testing::Contains(name)));
  }
  EXPECT_THAT(names({"*", "+", "memberOf", "entryUSN"}),
              testing::IsSupersetOf({"memberOf", "entryUSN"}));
  EXPECT_THAT(names({"uid"}), testing::ElementsAre("uid"));
}

TEST(SyncSearch, EndsAtOnceForOneThatLacksNothing) {
  Directory directory;
  Replication to(directory);
  to.connect(SyncMode::kRefreshOnly);
  EXPECT_EQ(to.replica.code, 0);
  to.expect_equal();
  to.replica.messages = 0;
  to.connect(SyncMode::kRefreshOnly);
  EXPECT_EQ(to.replica.messages, 1U) << "nothing but the end";
  to.expect_equal();
  to.replica.messages = 0;
  to.connect(SyncMode::kRefreshAndPersist);
  EXPECT_EQ(to.replica.messages, 1U);
  EXPECT_FALSE(to.replica.is_refreshing);
}

TEST(SyncSearch, TakesEveryFormOfACookie) {
  Directory directory;
  directory.commit_person("alpha", "mari", "/bin/bash");
  Replication to(directory);
  to.replica.cookie = "rid=042";
  to.connect(SyncMode::kRefreshOnly);
  EXPECT_TRUE(to.replica.cookie.starts_with("rid=042,csn=2026")) << to.replica.cookie;
  const std::string csn = to.replica.cookie.substr(std::string("rid=042,").size());
  for (const std::string& current : {csn, "rid=7,sid=001," + csn, "rid=042," + csn + ";" + csn}) {
    to.replica.cookie = current;
    to.replica.messages = 0;
    to.connect(SyncMode::kRefreshOnly);
    EXPECT_EQ(to.replica.messages, 1U) << current;
  }
  // What says nothing, and what is ahead of us, is no reason to leave entries alone; one without a
  // cookie may have been killed before its first refresh was done.
  for (const std::string& other :
       {std::string(), std::string("rid=1"), std::string("v42"), std::string("csn=never"),
        std::string("rid=1,csn="), std::string("csn=20990101000000.000000Z#000000#000#000000")}) {
    SCOPED_TRACE(other);
    to.replica.cookie = other;
    to.replica.entries_received = 0;
    to.replica.entries[std::string(16, 'x')] = {"uid=left,dc=example,dc=org", {}};
    to.connect(SyncMode::kRefreshOnly);
    EXPECT_EQ(to.replica.entries_received, 8U);
    to.expect_equal();
  }
}

TEST(SyncSearch, SendsARenamedEntryOnceAndNoDeletion) {
  Directory directory;
  directory.commit_person("alpha", "mari", "/bin/bash");
  for (const char* name : {"zoe", "anna"}) {  // later and earlier in the order of the tree
    Replication to(directory);
    to.connect(SyncMode::kRefreshAndPersist);
    to.replica.states.clear();
    const std::string old = std::string(name) == "zoe" ? "mari" : "zoe";
    const Uuid uuid = directory.uuid_of(Directory::dn_of("alpha", old));
    directory.erase(Directory::dn_of("alpha", old));
    directory.commit_person("alpha", name, "/bin/bash", uuid);
    to.publish();
    EXPECT_THAT(to.replica.states, testing::ElementsAre(SyncState::kModify));
    to.expect_equal();
  }
}

TEST(SyncSearch, TakesAContainerAwayAfterWhatWasInIt) {
  Directory directory;
  directory.commit_person("beta", "mari", "/bin/bash");
  Replication to(directory);
  to.connect(SyncMode::kRefreshAndPersist);
  directory.erase_offering("beta");
  directory.commit();
  const auto answers = test::entry_names(test::answers(to.sent()));
  EXPECT_THAT(answers, testing::ElementsAre("ou=groups,ou=beta,dc=example,dc=org",
                                            "uid=mari,ou=people,ou=beta,dc=example,dc=org",
                                            "ou=people,ou=beta,dc=example,dc=org",
                                            "ou=beta,dc=example,dc=org"));
}

TEST(SyncSearch, LetsOtherRequestsThroughAndEndsWhenAbandoned) {
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

TEST(SyncSearch, StaysAndNoTlsBeginsWhenStartTlsIsAskedForMeanwhile) {
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

TEST(SyncSearch, EndsWithTheIdentityThatBegan) {
  Directory directory;
  Replication to(directory);
  to.connect(SyncMode::kRefreshAndPersist);
  to.talk->send(test::bind(5, test::kAlphaService, "wrong"));
  EXPECT_FALSE(to.talk->session().is_synchronising());
}

TEST(SyncSearch, ClosesTheConnectionWhenTheAccountSeesOtherEntries) {
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

TEST(SyncSearch, HasItsMessageIdForItself) {
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

TEST(SyncSearch, IsRecordedWhenItHasSentAllAndWhenItEnds) {
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

TEST(SyncSearch, HasALimitOnItsNumberOnAConnection) {
  Directory directory;
  Conversation talk({.limits = {.max_sync_searches = 2}}, Conversation::local(), directory.tree());
  talk.bind_as("beta-sssd");
  const Search request{.controls = {Replica().request(SyncMode::kRefreshAndPersist)}};
  talk.send(test::search(2, request));
  talk.send(test::search(3, request));
  EXPECT_EQ(talk.ask_one(test::search(4, request)).code, 11);
}

TEST(SyncSearch, SendsALargeDirectoryInBoundedPieces) {
  Directory directory;
  const auto everybody = [&](const std::string& shell) {
    for (int n = 0; n < 1500; ++n) directory.person("alpha", "user" + std::to_string(n), shell);
    directory.commit();
  };
  everybody("/bin/sh");
  Replication to(directory, {}, "beta-sssd", {.limits = {.max_output_bytes = 10'000}});
  to.connect(SyncMode::kRefreshAndPersist);
  EXPECT_EQ(to.replica.entries.size(), 1507U) << "the size limit is for other searches";
  EXPECT_LT(to.talk->largest_output, 12'000U);
  // Everything changes, in several publications that the consumer gets as one.
  everybody("/bin/a");
  everybody("/bin/b");
  to.replica.entries_received = to.replica.messages_with_cookie = 0;
  to.publish();
  EXPECT_EQ(to.replica.entries_received, 1500U);
  EXPECT_EQ(to.replica.messages_with_cookie, 1U);
  EXPECT_LT(to.talk->largest_output, 12'000U);
  // And again for one that was away: the unchanged ones in sets.
  directory.commit_person("alpha", "user7", "/bin/c");
  to.replica.messages = to.replica.entries_received = 0;
  to.connect(SyncMode::kRefreshOnly);
  EXPECT_EQ(to.replica.entries_received, 1U);
  EXPECT_EQ(to.replica.messages, 6U) << "four sets, the entry, the end";
}

TEST(SyncSearch, TellsOneWithAFilterThatOthersChanged) {
  Directory directory;
  directory.commit_person("alpha", "mari", "/bin/bash");
  Replication to(directory, {.filter = "(loginShell=/bin/zsh)"});
  to.connect(SyncMode::kRefreshAndPersist);
  const std::string before = to.replica.cookie;
  directory.commit_person("alpha", "mari", "/bin/sh");
  to.publish();
  EXPECT_EQ(to.replica.entries_received, 0U);
  EXPECT_GT(to.replica.cookie, before) << "so that it need not ask again";
}

/// Any changes, any breaks: in the end the replica is what a search would find.
class AnySync : public ::testing::TestWithParam<unsigned> {};

TEST_P(AnySync, EndsEqual) {
  std::mt19937 random(GetParam());
  const auto below = [&](int end) { return std::uniform_int_distribution<>(0, end - 1)(random); };
  const std::vector<Wanted> choices = {
      {},
      {.base = "ou=alpha,dc=example,dc=org"},
      {.filter = "(loginShell=/bin/1)"},
      {.filter = "(|(!(loginShell=/bin/0))(uid=u1))"},
      {.base = "ou=people,ou=alpha,dc=example,dc=org", .scope = 1},
  };
  Directory directory;
  Replication to(directory, choices[GetParam() % choices.size()],
                 GetParam() % 2 == 0 ? "alpha-sssd" : "beta-sssd",
                 {.limits = {.max_output_bytes = static_cast<std::size_t>(1 + below(4000))}});
  std::map<std::string, std::string> people;  // uid to offering
  bool persists = false;
  for (int step = 0; step < 120; ++step) {
    for (int change = below(4); change > 0; --change) {
      const std::string uid = "u" + std::to_string(below(12));
      const std::string slug = below(2) == 0 ? "alpha" : "beta";
      const auto found = people.find(uid);
      const int what = below(10);
      if (found == people.end()) {
        directory.person(slug, uid, "/bin/" + std::to_string(below(3)));
        people[uid] = slug;
      } else if (what < 4) {
        directory.person(found->second, uid, "/bin/" + std::to_string(below(3)));
      } else if (what < 7) {
        const std::string dn = Directory::dn_of(found->second, uid);
        const Uuid uuid = directory.uuid_of(dn);
        const std::string next = "u" + std::to_string(12 + below(20));
        directory.erase(dn);
        people.erase(found);
        if (people.contains(next) || what == 4) continue;
        directory.person(slug, next, "/bin/" + std::to_string(below(3)), uuid);
        people[next] = slug;
      } else {
        directory.erase(Directory::dn_of(found->second, uid));
        people.erase(found);
      }
    }
    directory.commit();
    if (to.talk == nullptr || !persists || below(6) == 0) {
      if (below(3) == 0) continue;  // away
      persists = below(3) != 0;
      to.connect(persists ? SyncMode::kRefreshAndPersist : SyncMode::kRefreshOnly);
    } else if (below(4) != 0) {
      to.publish();
    } else {
      continue;  // the next publication brings this one as well
    }
    ASSERT_FALSE(to.replica.is_refreshing);
    to.expect_equal();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnySync, ::testing::Range(1U, 41U));

}  // namespace
}  // namespace drawbridge::ldap::server
