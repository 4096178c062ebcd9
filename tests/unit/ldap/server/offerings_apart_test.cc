#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ldap/directory/tree_editor.h"
#include "unit/ldap/server/conversation.h"
#include "unit/ldap/server/replica.h"

// Two service accounts, each of its own offering: to one, whatever is the other's is answered octet
// by octet as what has never been there, whichever operation asks.

namespace drawbridge::ldap::server {
namespace {

using protocol::SyncMode;
using test::Answer;
using test::Conversation;
using test::Replica;
using test::Search;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSuffix = "dc=example,dc=org";

/// Alpha has the people 0 to 4, beta 100 to 104, and each a group that names a person of both.
std::shared_ptr<const directory::Tree> two_offerings() {
  std::vector<directory::EntryPointer> entries = {
      test::entry(kSuffix, {{"objectClass", {"top", "organization", "dcObject"}},
                            {"o", {"Example"}},
                            {"dc", {"example"}}}),
      test::unit("ou=services,dc=example,dc=org", "services")};
  for (const char* account : {"alpha-sssd", "beta-sssd"}) {
    entries.push_back(
        test::entry("cn=" + std::string(account) + ",ou=services,dc=example,dc=org",
                    {{"objectClass", {"top", "organizationalRole"}}, {"cn", {account}}}));
  }
  for (const auto& [slug, first] : {std::pair<std::string, int>{"alpha", 0}, {"beta", 100}}) {
    const std::string base = "ou=" + slug + ",dc=example,dc=org";
    entries.push_back(test::unit(base, slug));
    entries.push_back(test::unit("ou=people," + base, "people"));
    entries.push_back(test::unit("ou=groups," + base, "groups"));
    std::vector<int> members;
    for (int n = first; n < first + 5; ++n) {
      entries.push_back(test::person(slug, n));
      members.push_back(n);
    }
    entries.push_back(test::group(slug, first + 1, members));
    entries.push_back(test::entry("cn=odd,ou=groups," + base,
                                  {{"objectClass", {"top", "groupOfMembers"}},
                                   {"cn", {"odd"}},
                                   {"member",
                                    {"uid=user0,ou=people,ou=alpha,dc=example,dc=org",
                                     "uid=user100,ou=people,ou=beta,dc=example,dc=org"}}}));
  }
  auto tree = directory::Tree::build(test::name(kSuffix), std::move(entries), 1000);
  EXPECT_TRUE(tree);
  return tree.value_or(nullptr);
}

test::SentControl page_control(int size, const std::string& cookie = {}) {
  return {std::string(protocol::kPagedResultsOid), true,
          protocol::encode_paged_results({.size = size, .cookie = cookie})};
}

/// Asks for everything of every member.
test::SentControl deref_control() {
  std::string value;
  ber::Writer writer(value);
  const auto list = writer.begin(ber::kSequence);
  const auto spec = writer.begin(ber::kSequence);
  writer.octet_string("member");
  const auto names = writer.begin(ber::kSequence);
  for (const char* attribute : {"*", "uid", "homeDirectory"}) writer.octet_string(attribute);
  writer.end(names);
  writer.end(spec);
  writer.end(list);
  return {std::string(protocol::kDerefOid), true, value};
}

/// Who asks, and what is the other's.
struct Side {
  std::string account;
  std::string own;
  std::string other;
  int first_own;
  int first_other;
};
void PrintTo(const Side& side, std::ostream* out) { *out << side.account; }

class OfferingsApart : public testing::TestWithParam<Side> {
 protected:
  OfferingsApart() {
    talk.authenticator.accounts = {test::alpha_service(), test::beta_service()};
    talk.bind_as(side.account);
  }

  static std::string person(const std::string& slug, int n) {
    return "uid=user" + std::to_string(n) + ",ou=people,ou=" + slug + ",dc=example,dc=org";
  }
  /// Every kind of entry that an offering has.
  static std::vector<std::string> names_of(const std::string& slug, int first) {
    const std::string base = "ou=" + slug + ",dc=example,dc=org";
    return {base,
            "ou=people," + base,
            "ou=groups," + base,
            person(slug, first),
            "cn=project" + std::to_string(first + 1) + ",ou=groups," + base,
            "cn=odd,ou=groups," + base};
  }
  bool is_own(const std::string& dn) const {
    return dn == kSuffix || dn.ends_with("ou=" + side.own + ",dc=example,dc=org");
  }
  /// What the request is answered with for each name of the other's, against the same name of an
  /// offering that nobody has, and against an own one.
  void expect_absent(const std::function<std::string(const std::string& base)>& request) {
    const auto others = names_of(side.other, side.first_other);
    const auto nobodys = names_of("gamma", side.first_other);
    const auto own = names_of(side.own, side.first_own);
    for (std::size_t i = 0; i < others.size(); ++i) {
      const std::string answer = talk.send(request(others[i]));
      EXPECT_EQ(answer, talk.send(request(nobodys[i]))) << others[i];
      const auto all = test::answers(answer);
      ASSERT_EQ(all.size(), 1U) << others[i];
      EXPECT_EQ(all[0].code, 32) << others[i];
      EXPECT_EQ(all[0].matched_dn, kSuffix);
      EXPECT_FALSE(talk.session().is_synchronising());
      EXPECT_NE(test::answers(talk.send(request(own[i]))).back().code, 32) << own[i];
      talk.session().end_sync(2);
    }
  }

