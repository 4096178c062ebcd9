#include "ldap/server/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "ldap/directory/tree_editor.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using namespace std::string_literals;
using protocol::Operation;
using test::Answer;
using test::Conversation;
using test::Search;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kAlphaService = "cn=alpha-sssd,ou=services,dc=example,dc=org";
constexpr const char* kUser7 = "uid=user7,ou=people,ou=alpha,dc=example,dc=org";

// Visibility ----------------------------------------------------------------------------------

TEST(SessionSearch, ShowsAServiceAccountTheSuffixAndItsOwnSubtree) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto names = test::entry_names(talk.ask(test::search(2, Search{})));
  EXPECT_EQ(names.size(), 17U);
  EXPECT_EQ(names.front(), "dc=example,dc=org");
  for (const auto& name : names) {
    EXPECT_TRUE(name == "dc=example,dc=org" || name.ends_with("ou=alpha,dc=example,dc=org"));
  }
}

TEST(SessionSearch, FindsNothingOfAnotherOfferingByTheIndexEither) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto names =
      test::entry_names(talk.ask(test::search(2, Search{.filter = "(uidNumber=5007)"})));
  EXPECT_THAT(names, ElementsAre(kUser7));
}

TEST(SessionSearch, HidesTheServicesFromOneThatSeesEverythingElse) {
  Conversation talk;
  talk.bind_as("beta-sssd");
  const auto names = test::entry_names(talk.ask(test::search(2, Search{.scope = 1})));
  EXPECT_THAT(names, ElementsAre("ou=alpha,dc=example,dc=org", "ou=beta,dc=example,dc=org"));
  EXPECT_EQ(talk.ask_one(test::search(3, Search{.base = "ou=services,dc=example,dc=org"})).code,
            32);
}

struct AbsentRow {
  const char* why;
  const char* base;
  const char* matched;
};
void PrintTo(const AbsentRow& row, std::ostream* out) { *out << row.why; }

class AbsentBase : public testing::TestWithParam<AbsentRow> {};

TEST_P(AbsentBase, Is32WithTheNearestVisibleAncestor) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  for (const int scope : {0, 1, 2}) {
    const Answer answer =
        talk.ask_one(test::search(2, Search{.base = GetParam().base, .scope = scope}));
    EXPECT_EQ(answer.code, 32);
    EXPECT_EQ(answer.matched_dn, GetParam().matched);
  }
  EXPECT_EQ(talk.ask_one(test::compare(3, GetParam().base, "cn", "x")).code, 32);
}

INSTANTIATE_TEST_SUITE_P(
    Session, AbsentBase,
    testing::Values(AbsentRow{"ForeignOffering", "ou=beta,dc=example,dc=org", "dc=example,dc=org"},
                    AbsentRow{"ForeignPerson", "uid=user1,ou=people,ou=beta,dc=example,dc=org",
                              "dc=example,dc=org"},
                    AbsentRow{"Services", "cn=alpha-sssd,ou=services,dc=example,dc=org",
                              "dc=example,dc=org"},
                    AbsentRow{"AbsentPerson", "uid=nobody,ou=people,ou=alpha,dc=example,dc=org",
                              "ou=people,ou=alpha,dc=example,dc=org"},
                    AbsentRow{"AboveTheSuffix", "dc=org", ""},
                    AbsentRow{"Elsewhere", "dc=com", ""}),
    [](const auto& test) { return std::string(test.param.why); });

TEST(SessionSearch, ShowsAPersonTheOwnEntryOnly) {
  Conversation talk;
  ASSERT_EQ(talk.ask_one(test::bind(1, kUser7, "secret")).code, 0);
  EXPECT_THAT(test::entry_names(talk.ask(test::search(2, Search{.base = kUser7, .scope = 0}))),
              ElementsAre(kUser7));
  EXPECT_EQ(talk.ask_one(test::search(3, Search{})).code, 32);
  EXPECT_EQ(
      talk.ask_one(test::search(4, Search{.base = "uid=user8,ou=people,ou=alpha,dc=example,dc=org",
                                          .scope = 0}))
          .code,
      32);
}

