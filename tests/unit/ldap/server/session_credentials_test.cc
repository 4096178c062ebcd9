#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "ldap/directory/tree_editor.h"
#include "ldap/protocol/password_modify.h"
#include "ldap/protocol/password_policy.h"
#include "ldap/server/bind_throttle.h"
#include "ldap/server/password_change.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Answer;
using test::Conversation;
using test::kAlphaService;
using test::kUser7;
using test::Search;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWhoAmI = "1.3.6.1.4.1.4203.1.11.3";
constexpr const char* kPasswordModify = "1.3.6.1.4.1.4203.1.11.1";
constexpr const char* kPolicy = "1.3.6.1.4.1.42.2.27.8.5.1";
constexpr const char* kSubject = "CN=node1,O=Site";
const std::string kNothingToSay("\x30\x00", 2);

Peer encrypted(std::string subject = {}) {
  return {"192.0.2.1:9", false, true, std::move(subject)};
}

Services::Options with_external() { return {.has_tls = true, .has_external = true}; }

// SASL EXTERNAL -------------------------------------------------------------------------------

TEST(SessionExternal, BindsAsTheAccountOfTheCertificate) {
  Conversation talk(with_external(), encrypted(kSubject));
  talk.authenticator.certificate = kSubject;
  EXPECT_EQ(talk.ask_one(test::sasl_bind(1, "EXTERNAL", "")).code, 0);
  EXPECT_EQ(talk.ask_one(test::extended(2, kWhoAmI)).value, std::string("dn:") + kAlphaService);
  EXPECT_EQ(talk.ask(test::search(3, Search{.base = kUser7, .scope = 0})).size(), 2U);
}

struct ExternalRow {
  const char* why;
  Services::Options options;
  Peer peer;
  std::string mechanism;
  std::optional<std::string> authorization;
  int code;
};
void PrintTo(const ExternalRow& row, std::ostream* out) { *out << row.why; }

class ExternalTable : public testing::TestWithParam<ExternalRow> {};

TEST_P(ExternalTable, AnswersTheCodeAndIsAnonymousUnlessItIsSuccess) {
  const ExternalRow& row = GetParam();
  Conversation talk(row.options, row.peer);
  talk.authenticator.certificate = kSubject;
  EXPECT_EQ(talk.ask_one(test::sasl_bind(2, row.mechanism, row.authorization)).code, row.code);
  EXPECT_EQ(talk.ask_one(test::extended(3, kWhoAmI)).value->empty(), row.code != 0);
}

INSTANTIATE_TEST_SUITE_P(
    Session, ExternalTable,
    testing::Values(
        ExternalRow{"WithoutCredentials", with_external(), encrypted(kSubject), "EXTERNAL", {}, 0},
        ExternalRow{"OwnIdentity", with_external(), encrypted(kSubject), "EXTERNAL",
                    "dn:CN=Alpha-sssd, ou=services,dc=example,dc=org", 0},
        ExternalRow{"AnothersIdentity", with_external(), encrypted(kSubject), "EXTERNAL",
                    "dn:cn=beta-sssd,ou=services,dc=example,dc=org", 49},
        ExternalRow{"IdentityByUserName", with_external(), encrypted(kSubject), "EXTERNAL",
                    "u:alpha-sssd", 49},
        ExternalRow{"NoCertificate", with_external(), encrypted(), "EXTERNAL", "", 49},
        ExternalRow{"UnknownCertificate", with_external(), encrypted("CN=other"), "EXTERNAL", "",
                    49},
        ExternalRow{"NoTls", with_external(), Conversation::remote(), "EXTERNAL", "", 13},
        ExternalRow{"NotConfigured", {.has_tls = true}, encrypted(kSubject), "EXTERNAL", "", 7},
        ExternalRow{"AnotherMechanism", with_external(), encrypted(kSubject), "PLAIN", "x", 7},
        ExternalRow{"NoMechanism", with_external(), encrypted(kSubject), "", "", 7}),
    [](const auto& test) { return std::string(test.param.why); });