  const Side side = GetParam();
  Conversation talk{{}, Conversation::local(), two_offerings()};
};

INSTANTIATE_TEST_SUITE_P(Sides, OfferingsApart,
                         testing::Values(Side{"alpha-sssd", "alpha", "beta", 0, 100},
                                         Side{"beta-sssd", "beta", "alpha", 100, 0}),
                         [](const auto& test) { return test.param.own; });

TEST_P(OfferingsApart, InSearchesOfEveryScope) {
  for (const int scope : {0, 1, 2}) {
    for (const std::vector<std::string>& attributes :
         {std::vector<std::string>{"1.1"}, {"*", "+"}}) {
      expect_absent([&](const std::string& base) {
        return test::search(2, Search{.base = base, .scope = scope, .attributes = attributes});
      });
    }
    expect_absent([&](const std::string& base) {
      return test::search(2, Search{.base = base, .scope = scope, .controls = {page_control(1)}});
    });
    expect_absent([&](const std::string& base) {
      return test::search(2, Search{.base = base, .scope = scope, .controls = {deref_control()}});
    });
  }
}

TEST_P(OfferingsApart, InCompares) {
  for (const auto& [attribute, value] :
       {std::pair{"objectClass", "top"}, {"uid", "user100"}, {"nosuch", "x"}}) {
    expect_absent([&, attribute = attribute, value = value](const std::string& base) {
      return test::compare(2, base, attribute, value);
    });
  }
}

TEST_P(OfferingsApart, InContentSynchronisations) {
  for (const SyncMode mode : {SyncMode::kRefreshOnly, SyncMode::kRefreshAndPersist}) {
    for (const int scope : {0, 1, 2}) {
      expect_absent([&](const std::string& base) {
        return test::search(
            2, Search{.base = base, .scope = scope, .controls = {Replica().request(mode)}});
      });
    }
  }
}

TEST_P(OfferingsApart, BelowTheSuffixThatBothSee) {
  for (const std::vector<test::SentControl>& controls :
       {std::vector<test::SentControl>{},
        {page_control(1000)},
        {deref_control()},
        {Replica().request(SyncMode::kRefreshOnly)}}) {
    const auto names = test::entry_names(talk.ask(test::search(2, Search{.controls = controls})));
    EXPECT_EQ(names.size(), 11U);
    for (const auto& name : names) EXPECT_TRUE(is_own(name)) << name;
  }
  EXPECT_THAT(test::entry_names(talk.ask(test::search(2, Search{.scope = 1}))),
              ElementsAre("ou=" + side.own + ",dc=example,dc=org"));
}

TEST_P(OfferingsApart, WhenAReplicaWaitsForChanges) {
  Replica replica;
  const auto all = talk.ask(
      test::search(2, Search{.controls = {replica.request(SyncMode::kRefreshAndPersist)}}));
  EXPECT_EQ(test::entry_names(all).size(), 11U);
  ASSERT_TRUE(talk.session().is_synchronising());
  const auto publish_person = [&](const std::string& slug, int n, std::uint64_t revision) {
    directory::TreeEditor editor(talk.tree().load());
    EXPECT_TRUE(editor.put(test::person(slug, n)));
    editor.set_revision(revision);
    talk.tree().publish(editor.finish(revision));
    return test::entry_names(test::answers(talk.run()));
  };
  EXPECT_THAT(publish_person(side.other, 901, 2000), testing::IsEmpty());
  EXPECT_THAT(publish_person(side.own, 902, 2001), ElementsAre(person(side.own, 902)));
}

/// The other's values are in the indexes; those of nobody are not.
TEST_P(OfferingsApart, InFiltersByTheOthersValues) {
  const std::string number = std::to_string(5000 + side.first_other);
  const std::string uid = "user" + std::to_string(side.first_other);
  const std::string group = std::to_string(6000 + side.first_other + 1);
  struct Row {
    std::string attribute;
    std::string others;
    std::string nobodys;
  };
  const std::vector<Row> rows = {
      {"uidNumber", number, "5999"},
      {"gidNumber", group, "6999"},
      {"uid", uid, "user999"},
      {"memberUid", uid, "user999"},
      {"mail", uid + "@example.org", "user999@example.org"},
      {"homeDirectory", "/home/" + uid, "/home/user999"},
      {"entryDN", person(side.other, side.first_other), person("gamma", side.first_other)},
      {"memberOf", "cn=project1,ou=groups,ou=" + side.other + ",dc=example,dc=org",
       "cn=project1,ou=groups,ou=gamma,dc=example,dc=org"}};
  for (const Row& row : rows) {
    for (const auto& [before, after] : {std::pair<std::string, std::string>{"(", ")"},
                                        {"(!(", "))"},
                                        {"(|(objectClass=*)(", "))"},
                                        {"(&(objectClass=*)(", "))"}}) {
      for (const char* const sign : {"=", ":="}) {
        const std::string beginning = before + row.attribute + sign;
        const std::string& end = after;
        const auto ask = [&](const std::string& value) {
          const std::string filter = beginning + value + end;
          return talk.send(test::search(2, Search{.filter = filter, .attributes = {"*", "+"}}));
        };
        const std::string answer = ask(row.others);
        EXPECT_EQ(answer, ask(row.nobodys)) << before << row.attribute << sign << row.others;
        EXPECT_EQ(test::answers(answer).back().code, 0);
        for (const auto& name : test::entry_names(test::answers(answer))) {
          EXPECT_TRUE(is_own(name)) << name;
        }
      }
    }
  }
  const auto own = test::entry_names(talk.ask(test::search(
      2, Search{.filter = "(uidNumber=" + std::to_string(5000 + side.first_own) + ")"})));
  EXPECT_THAT(own, ElementsAre(person(side.own, side.first_own)));
}

TEST_P(OfferingsApart, WhenAnOwnGroupNamesAPersonOfTheOthers) {
  const auto all = talk.ask(
      test::search(2, Search{.base = "cn=odd,ou=groups,ou=" + side.own + ",dc=example,dc=org",
                             .scope = 0,
                             .controls = {deref_control()}}));
  ASSERT_EQ(all.size(), 2U);
  ASSERT_TRUE(all[0].dereferenced);
  EXPECT_THAT(*all[0].dereferenced, HasSubstr("/home/user" + std::to_string(side.first_own)));
  EXPECT_THAT(*all[0].dereferenced, HasSubstr(person(side.other, side.first_other)))
      << "the value is the own group's";
  EXPECT_THAT(*all[0].dereferenced,
              Not(HasSubstr("/home/user" + std::to_string(side.first_other))));
}

/// A tree of several offerings with people of like numbers, whose groups name anybody's people, and
/// the same tree with nothing but the suffix and one of the offerings.
struct RandomTrees {
  explicit RandomTrees(std::uint32_t seed) : random(seed) {
    std::vector<directory::EntryPointer> entries = {
        test::entry(kSuffix, {{"objectClass", {"top", "organization", "dcObject"}},
                              {"o", {"Example"}},
                              {"dc", {"example"}}})};
    // Names that begin alike, before and behind each other.
    const std::vector<std::string> slugs = {"a", "a-1", "aa", "al", "alpha", "alpha0", "b"};
    own = slugs[random() % slugs.size()];
    std::vector<std::string> people;
    for (const auto& slug : slugs) {
      entries.push_back(test::unit(top(slug), slug));
      entries.push_back(test::unit("ou=people," + top(slug), "people"));
      entries.push_back(test::unit("ou=groups," + top(slug), "groups"));
      for (int n = 0; n < 12; ++n) {
        if (random() % 3 == 0) continue;
        entries.push_back(test::person(slug, n));
        people.emplace_back(entries.back()->dn());
      }
    }
    for (const auto& slug : slugs) {
      std::vector<std::string> members, uids;
      for (int n = 0; n < 8; ++n) {
        members.push_back(people[random() % people.size()]);
        uids.push_back(members.back().substr(4, members.back().find(',') - 4));
      }
      entries.push_back(test::entry("cn=mixed,ou=groups," + top(slug),
                                    {{"objectClass", {"top", "groupOfMembers", "posixGroup"}},
                                     {"cn", {"mixed"}},
                                     {"gidNumber", {"6000"}},
                                     {"memberUid", uids},
                                     {"member", members}}));
    }
    std::vector<directory::EntryPointer> seen;
    for (const auto& entry : entries) {
      const std::string dn(entry->dn());
      if (dn == kSuffix || dn == top(own) || dn.ends_with("," + top(own))) {
        seen.push_back(entry);
      } else {
        foreign.push_back(dn);
      }
    }
    whole = directory::Tree::build(test::name(kSuffix), std::move(entries), 1000).value_or(nullptr);
    alone = directory::Tree::build(test::name(kSuffix), std::move(seen), 1000).value_or(nullptr);
  }

