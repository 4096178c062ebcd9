#include "ldap/server/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/directory/tree_editor.h"
#include "support/small_stack.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using test::Answer;
using test::Conversation;
using test::kUser7;
using test::Search;
using testing::ElementsAre;
using testing::IsEmpty;

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

TEST(SessionSearch, BeginsAtTheBaseOfTheCurrentTree) {
  const auto full = test::sample_tree();
  const auto bare = directory::Tree::build(
      test::name("dc=example,dc=org"),
      {test::entry("dc=example,dc=org",
                   {{"objectClass", {"top", "dcObject"}}, {"dc", {"example"}}})},
      1000);
  ASSERT_TRUE(bare);
  Conversation talk({}, Conversation::local(), full);
  talk.bind_as("alpha-sssd");
  const Search request{.base = "ou=alpha,dc=example,dc=org", .filter = "(uid=user7)"};
  for (int turn = 0; turn < 3; ++turn) {
    talk.tree().publish(full);
    EXPECT_EQ(talk.ask(test::search(2, request)).back().code, 0);
    EXPECT_EQ(talk.ask(test::search(3, request)).back().code, 0);
    talk.tree().publish(*bare);
    EXPECT_EQ(talk.ask(test::search(4, request)).back().code, 32);
    EXPECT_EQ(talk.ask(test::search(5, request)).back().code, 32);
  }
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
  EXPECT_THAT(attributes["supportedExtension"], testing::Contains("1.3.6.1.4.1.4203.1.11.3"));
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

TEST(SessionSearch, GivesTheRootDseTheseAttributesAndNoOthers) {
  // highestCommittedUSN must not be among them: sssd would then take uSNChanged, which no entry
  // has, for what lastUSN counts, and read everything at every refresh.
  Conversation talk;
  for (const std::vector<std::string>& wanted :
       {std::vector<std::string>{"*", "+"}, {"*", "+", "highestCommittedUSN", "lastUSN"}}) {
    const auto dse =
        talk.ask(test::search(1, Search{.base = "", .scope = 0, .attributes = wanted}));
    ASSERT_EQ(dse.size(), 2U);
    std::vector<std::string> names;
    for (const auto& [name, values] : dse[0].attributes) names.push_back(name);
    EXPECT_THAT(
        names, testing::UnorderedElementsAre(
                   "objectClass", "structuralObjectClass", "namingContexts", "supportedLDAPVersion",
                   "supportedControl", "supportedExtension", "supportedFeatures", "vendorName",
                   "vendorVersion", "lastUSN", "subschemaSubentry", "hasSubordinates"));
  }
}

TEST(SessionSearch, OffersStartTlsOnlyWithACertificate) {
  for (const bool has_tls : {true, false}) {
    Conversation talk({.limits = {}, .has_tls = has_tls});
    const auto dse = talk.ask(
        test::search(1, Search{.base = "", .scope = 0, .attributes = {"supportedExtension"}}));
    const auto& oids = dse[0].attributes.front().second;
    EXPECT_EQ(std::count(oids.begin(), oids.end(), "1.3.6.1.4.1.1466.20037"), has_tls ? 1 : 0);
  }
}

TEST(SessionSearch, FindsNothingOneLevelBelowALeafAndAllKindsOfAliasHandling) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto none = talk.ask_one(test::search(2, Search{.base = kUser7, .scope = 1}));
  EXPECT_EQ(none.code, 0);
  for (const int deref_aliases : {0, 1, 2, 3}) {
    Search request{.base = kUser7};
    request.deref_aliases = deref_aliases;
    EXPECT_EQ(talk.ask(test::search(3, request)).size(), 2U);
  }
}