std::vector<std::string> mechanisms(Conversation& talk) {
  const auto all = talk.ask(
      test::search(9, Search{.base = "", .scope = 0, .attributes = {"supportedSASLMechanisms"}}));
  if (all.size() != 2 || all.front().attributes.empty()) return {};
  return all.front().attributes.front().second;
}

TEST(SessionExternal, IsAnnouncedOnlyWhereItWorks) {
  Conversation works(with_external(), encrypted(kSubject));
  works.authenticator.certificate = kSubject;
  EXPECT_THAT(mechanisms(works), testing::ElementsAre("EXTERNAL"));
  EXPECT_EQ(works.ask_one(test::compare(2, "", "supportedSASLMechanisms", "EXTERNAL")).code, 6);
  works.authenticator.certificate = "CN=node2";
  EXPECT_THAT(mechanisms(works), testing::IsEmpty());
  Conversation clear(with_external());
  clear.authenticator.certificate = kSubject;
  EXPECT_THAT(mechanisms(clear), testing::IsEmpty());
  EXPECT_EQ(clear.ask_one(test::compare(2, "", "supportedSASLMechanisms", "EXTERNAL")).code, 16);
}

TEST(SessionExternal, KnowsTheCertificateAfterStartTls) {
  Conversation talk(with_external(), Conversation::remote());
  talk.authenticator.certificate = kSubject;
  EXPECT_EQ(talk.ask_one(test::extended(1, "1.3.6.1.4.1.1466.20037")).code, 0);
  talk.session().tls_started(kSubject);
  EXPECT_EQ(talk.ask_one(test::sasl_bind(2, "EXTERNAL", "")).code, 0);
}

// Binding again -------------------------------------------------------------------------------

struct SaslRow {
  const char* why;
  Services::Options options;
  Peer peer;
  std::string mechanism;
  int code;
};
void PrintTo(const SaslRow& row, std::ostream* out) { *out << row.why; }

class SaslAfterASimpleBind : public testing::TestWithParam<SaslRow> {};

TEST_P(SaslAfterASimpleBind, LeavesTheSessionAnonymousWhenItFails) {
  const SaslRow& row = GetParam();
  Conversation talk(row.options, row.peer);
  const std::string own = talk.send(test::search(2, Search{}));
  talk.bind_as("alpha-sssd");
  EXPECT_EQ(test::entry_names(talk.ask(test::search(2, Search{}))).size(), 17U);
  const Answer refused = talk.ask_one(test::sasl_bind(3, row.mechanism, "x"));
  EXPECT_EQ(refused.operation, protocol::Operation::kBindResponse);
  EXPECT_EQ(refused.code, row.code);
  EXPECT_EQ(talk.ask_one(test::extended(4, kWhoAmI)).value, "");
  EXPECT_EQ(talk.send(test::search(2, Search{})), own) << "what was seen before the first bind";
  EXPECT_EQ(talk.ask_one(test::search(2, Search{.base = kUser7, .scope = 0})).code, 32);
  EXPECT_EQ(talk.ask_one(test::compare(2, kUser7, "uid", "user7")).code, 32);
  talk.bind_as("alpha-sssd");
  EXPECT_EQ(talk.ask_one(test::extended(4, kWhoAmI)).value, std::string("dn:") + kAlphaService);
}

INSTANTIATE_TEST_SUITE_P(
    Session, SaslAfterASimpleBind,
    testing::Values(
        SaslRow{"ExternalWithoutACertificate", with_external(), encrypted(), "EXTERNAL", 49},
        SaslRow{"ExternalOfAnUnknownCertificate", with_external(), encrypted("CN=node9"),
                "EXTERNAL", 49},
        SaslRow{"ExternalInClear", with_external(), Conversation::local(), "EXTERNAL", 13},
        SaslRow{"ExternalNotOffered", {.has_tls = true}, encrypted(kSubject), "EXTERNAL", 7},
        SaslRow{"Gssapi", with_external(), encrypted(kSubject), "GSSAPI", 7},
        SaslRow{"Plain", with_external(), encrypted(kSubject), "PLAIN", 7},
        SaslRow{"PlainWithoutExternal", {}, Conversation::local(), "PLAIN", 7}),
    [](const auto& test) { return std::string(test.param.why); });