  static std::string top(const std::string& slug) { return "ou=" + slug + ",dc=example,dc=org"; }

  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[random() % all.size()];
  }

  std::string filter(int depth) {
    const auto kind = random() % 8;
    if (depth > 0 && kind < 2)
      return (kind == 0 ? "(&" : "(|") + filter(depth - 1) + filter(depth - 1) + ")";
    if (depth > 0 && kind == 2) return "(!" + filter(depth - 1) + ")";
    const std::string n = std::to_string(random() % 12);
    const std::string dn = one_of(foreign);
    return one_of<std::string>({"(uid=user" + n + ")", "(uid=*" + n + ")",
                                "(uidNumber=500" + n + ")", "(uidNumber>=500" + n + ")",
                                "(memberUid=user" + n + ")", "(member=" + dn + ")",
                                "(entryDN=" + dn + ")", "(ou:dn:=b)", "(ou:dn:=" + own + ")",
                                "(cn=mixed)", "(objectClass=posixAccount)", "(mail=user" + n + "*)",
                                "(entryUSN>=105)", "(hasSubordinates=TRUE)"});
  }

  std::string request() {
    Search search;
    search.base = random() % 2 == 0 ? kSuffix : random() % 3 == 0 ? top(own) : one_of(foreign);
    search.scope = static_cast<int>(random() % 3);
    search.filter = filter(3);
    search.attributes = one_of<std::vector<std::string>>({{"1.1"}, {"*", "+"}, {"uid", "member"}});
    const auto control = random() % 6;
    if (control == 0) search.controls = {page_control(5)};
    if (control == 1) search.controls = {deref_control()};
    if (control == 2) search.controls = {Replica().request(SyncMode::kRefreshOnly)};
    if (random() % 5 == 0) return test::compare(2, search.base, "objectClass", "top");
    return test::search(2, search);
  }

