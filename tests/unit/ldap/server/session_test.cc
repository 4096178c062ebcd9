#include "ldap/server/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using namespace std::string_literals;
using protocol::Operation;
using test::Answer;
using test::Conversation;
using test::kAlphaService;
using test::kUser7;
using test::Search;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void expect_notice(const std::vector<Answer>& all, int code) {
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.back().id, 0);
  EXPECT_EQ(all.back().operation, Operation::kExtendedResponse);
  EXPECT_EQ(all.back().name, "1.3.6.1.4.1.1466.20036");
  EXPECT_EQ(all.back().code, code);
}

// Bind ----------------------------------------------------------------------------------------

TEST(SessionBind, AnswersAnAnnotatedSimpleBind) {
  Conversation talk;
  // clang-format off
  const std::string request =
      "\x30\x0c"          // LDAPMessage
      "\x02\x01\x01"      // messageID 1
      "\x60\x07"          // BindRequest
      "\x02\x01\x03"      // version 3
      "\x04\x00"          // name, empty
      "\x80\x00"s;        // simple, empty: anonymous
  const std::string answer =
      "\x30\x0c"          // LDAPMessage
      "\x02\x01\x01"      // messageID 1
      "\x61\x07"          // BindResponse
      "\x0a\x01\x00"      // success
      "\x04\x00"          // matchedDN
      "\x04\x00"s;        // diagnosticMessage
  // clang-format on
  EXPECT_EQ(talk.send(request), answer);
  EXPECT_EQ(talk.authenticator.asked, 0);
}

struct BindRow {
  const char* why;
  std::string dn;
  std::string password;
  int version;
  int code;
};
void PrintTo(const BindRow& row, std::ostream* out) { *out << row.why; }

class BindTable : public testing::TestWithParam<BindRow> {};

TEST_P(BindTable, AnswersTheCodeAndLeavesTheSessionAnonymous) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const BindRow& row = GetParam();
  const Answer answer = talk.ask_one(test::bind(2, row.dn, row.password, row.version));
  EXPECT_EQ(answer.operation, Operation::kBindResponse);
  EXPECT_EQ(answer.code, row.code);
  EXPECT_EQ(talk.ask_one(test::extended(3, "1.3.6.1.4.1.4203.1.11.3")).value, "");
  EXPECT_EQ(talk.ask_one(test::search(4, Search{.base = kUser7, .scope = 0})).code, 32);
}

INSTANTIATE_TEST_SUITE_P(
    Session, BindTable,
    testing::Values(BindRow{"WrongPassword", kAlphaService, "wrong", 3, 49},
                    BindRow{"UnknownName", "cn=nobody,dc=example,dc=org", "secret", 3, 49},
                    BindRow{"NameWithoutPassword", kAlphaService, "", 3, 53},
                    BindRow{"PersonWithoutPassword", kUser7, "", 3, 53},
                    BindRow{"UnknownNameWithoutPassword", "cn=nobody,dc=example,dc=org", "", 3, 53},
                    BindRow{"PasswordWithoutName", "", "secret", 3, 49},
                    BindRow{"PasswordTooLong", kAlphaService, std::string(513, 'x'), 3, 49},
                    BindRow{"BrokenName", "not a dn", "secret", 3, 34},
                    BindRow{"Version2", kAlphaService, "secret", 2, 2},
                    BindRow{"Version127", kAlphaService, "secret", 127, 2},
                    BindRow{"Anonymous", "", "", 3, 0}),
    [](const auto& test) { return std::string(test.param.why); });

/// RFC 4513 section 5.1.2: an "unauthenticated" bind, which some clients would take for a login.
TEST(SessionBind, RefusesANameWithoutAPasswordWhosesoeverItIs) {
  for (const Peer& peer : {Conversation::local(), Conversation::remote()}) {
    Conversation talk({}, peer);
    std::vector<std::string> texts;
    for (const std::string name :
         {kAlphaService, kUser7, "uid=nobody,ou=people,ou=alpha,dc=example,dc=org", "dc=com"}) {
      const Answer answer = talk.ask_one(test::bind(1, name, ""));
      EXPECT_EQ(answer.code, 53) << name;
      texts.push_back(answer.matched_dn + answer.diagnostic);
      EXPECT_EQ(talk.ask_one(test::extended(2, "1.3.6.1.4.1.4203.1.11.3")).value, "");
      EXPECT_EQ(talk.ask_one(test::search(3, Search{})).code, 32);
    }
    EXPECT_THAT(texts, testing::Each(texts.front())) << "nothing tells who exists";
    EXPECT_EQ(talk.authenticator.asked, 0);
  }
}