/// A search of alpha's is under way: some entries are out, the client takes no more for now.
class BindMeanwhile : public testing::Test {
 protected:
  BindMeanwhile() {
    talk.bind_as("alpha-sssd");
    alone = test::entry_names(talk.ask(test::search(2, Search{})));
    talk.session().receive(test::search(2, Search{}));
    EXPECT_EQ(talk.session().run(first), Need::kOutput);
  }
  /// Everything that is answered, with `bind` and more arriving in the middle of the search.
  std::vector<Answer> answers_with(const std::string& bind) {
    talk.session().receive(bind + test::extended(4, kWhoAmI) + test::search(5, Search{}));
    return test::answers(first + talk.run());
  }

  Conversation talk{{.limits = {.max_output_bytes = 256}}};
  std::vector<std::string> alone;
  std::string first;
};

TEST_F(BindMeanwhile, WaitsForTheSearchAndThenCounts) {
  ASSERT_LT(test::entry_names(test::answers(first)).size(), alone.size());
  const auto all = answers_with(test::bind(3, test::kBetaService, "secret"));
  const std::size_t done = alone.size();
  ASSERT_GT(all.size(), done + 3);
  EXPECT_EQ(test::entry_names({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(done)}),
            alone)
      << "of the first identity, to the last";
  EXPECT_EQ(all[done].operation, protocol::Operation::kSearchResultDone);
  EXPECT_EQ(all[done].id, 2);
  EXPECT_EQ(all[done].code, 0);
  EXPECT_EQ(all[done + 1].operation, protocol::Operation::kBindResponse);
  EXPECT_EQ(all[done + 1].code, 0);
  EXPECT_EQ(all[done + 2].value, std::string("dn:") + test::kBetaService);
  const auto later =
      test::entry_names({all.begin() + static_cast<std::ptrdiff_t>(done) + 3, all.end()});
  EXPECT_THAT(later, Contains("ou=beta,dc=example,dc=org")) << "the second sees more";
  EXPECT_EQ(all.back().id, 5);
}

TEST_F(BindMeanwhile, ThatFailsLeavesTheSearchWholeAndNobodyBound) {
  const auto all = answers_with(test::bind(3, test::kBetaService, "wrong"));
  ASSERT_EQ(all.size(), alone.size() + 4);
  EXPECT_EQ(test::entry_names(all), alone);
  const auto* const rest = all.data() + alone.size();
  EXPECT_EQ(rest[0].code, 0);
  EXPECT_EQ(rest[1].code, 49);
  EXPECT_EQ(rest[2].value, "");
  EXPECT_EQ(rest[3].code, 32);
}

// Throttling ----------------------------------------------------------------------------------

class HeldBack : public testing::Test {
 protected:
  HeldBack() { talk.services().set_now(now); }
  void pass(milliseconds time) {
    now += time;
    talk.services().set_now(now);
  }
  /// Wrong passwords until one is held back.
  void fail_until_held_back(const char* name) {
    for (int i = 0; i < 20; ++i) {
      if (talk.send(test::bind(i + 1, name, "wrong")).empty()) return;
    }
    ADD_FAILURE() << "nothing was held back";
  }

  BindThrottle throttle;
  Conversation talk{{.throttle = &throttle}};
  BindThrottle::Moment now{seconds(1000)};
};