  std::mt19937 random;
  std::string own;
  std::vector<std::string> foreign;
  std::shared_ptr<const directory::Tree> whole, alone;
};

std::string without_cookies(std::string octets) {
  // They are drawn anew each time, and end the answer.
  const auto at = octets.rfind(protocol::kPagedResultsOid);
  return at == std::string::npos ? octets : octets.substr(0, at);
}

/// Whatever is asked for, others' entries make no difference to an octet of the answer.
TEST(OfferingsApartInAnyTree, AreAnsweredAsIfTheyWereNotThere) {
  std::size_t found = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    RandomTrees trees(seed);
    ASSERT_TRUE(trees.whole && trees.alone);
    Conversation among({}, Conversation::local(), trees.whole);
    Conversation alone({}, Conversation::local(), trees.alone);
    for (Conversation* talk : {&among, &alone}) {
      talk->authenticator.accounts = {
          test::service_of(test::kAlphaService, RandomTrees::top(trees.own))};
      talk->bind_as("alpha-sssd");
    }
    for (int i = 0; i < 100; ++i) {
      const std::string request = trees.request();
      const std::string answer = among.send(request);
      ASSERT_EQ(without_cookies(answer), without_cookies(alone.send(request))) << "seed " << seed;
      for (const auto& name : test::entry_names(test::answers(answer))) {
        ASSERT_TRUE(name == kSuffix || name.ends_with(RandomTrees::top(trees.own))) << name;
        ++found;
      }
    }
  }
  EXPECT_GT(found, 2000U) << "hardly anything was asked that has an answer";
}

TEST_P(OfferingsApart, WhenOneConnectionGoesFromOneAccountToTheOther) {
  const std::string other_account = side.other + "-sssd";
  const auto page = [&](const std::string& cookie) {
    return talk.ask(test::search(9, Search{.controls = {page_control(3, cookie)}}));
  };
  const std::string kept = page("").back().cookie;
  ASSERT_FALSE(kept.empty());
  talk.bind_as(other_account);
  const auto refused = page(kept);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].code, 53);
  for (const auto& name : test::entry_names(talk.ask(test::search(2, Search{})))) {
    EXPECT_TRUE(name == kSuffix || !is_own(name)) << name;
  }
  talk.bind_as(side.account);
  EXPECT_EQ(page(kept).back().code, 53) << "it ended with the identity it was given to";
}

}  // namespace
}  // namespace drawbridge::ldap::server