TEST(SessionSearch, AgreesWithAScanWhenAnIndexHelps) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto names = [&](const std::string& filter) {
    return test::entry_names(talk.ask(test::search(2, Search{.filter = filter})));
  };
  EXPECT_EQ(names("(uid:caseExactMatch:=user7)"), names("(uid=user7)"));
  EXPECT_EQ(names("(:caseIgnoreMatch:=USER7)"), names("(|(uid=user7)(memberUid=user7))"));
  EXPECT_EQ(names("(&(uid:dn:=user7)(objectClass=posixAccount))"), names("(uid=user7)"));
  EXPECT_EQ(names("(ou:dn:=people)").size(), 11U);
  EXPECT_EQ(names("(&(uid=user7)(ou:dn:=people))"), names("(uid=user7)"));
  EXPECT_EQ(names("(|(uid=user7)(uid:caseExactMatch:=user8))").size(), 2U);
  EXPECT_THAT(names("(!(uid:nosuchrule:=user7))"), IsEmpty());
  EXPECT_THAT(names("(:nosuchrule:=user7)"), IsEmpty());
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
  EXPECT_THAT(types({"userCertificate;binary", "cn;lang-de", "", "*x", "uid "}), IsEmpty());
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

TEST(SessionSearch, EndsAtTheTimeLimitInAScanThatFindsNothing) {
  Conversation talk({}, Conversation::local(), test::sample_tree(300));
  talk.bind_as("alpha-sssd");
  std::string wide = "(|";
  for (int i = 0; i < 1000; ++i) wide += "(sn=a)";
  talk.session().receive(test::search(2, Search{.filter = wide + ")", .time_limit = 1}));
  std::string out;
  ASSERT_EQ(talk.session().run(out), Need::kTurn);
  talk.services().set_now(talk.services().now() + std::chrono::seconds(2));
  EXPECT_EQ(talk.session().run(out), Need::kInput);
  const auto all = test::answers(out);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].code, 3);
}

TEST(SessionSearch, CutsAnEvaluationOffThatIsTooMuchWorkForOneEntry) {
  std::vector<int> users(2000);
  std::iota(users.begin(), users.end(), 0);
  const auto tree =
      directory::Tree::build(test::name("dc=example,dc=org"), {test::group("alpha", 1, users)}, 1);
  ASSERT_TRUE(tree);
  Conversation talk({}, Conversation::local(), *tree);
  talk.bind_as("alpha-sssd");
  const std::string group = "cn=project1,ou=groups,ou=alpha,dc=example,dc=org";
  std::string wide = "(|";
  for (int i = 0; i < 4000; ++i) wide += "(memberUid=*x*)";
  EXPECT_EQ(talk.ask_one(test::search(2, Search{.base = group, .filter = wide + ")"})).code, 11);
  EXPECT_EQ(talk.ask(test::search(3, Search{.base = group})).size(), 2U);
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
  const auto filter = filter::encode_text(deep, {.max_depth = 100, .max_nodes = 200});
  ASSERT_TRUE(filter);
  EXPECT_EQ(talk.ask_one(test::search_by_octets(3, {.attributes = {}}, *filter)).code, 11);
  EXPECT_EQ(talk.ask(test::search(4, Search{.scope = 0})).back().code, 0)
      << "the connection goes on";
}

TEST(SessionSearch, HasStackEnoughForTheDeepestFilterThatCanBeAllowed) {
  constexpr std::size_t kMost = 1024;  // of the setting ldap.filter_depth_max
  drawbridge::test::run_on_a_small_stack([] {
    Services::Options options;
    options.limits.max_filter_depth = kMost;
    Conversation talk(options);
    talk.bind_as("alpha-sssd");
    for (const char* const opening : {"(&(uid=user7)", "(|(uid=user8)", "(!"}) {
      for (const std::size_t levels : {kMost, kMost + 1}) {
        std::string text;
        for (std::size_t level = 1; level < levels; ++level) text += opening;
        text += "(uid=user7)" + std::string(levels - 1, ')');
        const auto octets = filter::encode_text(text, {.max_depth = 2000, .max_nodes = 4000});
        ASSERT_TRUE(octets);
        EXPECT_EQ(talk.ask(test::search_by_octets(2, Search{}, *octets)).back().code,
                  levels == kMost ? 0 : 11);
      }
    }
  });
}

struct BaseRow {
  const char* why;
  std::string base;
  int code;
};
void PrintTo(const BaseRow& row, std::ostream* out) { *out << row.why; }

class OddBase : public testing::TestWithParam<BaseRow> {};

