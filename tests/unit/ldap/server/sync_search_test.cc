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
#include "unit/ldap/server/replication.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::SyncMode;
using protocol::SyncState;
using test::Conversation;
using test::Directory;
using test::kBegin;
using test::kBetaService;
using test::kSuffix;
using test::Replica;
using test::Replication;
using test::Search;
using test::Wanted;
using namespace std::string_literals;

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