TEST(SessionBind, DoesNotAskAboutAPasswordThatIsTooLong) {
  Conversation talk;
  talk.ask_one(test::bind(1, kAlphaService, std::string(513, 'x')));
  EXPECT_EQ(talk.authenticator.asked, 0);
  talk.ask_one(test::bind(2, kAlphaService, std::string(512, 'x')));
  EXPECT_EQ(talk.authenticator.asked, 1);
}

TEST(SessionBind, RefusesSaslWith7) {
  Conversation talk;
  const auto sasl = test::operation(Operation::kBindRequest, [](ber::Writer& w) {
    w.integer(3);
    w.octet_string("");
    const auto choice = w.begin(ber::context_constructed(3));
    w.octet_string("PLAIN");
    w.octet_string("x");
    w.end(choice);
  });
  EXPECT_EQ(talk.ask_one(test::message(1, sasl)).code, 7);
}

TEST(SessionBind, RefusesAClearTextPasswordFromElsewhereUnseen) {
  Conversation talk({}, Conversation::remote());
  EXPECT_EQ(talk.ask_one(test::bind(1, kAlphaService, "secret")).code, 13);
  EXPECT_EQ(talk.authenticator.asked, 0);
  EXPECT_EQ(talk.ask_one(test::bind(2, "", "")).code, 0);
}

TEST(SessionBind, TakesAClearTextPasswordFromElsewhereWhenAllowedOrEncrypted) {
  Conversation allowed({.limits = {}, .allow_clear_text = true}, Conversation::remote());
  EXPECT_EQ(allowed.ask_one(test::bind(1, kAlphaService, "secret")).code, 0);
  Conversation encrypted({}, {"192.0.2.1:9", false, true});
  EXPECT_EQ(encrypted.ask_one(test::bind(1, kAlphaService, "secret")).code, 0);
}

TEST(SessionBind, HoldsLaterRequestsUntilALateOutcome) {
  Conversation talk;
  talk.authenticator.answers_at_once = false;
  EXPECT_EQ(talk.send(test::bind(1, kAlphaService, "secret") +
                      test::extended(2, "1.3.6.1.4.1.4203.1.11.3")),
            "");
  EXPECT_EQ(talk.need, Need::kOutcome);
  auto& [identity, done] = talk.authenticator.owed.front();
  done(identity);
  done(nullptr);  // a second outcome counts for nothing
  const auto all = test::answers(talk.run());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].code, 0);
  EXPECT_EQ(all[1].value, "dn:"s + kAlphaService);
}

TEST(SessionBind, IgnoresTheOutcomeOfAnEarlierBind) {
  Conversation talk;
  talk.authenticator.answers_at_once = false;
  talk.send(test::bind(1, kAlphaService, "secret"));
  const auto first = talk.authenticator.owed.front();
  first.second(nullptr);
  EXPECT_EQ(test::answers(talk.run()).front().code, 49);
  talk.send(test::bind(2, kAlphaService, "wrong"));
  first.second(first.first);
  EXPECT_EQ(talk.run(), "");
}

// Other operations ----------------------------------------------------------------------------

