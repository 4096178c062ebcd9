#include "ldap/server/dereference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using test::Answer;
using test::Conversation;
using test::kProject1;
using test::Search;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using Specs = std::vector<std::pair<std::string, std::vector<std::string>>>;

std::string encode(const Specs& specs) {
  std::string out;
  ber::Writer writer(out);
  const auto list = writer.begin(ber::kSequence);
  for (const auto& [attribute, wanted] : specs) {
    const auto spec = writer.begin(ber::kSequence);
    writer.octet_string(attribute);
    const auto names = writer.begin(ber::kSequence);
    for (const auto& name : wanted) writer.octet_string(name);
    writer.end(names);
    writer.end(spec);
  }
  writer.end(list);
  return out;
}

test::SentControl control(const Specs& specs, bool is_critical = true) {
  return {std::string(protocol::kDerefOid), is_critical, encode(specs)};
}

struct Followed {
  std::string attribute;
  std::string name;
  bool has_attributes = false;
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes;
};

/// Reads the value of the response control.
std::vector<Followed> followed(const Answer& answer) {
  std::vector<Followed> out;
  EXPECT_TRUE(answer.dereferenced) << answer.dn;
  const std::string value = answer.dereferenced.value_or("");
  ber::Reader outer(value);
  auto list = outer.enter(ber::kSequence);
  EXPECT_TRUE(list && outer.finish());
  while (list && !list->at_end()) {
    auto result = list->enter(ber::kSequence);
    if (!result) break;
    Followed one;
    one.attribute = std::string(result->octet_string().value_or("?"));
    one.name = std::string(result->octet_string().value_or("?"));
    one.has_attributes = !result->at_end();
    ber::Reader values(result->optional_element(0xa0).value_or("").value_or(""));
    EXPECT_TRUE(result->finish());
    while (!values.at_end()) {
      auto attribute = values.enter(ber::kSequence);
      if (!attribute) break;
      const std::string type(attribute->octet_string().value_or("?"));
      auto set = attribute->enter(ber::kSet);
      std::vector<std::string> texts;
      while (set && !set->at_end()) texts.emplace_back(set->octet_string().value_or("?"));
      one.attributes.emplace_back(type, texts);
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string user(int n, const std::string& slug = "alpha") {
  return "uid=user" + std::to_string(n) + ",ou=people,ou=" + slug + ",dc=example,dc=org";
}

std::vector<Answer> ask(Conversation& talk, const Specs& specs, Search request) {
  request.controls.push_back(control(specs));
  return talk.ask(test::search(2, request));
}

TEST(Dereference, GivesTheAttributesOfEveryMember) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all = ask(talk, {{"member", {"UID", "uidNumber", "uid", "nosuch"}}},
                       {.base = kProject1, .scope = 0, .attributes = {"cn"}});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.back().code, 0);
  EXPECT_THAT(all[0].attributes, ElementsAre(Pair("cn", ElementsAre("project1"))));
  const auto members = followed(all[0]);
  ASSERT_EQ(members.size(), 3U);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const int n = 1 + 3 * static_cast<int>(i);
    EXPECT_EQ(members[i].attribute, "member");
    EXPECT_EQ(members[i].name, user(n));
    EXPECT_THAT(members[i].attributes,
                ElementsAre(Pair("uid", ElementsAre("user" + std::to_string(n))),
                            Pair("uidNumber", ElementsAre(std::to_string(5000 + n)))));
  }
}

TEST(Dereference, FollowsSeveralAttributesAndGivesOperationalOnesByName) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all =
      ask(talk, {{"seeAlso", {"cn"}}, {"1.2.840.113556.1.2.102", {"gidNumber", "entryDN"}}},
          {.base = user(7), .scope = 0});
  const auto groups = followed(all[0]);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].attribute, "memberOf");
  EXPECT_THAT(groups[0].attributes, ElementsAre(Pair("gidNumber", ElementsAre("6001")),
                                                Pair("entryDN", ElementsAre(kProject1))));
}