TEST(SessionSearch, ShowsAnonymousTheRootDseAndTheSubschemaOnly) {
  Conversation talk;
  const auto dse = talk.ask(test::search(1, Search{.base = "", .scope = 0, .attributes = {"+"}}));
  ASSERT_EQ(dse.size(), 2U);
  std::map<std::string, std::vector<std::string>> attributes(dse[0].attributes.begin(),
                                                             dse[0].attributes.end());
  EXPECT_THAT(attributes["namingContexts"], ElementsAre("dc=example,dc=org"));
  EXPECT_THAT(attributes["subschemaSubentry"], ElementsAre("cn=Subschema"));
  EXPECT_THAT(attributes["lastUSN"], ElementsAre("1000"));
  EXPECT_THAT(attributes["supportedLDAPVersion"], ElementsAre("3"));
  EXPECT_THAT(attributes["supportedExtension"], ElementsAre("1.3.6.1.4.1.4203.1.11.3"));
  const auto schema =
      talk.ask(test::search(2, Search{.base = "CN=subschema",
                                      .scope = 0,
                                      .filter = "(objectClass=subschema)",
                                      .attributes = {"objectClasses", "attributeTypes"}}));
  ASSERT_EQ(schema.size(), 2U);
  EXPECT_EQ(schema[0].attributes.size(), 2U);
  EXPECT_EQ(talk.ask_one(test::search(3, Search{})).code, 32);
  EXPECT_EQ(talk.ask_one(test::search(4, Search{.base = "", .scope = 2})).code, 32);
}

TEST(SessionSearch, OffersStartTlsOnlyWithACertificate) {
  Conversation talk({.limits = {}, .has_tls = true});
  const auto dse = talk.ask(
      test::search(1, Search{.base = "", .scope = 0, .attributes = {"supportedExtension"}}));
  EXPECT_THAT(dse[0].attributes.front().second,
              ElementsAre("1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.3"));
}

TEST(SessionSearch, RaisesTheRootDsesLastUsnWithTheTree) {
  Conversation talk;
  const auto last_usn = [&] {
    return talk.ask(test::search(1, Search{.base = "", .scope = 0, .attributes = {"lastUSN"}}))
        .front()
        .attributes.front()
        .second.front();
  };
  EXPECT_EQ(last_usn(), "1000");
  talk.tree().publish(directory::TreeEditor(talk.tree().load()).finish(1001));
  EXPECT_EQ(last_usn(), "1001");
}

// Attributes ----------------------------------------------------------------------------------

std::vector<std::string> types(const std::vector<std::string>& requested, bool types_only = false) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all = talk.ask(test::search(
      2, Search{.base = kUser7, .scope = 0, .attributes = requested, .types_only = types_only}));
  std::vector<std::string> out;
  for (const auto& [type, values] : all.front().attributes) {
    EXPECT_EQ(values.empty(), types_only);
    out.push_back(type);
  }
  return out;
}

TEST(SessionSearch, SelectsAttributes) {
  const std::vector<std::string> user = {"objectClass", "uid",         "cn",        "sn",
                                         "mail",        "uidNumber",   "gidNumber", "homeDirectory",
                                         "loginShell",  "sshPublicKey"};
  auto with_member_of = user;
  const auto all = types({});
  for (const auto& type : user) EXPECT_THAT(all, testing::Contains(type));
  EXPECT_EQ(types({"*"}), all);
  EXPECT_THAT(types({"1.1"}), IsEmpty());
  EXPECT_THAT(types({"1.1", "uid"}), ElementsAre("uid"));
  EXPECT_THAT(types({"UID", "uid", "0.9.2342.19200300.100.1.1", "dn", "nosuch"}),
              ElementsAre("uid"));
  EXPECT_THAT(types({"userPassword", "entryUSN", "memberof", "cn"}),
              testing::UnorderedElementsAre("cn", "memberOf", "entryUSN"));
  EXPECT_THAT(types({"+"}), testing::IsSupersetOf({"entryUSN", "modifyTimestamp", "entryDN",
                                                   "subschemaSubentry", "hasSubordinates"}));
  EXPECT_THAT(types({"+"}), testing::Not(testing::Contains("uid")));
  EXPECT_EQ(types({"*", "+"}).size(), types({"*"}).size() + types({"+"}).size());
  EXPECT_EQ(types({"*", "uid"}), all);
}