TEST_F(HeldBack, WaitsForItsTimeAndOnlyThenIsLookedAt) {
  fail_until_held_back(kUser7);
  const int asked = talk.authenticator.asked;
  EXPECT_EQ(talk.need, Need::kOutcome);
  ASSERT_TRUE(talk.session().wake_at());
  EXPECT_GT(*talk.session().wake_at(), now);
  EXPECT_EQ(talk.run(), "");
  EXPECT_EQ(talk.authenticator.asked, asked);
  pass(seconds(3));
  const auto all = test::answers(talk.run());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].code, 49);
  EXPECT_EQ(talk.authenticator.asked, asked + 1);
  EXPECT_FALSE(talk.session().wake_at());
}

TEST_F(HeldBack, TheRightPasswordWaitsItsTurnAndClearsTheAccount) {
  fail_until_held_back(kUser7);
  pass(milliseconds(150));
  talk.run();
  EXPECT_EQ(talk.send(test::bind(30, kUser7, "secret")), "");
  pass(seconds(3));
  EXPECT_EQ(test::answers(talk.run()).at(0).code, 0);
  EXPECT_EQ(talk.ask_one(test::bind(31, kUser7, "wrong")).code, 49) << "at once";
}

TEST_F(HeldBack, UnknownNamesAlikeAndOtherConnectionsGoOn) {
  fail_until_held_back("uid=nobody,ou=people,ou=alpha,dc=example,dc=org");
  Conversation other({.throttle = &throttle});
  other.services().set_now(now);
  other.bind_as("alpha-sssd");
  EXPECT_EQ(other.ask(test::search(2, Search{.base = kUser7, .scope = 0})).size(), 2U);
}

/// Answers a service account's right secret inline, as the real one does.
TEST(SessionBindOrder, AServiceAccountsRightSecretIsNeverHeldBack) {
  class Inline final : public Authenticator {
   public:
    void authenticate(const BindAttempt&, BindOutcome done) override { done(nullptr); }
    std::shared_ptr<const Identity> authenticate_service(const BindAttempt& attempt) override {
      return attempt.password == "secret" ? test::alpha_service() : nullptr;
    }
  } authenticator;
  BindThrottle throttle;
  const Published<directory::Tree> tree(test::shared_tree());
  Services services({.throttle = &throttle}, tree, authenticator, nullptr);
  Session* current = nullptr;
  const auto answer = [&](std::string_view password) {
    Session session(services, Conversation::local(),
                    {.bind =
                         [&](std::uint64_t serial) {
                           return [&current, serial](std::shared_ptr<const Identity> identity) {
                             current->complete_bind(serial, std::move(identity));
                           };
                         },
                     .password = {}});
    current = &session;
    session.receive(test::bind(1, kAlphaService, password));
    std::string out;
    session.run(out);
    return out.empty() ? std::optional<int>() : test::answers(out).front().code;
  };
  int held_back = 0;
  for (int i = 0; i < 20; ++i) held_back += answer("wrong") ? 0 : 1;
  EXPECT_GT(held_back, 10);
  EXPECT_EQ(answer("secret"), 0);
}

// Password policy control ---------------------------------------------------------------------

TEST(SessionPolicy, TheControlIsAnsweredAlikeWhateverBecomesOfTheBind) {
  Conversation talk;
  const std::vector<test::SentControl> policy = {{kPolicy, true, std::nullopt}};
  for (const auto& [name, password] :
       {std::pair{kUser7, "secret"}, {kUser7, "wrong"}, {"uid=nobody,dc=example,dc=org", "x"}}) {
    const Answer answer = talk.ask_one(test::bind(1, name, password, 3, policy));
    ASSERT_TRUE(answer.controls.contains(kPolicy)) << name;
    EXPECT_EQ(answer.controls.at(kPolicy), kNothingToSay);
  }
  EXPECT_THAT(talk.ask_one(test::bind(2, kUser7, "secret")).controls, testing::IsEmpty());
  const auto root =
      talk.ask(test::search(3, Search{.base = "", .scope = 0, .attributes = {"supportedControl"}}));
  EXPECT_THAT(root.at(0).attributes.at(0).second, Contains(kPolicy));
}