TEST(Dereference, SaysNothingOfAnEntryThatHasNothingToFollow) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  for (const char* attribute : {"member", "cn", "nosuch", "userPassword", "entryDN"}) {
    const auto all = ask(talk, {{attribute, {"uid"}}}, {.base = user(7), .scope = 0});
    ASSERT_EQ(all.size(), 2U) << attribute;
    EXPECT_FALSE(all[0].dereferenced) << attribute;
    EXPECT_EQ(all[1].code, 0);
  }
}

TEST(Dereference, FollowsTheNamesInTheRootDseToo) {
  Conversation talk;
  const Search request{.base = "", .scope = 0, .attributes = {"1.1"}};
  const auto unseen = followed(ask(talk, {{"namingContexts", {"dc"}}}, request)[0]);
  ASSERT_EQ(unseen.size(), 1U);
  EXPECT_FALSE(unseen[0].has_attributes);
  talk.bind_as("alpha-sssd");
  const auto seen = followed(ask(talk, {{"namingContexts", {"dc"}}}, request)[0]);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_THAT(seen[0].attributes, ElementsAre(Pair("dc", ElementsAre("example"))));
}

TEST(Dereference, NeverGivesSecretAttributes) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all = ask(talk, {{"member", {"userPassword"}}}, {.base = kProject1, .scope = 0});
  const auto members = followed(all[0]);
  ASSERT_EQ(members.size(), 3U);
  for (const auto& member : members) EXPECT_FALSE(member.has_attributes);
}

/// A group of alpha that names a person of beta, a service account, nobody, and a real member.
std::shared_ptr<const directory::Tree> tree_with_foreign_members() {
  std::vector<directory::EntryPointer> entries;
  for (auto at = test::shared_tree()->entries().lower_bound(std::string_view()); !at.at_end();
       at.next()) {
    entries.push_back(at->value);
  }
  entries.push_back(test::entry("cn=odd,ou=groups,ou=alpha,dc=example,dc=org",
                                {{"objectClass", {"top", "groupOfMembers"}},
                                 {"cn", {"odd"}},
                                 {"member",
                                  {user(1, "beta"), "cn=beta-sssd,ou=services,dc=example,dc=org",
                                   user(99), "UID=User2, OU=people,ou=alpha,dc=example,dc=org"}}}));
  auto tree = directory::Tree::build(test::name("dc=example,dc=org"), std::move(entries), 1000);
  EXPECT_TRUE(tree);
  return tree.value_or(nullptr);
}

TEST(Dereference, GivesNoAttributesOfWhatIsAbsentOrNotVisible) {
  Conversation talk({}, Conversation::local(), tree_with_foreign_members());
  talk.bind_as("alpha-sssd");
  const Search request{.base = "cn=odd,ou=groups,ou=alpha,dc=example,dc=org", .scope = 0};
  const auto members = followed(ask(talk, {{"member", {"cn"}}}, request)[0]);
  ASSERT_EQ(members.size(), 4U);
  for (const auto& member : members) {
    EXPECT_EQ(member.has_attributes, member.name.starts_with("UID=User2")) << member.name;
  }
  talk.bind_as("beta-sssd");
  const auto more = followed(ask(talk, {{"member", {"cn"}}}, request)[0]);
  ASSERT_EQ(more.size(), 4U);
  EXPECT_TRUE(more[0].has_attributes);
  EXPECT_FALSE(more[1].has_attributes) << "services are hidden from everybody";
  EXPECT_FALSE(more[2].has_attributes);
}

TEST(Dereference, GoesTogetherWithPages) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  Search request{.filter = "(objectClass=posixGroup)", .attributes = {"cn"}};
  request.controls = {control({{"member", {"uid"}}}), {}};
  std::string cookie;
  std::size_t members = 0;
  int pages = 0;
  do {
    request.controls[1] = {std::string(protocol::kPagedResultsOid), false,
                           protocol::encode_paged_results({.size = 1, .cookie = cookie})};
    const auto all = talk.ask(test::search(2, request));
    ASSERT_EQ(all.back().code, 0);
    if (all.size() == 2) members += followed(all[0]).size();
    cookie = all.back().cookie;
    ++pages;
  } while (!cookie.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(members, 10U);
}