TEST(SessionSearch, SendsTypesOnlyWhenAsked) {
  EXPECT_THAT(types({"uid", "entryDN"}, true), ElementsAre("uid", "entryDN"));
  EXPECT_EQ(types({"*", "+"}, true), types({"*", "+"}));
}

TEST(SessionSearch, SendsDerivedAttributes) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all = talk.ask(
      test::search(2, Search{.base = "OU=Alpha, dc=example,dc=org",
                             .scope = 0,
                             .attributes = {"entryDN", "hasSubordinates", "subschemaSubentry"}}));
  using Attribute = std::pair<std::string, std::vector<std::string>>;
  EXPECT_THAT(all.front().attributes,
              testing::UnorderedElementsAre(Attribute{"entryDN", {"ou=alpha,dc=example,dc=org"}},
                                            Attribute{"hasSubordinates", {"TRUE"}},
                                            Attribute{"subschemaSubentry", {"cn=Subschema"}}));
}

TEST(SessionSearch, GivesOneAnswerToTheSameListOfNamesAsOftenAsItIsAsked) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const Search one{.base = kUser7, .scope = 0, .attributes = {"uid", "cn"}};
  const Search other{.base = kUser7, .scope = 0, .attributes = {"uid", "sn"}};
  const auto first = talk.send(test::search(2, one));
  const auto second = talk.send(test::search(2, other));
  EXPECT_NE(first, second);
  EXPECT_EQ(talk.send(test::search(2, one)), first);
  EXPECT_EQ(talk.send(test::search(2, other)), second);
}

// Limits --------------------------------------------------------------------------------------

TEST(SessionSearch, SendsExactlyTheSizeLimitAndSays4) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all = talk.ask(test::search(2, Search{.size_limit = 3}));
  EXPECT_EQ(test::entry_names(all).size(), 3U);
  EXPECT_EQ(all.back().code, 4);
  const auto enough = talk.ask(test::search(3, Search{.size_limit = 17}));
  EXPECT_EQ(test::entry_names(enough).size(), 17U);
  EXPECT_EQ(enough.back().code, 0);
}

TEST(SessionSearch, HoldsAnIdentityToItsOwnSizeLimit) {
  Conversation talk;
  talk.bind_as("beta-sssd");
  for (const int asked : {0, 100}) {
    const auto all = talk.ask(test::search(2, Search{.size_limit = asked}));
    EXPECT_EQ(test::entry_names(all).size(), 20U);
    EXPECT_EQ(all.back().code, 4);
  }
}

TEST(SessionSearch, EndsAtTheTimeLimitWithWhatIsThere) {
  Services::Options options;
  options.limits.max_output_bytes = 256;
  Conversation talk(options);
  talk.bind_as("alpha-sssd");
  talk.session().receive(test::search(2, Search{.time_limit = 2}));
  std::string out;
  ASSERT_EQ(talk.session().run(out), Need::kOutput);
  talk.services().set_now(talk.services().now() + std::chrono::seconds(3));
  std::string rest;
  EXPECT_EQ(talk.session().run(rest), Need::kInput);
  EXPECT_EQ(test::answers(rest).back().code, 3);
  EXPECT_GT(test::answers(out).size(), 0U);
}