// Renewal -------------------------------------------------------------------------------------

class Renewed : public testing::Test {
 protected:
  void publish(std::uint64_t revision) {
    directory::TreeEditor editor(talk.tree().load());
    editor.set_revision(revision);
    talk.tree().publish(editor.finish(revision));
  }
  Conversation talk;
};

TEST_F(Renewed, AnIdentityThatEndedEndsTheConnectionAtTheNextRequest) {
  publish(4999);
  int renewals = 0;
  bool is_gone = false;
  talk.authenticator.renewal = [&](const auto& identity) {
    ++renewals;
    return Renewal{is_gone ? nullptr : identity, talk.tree().load()->revision()};
  };
  talk.bind_as("alpha-sssd");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(talk.ask(test::search(2, Search{.base = kUser7, .scope = 0})).size(), 2U);
  }
  EXPECT_EQ(renewals, 1) << "once a revision";
  is_gone = true;
  publish(5000);
  const auto all = talk.ask(test::search(3, Search{.base = kUser7, .scope = 0}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].name, "1.3.6.1.4.1.1466.20036") << "Notice of Disconnection";
  EXPECT_EQ(all[0].code, 8);
  EXPECT_EQ(talk.need, Need::kClose);
}

TEST_F(Renewed, AsksAgainWhileTheAnswerIsOfAnOlderRevision) {
  int renewals = 0;
  talk.authenticator.renewal = [&](const auto& identity) {
    ++renewals;
    return Renewal{identity, 4999};
  };
  talk.bind_as("alpha-sssd");
  publish(5000);
  for (int i = 0; i < 3; ++i) talk.ask(test::search(2, Search{.base = kUser7, .scope = 0}));
  EXPECT_EQ(renewals, 3);
}

TEST_F(Renewed, TakesOverWhatTheIdentitySeesNow) {
  talk.bind_as("alpha-sssd");
  auto narrower = *test::alpha_service();
  narrower.subtrees.clear();
  talk.authenticator.renewal = [&](const auto&) {
    return Renewal{std::make_shared<const Identity>(narrower), 5000};
  };
  publish(5000);
  EXPECT_EQ(talk.ask_one(test::search(2, Search{.base = kUser7, .scope = 0})).code, 32);
}

// Password Modify -----------------------------------------------------------------------------

struct Modifier final : PasswordModifier {
  std::vector<PasswordChange> wishes;
  PasswordChangeAnswer answer;
  void change(PasswordChange wish, PasswordChangeOutcome done) override {
    wishes.push_back(std::move(wish));
    done(std::move(answer));
  }
};

std::string wish(std::optional<std::string> user, std::optional<std::string> old,
                 std::optional<std::string> fresh) {
  std::string out;
  ber::Writer writer(out);
  const auto value = writer.begin(ber::kSequence);
  if (user) writer.octet_string(*user, ber::context_primitive(0));
  if (old) writer.octet_string(*old, ber::context_primitive(1));
  if (fresh) writer.octet_string(*fresh, ber::context_primitive(2));
  writer.end(value);
  return out;
}

class SessionPassword : public testing::Test {
 protected:
  Answer ask(const std::string& value, const std::vector<test::SentControl>& controls = {}) {
    return talk.ask_one(test::extended(5, kPasswordModify, value, controls));
  }
  void bind_as_person() { ASSERT_EQ(talk.ask_one(test::bind(1, kUser7, "secret")).code, 0); }

  Modifier modifier;
  BindThrottle throttle;
  Conversation talk{{.throttle = &throttle, .passwords = &modifier}};
};

TEST_F(SessionPassword, IsAnnouncedOnlyWhereItWorks) {
  const auto extensions = [](Conversation& with) {
    return with
        .ask(test::search(3, Search{.base = "", .scope = 0, .attributes = {"supportedExtension"}}))
        .at(0)
        .attributes.at(0)
        .second;
  };
  EXPECT_THAT(extensions(talk), Contains(kPasswordModify));
  Conversation without;
  EXPECT_THAT(extensions(without), Not(Contains(kPasswordModify)));
}