TEST(Dereference, GivesOthersATurnInALargeGroup) {
  std::vector<int> users(1500);
  std::iota(users.begin(), users.end(), 0);
  std::vector<directory::EntryPointer> entries = {test::group("alpha", 1, users)};
  for (const int n : users) entries.push_back(test::person("alpha", n));
  const auto tree = directory::Tree::build(test::name("dc=example,dc=org"), entries, 1);
  ASSERT_TRUE(tree);
  Conversation talk({}, Conversation::local(), *tree);
  talk.bind_as("alpha-sssd");
  Search request{.base = kProject1, .scope = 0};
  request.controls = {control({{"member", {"*"}}})};
  talk.session().receive(test::search(2, request));
  std::string out;
  EXPECT_EQ(talk.session().run(out), Need::kTurn);
  EXPECT_EQ(out, "");
  const auto all = test::answers(talk.run());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(followed(all[0]).size(), 1500U);
}

TEST(Dereference, HoldsToTheBoundOfOneEntry) {
  Services::Options options;
  options.limits.max_dereferenced_bytes = 300;
  Conversation talk(options);
  talk.bind_as("alpha-sssd");
  const Specs small = {{"member", {"uid"}}};
  const Specs large = {{"member", {"uid", "cn", "homeDirectory", "sshPublicKey"}}};
  const Search group{.base = kProject1, .scope = 0};
  EXPECT_EQ(followed(ask(talk, small, group)[0]).size(), 3U);
  EXPECT_THAT(ask(talk, large, group), ElementsAre(testing::Field(&Answer::code, 12)))
      << "so that a client asks in another way";
  Search optional = group;
  optional.controls = {control(large, false)};
  const auto all = talk.ask(test::search(2, optional));
  ASSERT_EQ(all.size(), 2U) << "a control that need not be honoured is left out";
  EXPECT_FALSE(all[0].dereferenced);
  const auto some = ask(talk, large, {.base = "ou=alpha,dc=example,dc=org"});
  EXPECT_EQ(some.back().code, 11);
  EXPECT_GT(some.size(), 1U);
}

TEST(Dereference, RefusesMalformedControlsAndGoesOn) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::vector<std::pair<std::optional<std::string>, int>> rows = {
      {std::nullopt, 2},
      {"", 2},
      {"x", 2},
      {encode({}), 2},
      {encode({{"member", {}}}), 2},
      {encode({{"", {"uid"}}}), 2},
      {encode({{"member", {"uid"}}, {"MEMBER", {"cn"}}}), 2},
      {encode({{"member", {"uid"}}}) + "x", 2},
      {encode({{"member", {"uid"}}}).substr(0, 12), 2},
      {encode(Specs(9, {"a", {"uid"}})), 2},
      {encode({{"member", std::vector<std::string>(1025, "uid")}}), 11},
  };
  for (const bool is_critical : {true, false}) {
    for (const auto& [value, code] : rows) {
      Search request{.base = kProject1, .scope = 0};
      request.controls = {{std::string(protocol::kDerefOid), is_critical, value}};
      EXPECT_EQ(talk.ask_one(test::search(2, request)).code, code) << testing::PrintToString(value);
    }
  }
  Specs many;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) many.push_back({name, {"uid"}});
  EXPECT_EQ(ask(talk, many, {.base = kProject1, .scope = 0}).back().code, 0);
  many.push_back({"i", {"uid"}});
  EXPECT_EQ(ask(talk, many, {.base = kProject1, .scope = 0}).back().code, 11);
  Search twice{.base = kProject1, .scope = 0};
  twice.controls = {control({{"member", {"uid"}}}), control({{"member", {"uid"}}})};
  EXPECT_EQ(talk.ask_one(test::search(2, twice)).code, 2);
}

}  // namespace
}  // namespace drawbridge::ldap::server