TEST(SessionSearch, PausesWhenTheOutputIsFullAndGoesOn) {
  Services::Options options;
  options.limits.max_output_bytes = 4096;
  Conversation talk(options, Conversation::local(), test::sample_tree(500));
  talk.bind_as("alpha-sssd");
  const auto all = test::answers(talk.send(test::search(2, Search{.attributes = {"*"}}) +
                                           test::search(3, Search{.scope = 0})));
  EXPECT_EQ(test::entry_names(all).size(), 507U + 1U);
  EXPECT_LE(talk.largest_output, 4096U + 40'000U);  // one group entry may go over
}

TEST(SessionSearch, GivesOthersATurnInALongScan) {
  Conversation talk({}, Conversation::local(), test::sample_tree(50));
  talk.bind_as("alpha-sssd");
  std::string wide = "(|";
  for (int i = 0; i < 1000; ++i) wide += "(sn=a)";
  talk.session().receive(test::search(2, Search{.filter = wide + ")"}));
  std::string out;
  EXPECT_EQ(talk.session().run(out), Need::kTurn);
  EXPECT_EQ(test::answers(talk.run()).back().code, 0);
}

TEST(SessionSearch, WorksOnOneTreeWhateverIsPublishedMeanwhile) {
  Services::Options options;
  options.limits.max_output_bytes = 256;
  Conversation talk(options);
  talk.bind_as("alpha-sssd");
  talk.session().receive(test::search(2, Search{}));
  std::string out;
  ASSERT_EQ(talk.session().run(out), Need::kOutput);
  talk.tree().publish(std::make_shared<const directory::Tree>(test::name("dc=example,dc=org")));
  EXPECT_EQ(test::entry_names(test::answers(out + talk.run())).size(), 17U);
  EXPECT_EQ(talk.ask_one(test::search(3, Search{})).code, 32);
}

TEST(SessionSearch, AnswersBadRequestsWithTheRightCode) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  EXPECT_EQ(talk.ask_one(test::search(2, Search{.base = "no dn at all"})).code, 34);
  std::string deep = "(uid=a)";
  for (int i = 0; i < 70; ++i) deep = "(!" + deep + ")";
  std::string encoded;
  {
    Search request;
    const auto filter = filter::encode_text(deep, {.max_depth = 100, .max_nodes = 200});
    ASSERT_TRUE(filter);
    encoded = test::message(3, test::operation(Operation::kSearchRequest, [&](ber::Writer& w) {
                              w.octet_string(request.base);
                              w.enumerated(2);
                              w.enumerated(0);
                              w.integer(0);
                              w.integer(0);
                              w.boolean(false);
                              w.raw(*filter);
                              w.end(w.begin(ber::kSequence));
                            }));
  }
  EXPECT_EQ(talk.ask_one(encoded).code, 11);
  EXPECT_EQ(talk.ask(test::search(4, Search{.scope = 0})).back().code, 0)
      << "the connection goes on";
}

// Controls ------------------------------------------------------------------------------------

TEST(SessionControls, UnknownCriticalIs12ForEveryOperationAndOtherwiseIgnored) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  for (const bool is_critical : {true, false}) {
    Search request{.scope = 0};
    request.controls = {{"1.2.3.4", is_critical, "x"}};
    EXPECT_EQ(talk.ask(test::search(2, request)).back().code, is_critical ? 12 : 0);
  }
  Search too_many{.scope = 0};
  too_many.controls.assign(11, {"1.2.3.4", false, std::nullopt});
  EXPECT_EQ(talk.ask_one(test::search(3, too_many)).code, 11);
  const auto bind = test::operation(Operation::kBindRequest, [](ber::Writer& w) {
    w.integer(3);
    w.octet_string("");
    w.octet_string("", ber::context_primitive(0));
  });
  const Answer answer = talk.ask_one(test::message(4, bind, {{"1.2.3.4", true, std::nullopt}}));
  EXPECT_EQ(answer.operation, Operation::kBindResponse);
  EXPECT_EQ(answer.code, 12);
}