TEST(SessionCompare, AnswersTrueFalseAndWhatCannotBeCompared) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto code = [&](const char* attribute, const char* value) {
    return talk.ask_one(test::compare(2, kUser7, attribute, value)).code;
  };
  EXPECT_EQ(code("uid", "USER7"), 6);
  EXPECT_EQ(code("sn", "user"), 6);
  EXPECT_EQ(code("uid", "user8"), 5);
  EXPECT_EQ(code("description", "x"), 16);
  EXPECT_EQ(code("nosuch", "x"), 17);
  EXPECT_EQ(code("uidNumber", "abc"), 21);
  EXPECT_EQ(code("userPassword", "secret"), 50);
  EXPECT_EQ(code("entryDN", "UID=user7,ou=people,ou=alpha,dc=example,dc=org"), 6);
  EXPECT_EQ(talk.ask_one(test::compare(3, "no dn", "uid", "x")).code, 34);
  EXPECT_EQ(talk.ask_one(test::compare(4, "", "vendorName", "Drawbridge")).code, 6);
}

TEST(SessionExtended, SaysWhoIsBound) {
  Conversation talk;
  EXPECT_EQ(talk.ask_one(test::extended(1, "1.3.6.1.4.1.4203.1.11.3")).value, "");
  talk.bind_as("alpha-sssd");
  EXPECT_EQ(talk.ask_one(test::extended(2, "1.3.6.1.4.1.4203.1.11.3")).value,
            "dn:"s + kAlphaService);
}

TEST(SessionExtended, RefusesOthersWith2) {
  Conversation talk;
  EXPECT_EQ(talk.ask_one(test::extended(1, "1.2.3")).code, 2);
  const Answer password = talk.ask_one(test::extended(2, "1.3.6.1.4.1.4203.1.11.1"));
  EXPECT_EQ(password.code, 2);
  EXPECT_THAT(password.diagnostic, HasSubstr("REST API"));
  EXPECT_EQ(talk.ask_one(test::extended(3, "1.3.6.1.4.1.1466.20037")).code, 2)
      << "StartTLS without a certificate";
}

TEST(SessionExtended, StartsTlsAndForgetsTheIdentity) {
  Conversation talk({.limits = {}, .has_tls = true});
  talk.bind_as("alpha-sssd");
  EXPECT_EQ(talk.ask_one(test::extended(2, "1.3.6.1.4.1.1466.20037")).code, 0);
  EXPECT_EQ(talk.need, Need::kTls);
  talk.session().tls_started();
  EXPECT_EQ(talk.ask_one(test::extended(3, "1.3.6.1.4.1.4203.1.11.3")).value, "");
  EXPECT_EQ(talk.ask_one(test::extended(4, "1.3.6.1.4.1.1466.20037")).code, 1);
}

TEST(SessionExtended, ClosesWhenSomethingCameBehindStartTlsInClear) {
  Conversation talk({.limits = {}, .has_tls = true});
  expect_notice(talk.ask(test::extended(1, "1.3.6.1.4.1.1466.20037") +
                         test::bind(2, kAlphaService, "secret")),
                2);
  EXPECT_EQ(talk.need, Need::kClose);
  EXPECT_EQ(talk.authenticator.asked, 0);
}

TEST(Session, RefusesWritesNamingTheRestApi) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::vector<std::pair<Operation, Operation>> writes = {
      {Operation::kModifyRequest, Operation::kModifyResponse},
      {Operation::kAddRequest, Operation::kAddResponse},
      {Operation::kDelRequest, Operation::kDelResponse},
      {Operation::kModifyDnRequest, Operation::kModifyDnResponse}};
  for (const auto& [request, response] : writes) {
    const Answer answer =
        talk.ask_one(test::message(2, test::operation(request, [](ber::Writer&) {})));
    EXPECT_EQ(answer.operation, response);
    EXPECT_EQ(answer.code, 53);
    EXPECT_THAT(answer.diagnostic, HasSubstr("REST API"));
  }
}

TEST(Session, AnswersASearchWithValuesThatMeanNothingAndGoesOn) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::vector<std::pair<test::Search, std::string>> searches = {
      {{.scope = 3}, "scope"},
      {{.deref_aliases = 4}, "derefAliases"},
      {{.size_limit = -1}, "sizeLimit"},
      {{.time_limit = -1}, "timeLimit"}};
  for (const auto& [search, field] : searches) {
    const Answer answer = talk.ask_one(test::search(2, search));
    EXPECT_EQ(answer.operation, Operation::kSearchResultDone);
    EXPECT_EQ(answer.code, 2);
    EXPECT_THAT(answer.diagnostic, HasSubstr(field));
  }
  EXPECT_EQ(talk.ask(test::search(3, {.scope = 0})).back().code, 0);
}