TEST_P(OddBase, HasItsCode) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto all = talk.ask(test::search(2, Search{.base = GetParam().base, .scope = 0}));
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.back().id, 2);
  EXPECT_EQ(all.back().code, GetParam().code);
  EXPECT_EQ(talk.ask_one(test::compare(3, GetParam().base, "uid", "user7")).code,
            GetParam().code == 0 ? 6 : GetParam().code);
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Session, OddBase,
    testing::Values(
        BaseRow{"Plain", kUser7, 0},
        BaseRow{"OtherCaseAndSpaces", "UID = USER7 , OU=People, ou=alpha ,dc=EXAMPLE,DC=org", 0},
        BaseRow{"Semicolons", "uid=user7;ou=people;ou=alpha;dc=example;dc=org", 0},
        BaseRow{"ByOid",
                "0.9.2342.19200300.100.1.1=user7,2.5.4.11=people,ou=alpha,"
                "0.9.2342.19200300.100.1.25=example,dc=org",
                0},
        BaseRow{"EscapedLetters", "uid=\\75ser7,ou=people,ou=alpha,dc=example,dc=org", 0},
        BaseRow{"HexString", "uid=#04057573657237,ou=people,ou=alpha,dc=example,dc=org", 0},
        BaseRow{"LeadingSpaceInTheValue", "uid=\\ user7,ou=people,ou=alpha,dc=example,dc=org", 0},
        BaseRow{"TrailingSpaces", kUser7 + std::string(5000, ' '), 0},
        BaseRow{"MultiValued", "uid=user7+cn=x,ou=people,ou=alpha,dc=example,dc=org", 32},
        // RFC 4518 section 2.2 maps controls to nothing.
        BaseRow{"EscapedNul", "uid=user7\\00,ou=people,ou=alpha,dc=example,dc=org", 0},
        BaseRow{"AfterANul", "uid=user7\\00x,ou=people,ou=alpha,dc=example,dc=org", 32},
        BaseRow{"TrailingComma", std::string(kUser7) + ",", 34},
        BaseRow{"TrailingPlus", std::string(kUser7) + "+", 34},
        BaseRow{"LeadingComma", "," + std::string(kUser7), 34},
        BaseRow{"RawNul", "uid=user7" + std::string(1, '\0') + ",dc=example,dc=org", 34},
        BaseRow{"BadEscape", "uid=\\zz,dc=example,dc=org", 34},
        BaseRow{"BadHexString", "uid=#0,dc=example,dc=org", 34},
        BaseRow{"NotUtf8", "uid=\xff,dc=example,dc=org", 34},
        BaseRow{"TenThousandRdns", repeated("dc=a,", 9999) + "dc=a", 34},
        BaseRow{"TooLong", "uid=" + std::string(9000, 'a') + ",dc=example,dc=org", 34}),
    [](const auto& test) { return std::string(test.param.why); });

TEST(SessionSearch, SaysWhichFiltersAreBrokenAndWhichTooLarge) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto code = [&](const std::string& filter) {
    return talk.ask_one(test::search_by_octets(3, {.attributes = {}}, filter)).code;
  };
  const auto substrings = [](int count, const std::string& text) {
    std::string out;
    ber::Writer writer(out);
    const auto item = writer.begin(ber::context_constructed(4));
    writer.octet_string("uid");
    const auto pieces = writer.begin(ber::kSequence);
    for (int i = 0; i < count; ++i) writer.octet_string(text, ber::context_primitive(1));
    writer.end(pieces);
    writer.end(item);
    return out;
  };
  EXPECT_EQ(code(substrings(32, "x")), 0);
  EXPECT_EQ(code(substrings(33, "x")), 11);
  EXPECT_EQ(code(substrings(1, "")), 2);
  EXPECT_EQ(code(substrings(0, "")), 2);
  const auto wide = [](int count) {
    std::string out;
    ber::Writer writer(out);
    const auto set = writer.begin(ber::context_constructed(1));
    for (int i = 0; i < count; ++i) writer.octet_string("description", ber::context_primitive(7));
    writer.end(set);
    return out;
  };
  EXPECT_EQ(code(wide(4095)), 0);
  EXPECT_EQ(code(wide(50'000)), 11);
  EXPECT_EQ(talk.ask(test::search(4, Search{.scope = 0})).back().code, 0)
      << "the connection goes on";
}

}  // namespace
}  // namespace drawbridge::ldap::server