class Paged : public testing::Test {
 protected:
  Answer page(Conversation& talk, int size, const std::string& cookie, Search request = {}) {
    request.controls = {{std::string(protocol::kPagedResultsOid), true,
                         protocol::encode_paged_results({.size = size, .cookie = cookie})}};
    const auto all = talk.ask(test::search(9, request));
    for (const auto& name : test::entry_names(all)) seen.push_back(name);
    return all.back();
  }
  std::vector<std::string> seen;
};

TEST_F(Paged, GiveEveryEntryOnce) {
  for (const int size : {1, 2, 3, 5, 16, 17, 18, 1000}) {
    Conversation talk;
    talk.bind_as("alpha-sssd");
    seen.clear();
    std::string cookie;
    int pages = 0;
    do {
      const Answer answer = page(talk, size, cookie);
      ASSERT_EQ(answer.code, 0);
      cookie = answer.cookie;
      ++pages;
    } while (!cookie.empty());
    EXPECT_EQ(pages, (17 + size - 1) / size);
    EXPECT_EQ(seen, test::entry_names(talk.ask(test::search(2, Search{}))));
  }
}

TEST_F(Paged, RunSideBySideOnOneConnectionAndOneRevision) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  Search people{.filter = "(objectClass=posixAccount)"};
  Search groups{.filter = "(objectClass=posixGroup)"};
  const std::string first = page(talk, 2, "", people).cookie;
  const std::string second = page(talk, 2, "", groups).cookie;
  talk.tree().publish(std::make_shared<const directory::Tree>(test::name("dc=example,dc=org")));
  EXPECT_EQ(page(talk, 100, first, people).cookie, "");
  EXPECT_EQ(page(talk, 100, second, groups).cookie, "");
  EXPECT_EQ(seen.size(), 13U);
}

TEST_F(Paged, CannotBeResumedWithAnotherCookieRequestOrIdentity) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::string cookie = page(talk, 2, "").cookie;
  EXPECT_EQ(page(talk, 2, std::string(16, 'x')).code, 53);
  EXPECT_EQ(page(talk, 2, cookie, Search{.filter = "(uid=*)"}).code, 53);
  talk.bind_as("beta-sssd");
  EXPECT_EQ(page(talk, 2, cookie).code, 53);
  Conversation other;
  other.bind_as("alpha-sssd");
  EXPECT_EQ(page(other, 2, cookie).code, 53);
}

TEST_F(Paged, CookieIsGoodForOneUse) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::string cookie = page(talk, 2, "").cookie;
  EXPECT_EQ(page(talk, 2, cookie).code, 0);
  EXPECT_EQ(page(talk, 2, cookie).code, 53);
}

TEST_F(Paged, EndWithSizeZeroAndDropTheOldestOfTooMany) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::string given_up = page(talk, 2, "").cookie;
  EXPECT_EQ(page(talk, 0, given_up).cookie, "");
  EXPECT_EQ(page(talk, 2, given_up).code, 53);
  std::vector<std::string> cookies;
  for (int i = 0; i < 9; ++i) cookies.push_back(page(talk, 1, "").cookie);
  EXPECT_EQ(page(talk, 1, cookies.front()).code, 53);
  EXPECT_EQ(page(talk, 1, cookies.back()).code, 0);
}

TEST_F(Paged, CountTheSizeLimitOverAllPages) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const Search limited{.size_limit = 5};
  const std::string cookie = page(talk, 3, "", limited).cookie;
  EXPECT_EQ(page(talk, 3, cookie, limited).code, 4);
  EXPECT_EQ(seen.size(), 5U);
}

}  // namespace
}  // namespace drawbridge::ldap::server