TEST(Session, NeverAnswersAbandonAndUnbind) {
  Conversation talk;
  const std::string abandon = "\x30\x06\x02\x01\x05\x50\x01\x63"s;
  EXPECT_EQ(talk.send(abandon), "");
  EXPECT_EQ(talk.need, Need::kInput);
  EXPECT_EQ(talk.send("\x30\x05\x02\x01\x06\x42\x00"s), "");
  EXPECT_EQ(talk.need, Need::kClose);
}

class Malformed : public testing::TestWithParam<std::string> {};

TEST_P(Malformed, EndsWithANoticeOfDisconnection) {
  Conversation talk;
  expect_notice(talk.ask(GetParam()), 2);
  EXPECT_EQ(talk.need, Need::kClose);
  EXPECT_EQ(talk.send(test::bind(1, "", "")), "") << "nothing is answered afterwards";
}

INSTANTIATE_TEST_SUITE_P(
    Session, Malformed,
    testing::Values("\x16\x03\x01\x02\x00\x01"s, "GET / HTTP/1.1\r\n\r\n"s, "\x30\x80\x00\x00"s,
                    "\x30\x84\xff\xff\xff\xff"s, test::bind(0, "", ""),
                    "\x30\x05\x02\x01\x01\x04\x00"s,                              // no operation
                    "\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"s,  // a response
                    "\x30\x05\x02\x01\x01\x60\x00"s,                              // empty bind
                    "\x30\x05\x02\x01\x01\x63\x00"s,                              // empty search
                    "\x30\x0a\x02\x05\x01\x00\x00\x00\x00\x60\x01\x00"s));

TEST(Session, TakesLargerMessagesAfterBindOnly) {
  const std::string large(70'000, 'a');
  const std::string request = test::search(2, Search{.filter = "(uid=" + large + ")"});
  Conversation anonymous;
  expect_notice(anonymous.ask(request), 2);
  Conversation bound;
  bound.bind_as("alpha-sssd");
  EXPECT_EQ(bound.ask_one(request).code, 0);
  expect_notice(
      bound.ask(test::search(3, Search{.filter = "(uid=" + std::string(1'100'000, 'a') + ")"})), 2);
}

TEST(Session, GivesTheSameAnswersWhateverTheSegmentation) {
  std::string recorded =
      test::bind(1, kAlphaService, "secret") +
      test::search(2, Search{.filter = "(uid=user7)", .attributes = {"*", "+"}}) +
      test::compare(3, kUser7, "uid", "user7") + test::search(4, Search{}) +
      "\x30\x06\x02\x01\x05\x50\x01\x63"s + test::extended(6, "1.3.6.1.4.1.4203.1.11.3") +
      test::search(7, Search{.base = "dc=com"});
  Conversation whole;
  const std::string expected = whole.send(recorded);
  Conversation bytes;
  std::string got;
  for (const char octet : recorded) got += bytes.send({&octet, 1});
  EXPECT_EQ(got, expected);
  for (std::size_t cut = 0; cut <= recorded.size(); ++cut) {
    Conversation halves;
    const std::string first = halves.send(recorded.substr(0, cut));
    ASSERT_EQ(first, expected.substr(0, first.size())) << cut;
    ASSERT_EQ(halves.need, Need::kInput);
    ASSERT_EQ(first + halves.send(recorded.substr(cut)), expected) << cut;
  }
}

TEST(Session, SaysGoodbyeOnce) {
  Conversation talk;
  std::string out;
  talk.session().disconnect(protocol::ResultCode::kUnavailable, "The server is shutting down.",
                            out);
  talk.session().disconnect(protocol::ResultCode::kUnavailable, "The server is shutting down.",
                            out);
  const auto all = test::answers(out);
  ASSERT_EQ(all.size(), 1U);
  expect_notice(all, 52);
}

}  // namespace
}  // namespace drawbridge::ldap::server