TEST_F(SessionPassword, HandsAPersonsOwnWishOn) {
  bind_as_person();
  for (const std::string user :
       {"", kUser7, "dn:UID=user7, ou=people,ou=alpha,dc=example,dc=org", "u:user7", "USER7"}) {
    EXPECT_EQ(ask(wish(user, "old one", "new one")).code, 0) << user;
  }
  EXPECT_EQ(ask(wish({}, {}, {})).code, 0);
  EXPECT_EQ(talk.ask_one(test::extended(6, kPasswordModify)).code, 0) << "without a value";
  ASSERT_EQ(modifier.wishes.size(), 7U);
  EXPECT_EQ(modifier.wishes[0].identity->name, test::name(kUser7));
  EXPECT_EQ(modifier.wishes[0].old_password->reveal(), "old one");
  EXPECT_EQ(modifier.wishes[0].new_password->reveal(), "new one");
  EXPECT_FALSE(modifier.wishes[5].old_password || modifier.wishes[5].new_password);
}

TEST_F(SessionPassword, RefusesEverybodyElseWithoutAskingTheModifier) {
  EXPECT_EQ(ask(wish({}, {}, "new password")).code, 53) << "anonymous";
  bind_as_person();
  for (const std::string user : {"uid=user8,ou=people,ou=alpha,dc=example,dc=org", "u:user8",
                                 "dn:x", "dn:", "u:", "uid=user7", kAlphaService}) {
    EXPECT_EQ(ask(wish(user, {}, "new password")).code, 50) << user;
  }
  EXPECT_EQ(ask("\x30\x03\x80").code, 2);
  EXPECT_EQ(ask(wish({}, {}, "x") + "x").code, 2);
  talk.bind_as("alpha-sssd");
  const Answer service = ask(wish({}, {}, "new password"));
  EXPECT_EQ(service.code, 50);
  EXPECT_THAT(service.diagnostic, HasSubstr("ldap-account rotate"));
  EXPECT_TRUE(modifier.wishes.empty());
}

TEST_F(SessionPassword, RefusesClearTextFromElsewhere) {
  Conversation remote({.passwords = &modifier}, Conversation::remote());
  EXPECT_EQ(remote.ask_one(test::extended(1, kPasswordModify, wish({}, {}, "new one"))).code, 13);
}

TEST_F(SessionPassword, TellsTheGeneratedPasswordAndThePolicysError) {
  bind_as_person();
  modifier.answer.generated = Secret("made here");
  EXPECT_EQ(ask(wish({}, {}, {})).value, protocol::encode_generated_password("made here"));
  modifier.answer = {.result = {protocol::ResultCode::kConstraintViolation, {}, "Too short."},
                     .policy_error = protocol::PasswordPolicyError::kPasswordTooShort};
  const Answer refused = ask(wish({}, {}, "x"), {{kPolicy, false, std::nullopt}});
  EXPECT_EQ(refused.code, 19);
  EXPECT_EQ(refused.diagnostic, "Too short.");
  EXPECT_EQ(refused.controls.at(kPolicy), std::string("\x30\x03\x81\x01\x06", 5));
}

TEST_F(SessionPassword, HoldsGuessesOfTheOldPasswordBack) {
  bind_as_person();
  int held_back = 0;
  for (int i = 0; i < 20 && held_back == 0; ++i) {
    modifier.answer = {.result = {protocol::ResultCode::kInvalidCredentials, {}, "Wrong."}};
    held_back +=
        talk.send(test::extended(i + 5, kPasswordModify, wish({}, "guess", "new one"))).empty() ? 1
                                                                                                : 0;
  }
  EXPECT_EQ(held_back, 1);
}

}  // namespace
}  // namespace drawbridge::ldap::server
