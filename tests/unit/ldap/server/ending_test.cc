#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "unit/ldap/server/conversation.h"

// Abandon (RFC 4511 section 4.11), Cancel (RFC 3909), and Unbind (RFC 4511 section 4.3).

namespace drawbridge::ldap::server {
namespace {

using protocol::Operation;
using test::Conversation;
using test::Search;

constexpr const char* kWhoAmI = "1.3.6.1.4.1.4203.1.11.3";

Services::Options small_output() {
  Services::Options options;
  options.limits.max_output_bytes = 256;
  return options;
}

/// A conversation with search 2 under way.
class Ending : public testing::Test {
 protected:
  Ending() : talk(small_output()) {
    talk.bind_as("alpha-sssd");
    talk.session().receive(test::search(2, Search{}));
    EXPECT_EQ(talk.session().run(first), Need::kOutput);
    EXPECT_GT(test::answers(first).size(), 0U);
  }

  Conversation talk;
  std::string first;
};

TEST_F(Ending, AbandonEndsTheSearchWithoutAnAnswer) {
  EXPECT_TRUE(talk.session().wants_read_ahead());
  EXPECT_EQ(talk.send(test::abandon(3, 2)), "");
  EXPECT_EQ(talk.need, Need::kInput);
  EXPECT_FALSE(talk.session().wants_read_ahead());
  EXPECT_EQ(talk.ask_one(test::extended(4, kWhoAmI)).code, 0);
}

TEST_F(Ending, AbandonOvertakesWhatWaits) {
  const auto all = talk.ask(test::extended(3, kWhoAmI) + test::abandon(4, 2) +
                            test::search(5, Search{.scope = 0}));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].id, 3);
  EXPECT_EQ(all[1].id, 5);
  EXPECT_EQ(all[2].id, 5);
}

TEST_F(Ending, AbandonThatComesOctetByOctet) {
  std::string got;
  std::string all = test::extended(3, kWhoAmI) + test::abandon(4, 2);
  const char last = all.back();
  all.pop_back();
  for (const char octet : all) {
    talk.session().receive({&octet, 1});
  }
  ASSERT_EQ(talk.session().run(got), Need::kOutput) << "half an Abandon ends nothing";
  EXPECT_GT(test::answers(got).size(), 0U);
  const auto rest = test::answers(talk.send({&last, 1}));
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id, 3);
}

TEST_F(Ending, AbandonOfAnotherOperationEndsNothing) {
  const auto all = talk.ask(test::abandon(3, 1) + test::abandon(4, 99) + test::abandon(5, 5));
  EXPECT_EQ(test::entry_names(test::answers(first)).size() + test::entry_names(all).size(), 17U);
  EXPECT_EQ(all.back().id, 2);
  EXPECT_EQ(all.back().code, 0);
  EXPECT_EQ(talk.send(test::abandon(6, 2)), "") << "too late, and never answered";
  EXPECT_EQ(talk.need, Need::kInput);
}

TEST_F(Ending, CancelEndsTheSearchWith118) {
  const auto all = talk.ask(test::cancel(3, 2));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, 2);
  EXPECT_EQ(all[0].operation, Operation::kSearchResultDone);
  EXPECT_EQ(all[0].code, 118);
  EXPECT_EQ(all[1].id, 3);
  EXPECT_EQ(all[1].operation, Operation::kExtendedResponse);
  EXPECT_EQ(all[1].code, 0);
  EXPECT_EQ(talk.ask_one(test::cancel(4, 2)).code, 119) << "it is finished";
}

TEST_F(Ending, CancelIsAnsweredOnceAndBeforeWhatWaits) {
  const auto all = talk.ask(test::extended(3, kWhoAmI) + test::cancel(4, 2) + test::cancel(5, 2));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].id, 2);
  EXPECT_EQ(all[0].code, 118);
  EXPECT_EQ(all[1].id, 4);
  EXPECT_EQ(all[1].code, 0);
  EXPECT_EQ(all[2].id, 3);
  EXPECT_EQ(all[3].id, 5);
  EXPECT_EQ(all[3].code, 119);
}

TEST_F(Ending, CancelWithAnUnknownCriticalControlEndsNothing) {
  std::string value = "\x30\x03\x02\x01\x02";
  const auto op = test::operation(Operation::kExtendedRequest, [&](ber::Writer& w) {
    w.octet_string("1.3.6.1.1.8", ber::context_primitive(0));
    w.octet_string(value, ber::context_primitive(1));
  });
  const auto all = talk.ask(test::message(3, op, {{"1.2.3.4", true, std::nullopt}}));
  ASSERT_GE(all.size(), 2U);
  EXPECT_EQ(all[all.size() - 2].code, 0);
  EXPECT_EQ(all.back().code, 12);
}

TEST_F(Ending, WhatIsBrokenBehindASearchIsSaidWhenItsTurnComes) {
  const auto all = talk.ask("GET / HTTP/1.1\r\n\r\n");
  ASSERT_GE(all.size(), 2U);
  EXPECT_EQ(all[all.size() - 2].code, 0);
  EXPECT_EQ(all.back().id, 0);
  EXPECT_EQ(all.back().code, 2);
}

TEST_F(Ending, ReadsAheadNoMoreThanALittle) {
  talk.session().receive(std::string(talk.services().limits().max_read_ahead_bytes, '\x30'));
  EXPECT_FALSE(talk.session().wants_read_ahead());
}

std::string unbind(int id, const std::vector<test::SentControl>& controls = {}) {
  return test::message(id, std::string("\x42\x00", 2), controls);
}

TEST_F(Ending, UnbindEndsTheSearchAndTheConversationWithoutAWord) {
  EXPECT_EQ(talk.send(unbind(3)), "");
  EXPECT_EQ(talk.need, Need::kClose);
  EXPECT_FALSE(talk.session().wants_read_ahead());
  EXPECT_FALSE(talk.session().has_said_goodbye()) << "an Unbind has no answer";
  EXPECT_EQ(talk.send(test::extended(4, kWhoAmI)), "");
  EXPECT_EQ(talk.need, Need::kClose);
}

TEST_F(Ending, UnbindOvertakesWhatWaitsWhateverItsControls) {
  const auto before = test::entry_names(test::answers(first)).size();
  ASSERT_LT(before, 17U);
  EXPECT_EQ(talk.send(test::extended(3, kWhoAmI) + unbind(4, {{"1.2.3.4", true, "x"}}) +
                      test::search(5, Search{})),
            "");
  EXPECT_EQ(talk.need, Need::kClose);
}

TEST_F(Ending, NothingCountsBehindWhatIsNoRequest) {
  const std::string no_request = "\x30\x06\x04\x01*\x04\x01+";
  const auto all = test::answers(first + talk.send(no_request + unbind(3)));
  EXPECT_EQ(test::entry_names(all).size(), 17U) << "the search comes to its end";
  EXPECT_EQ(all.back().id, 0) << "a notice of disconnection is the last";
  EXPECT_EQ(talk.need, Need::kClose);
}

TEST_F(Ending, UnbindThatComesOctetByOctet) {
  std::string got;
  const std::string whole = unbind(3);
  for (const char octet : whole.substr(0, whole.size() - 1)) talk.session().receive({&octet, 1});
  ASSERT_EQ(talk.session().run(got), Need::kOutput) << "half an Unbind ends nothing";
  EXPECT_GT(test::answers(got).size(), 0U);
  EXPECT_EQ(talk.send({&whole.back(), 1}), "");
  EXPECT_EQ(talk.need, Need::kClose);
}

TEST(Unbind, DuringABindEndsTheConversationAfterIt) {
  Conversation talk;
  talk.authenticator.answers_at_once = false;
  EXPECT_EQ(talk.send(test::bind(1, test::kAlphaService, "secret") + unbind(2)), "");
  EXPECT_EQ(talk.need, Need::kOutcome);
  auto& [identity, done] = talk.authenticator.owed.front();
  done(identity);
  EXPECT_EQ(test::answers(talk.run()).size(), 1U) << "of the bind alone";
  EXPECT_EQ(talk.need, Need::kClose);
}

TEST(Cancel, OfWhatIsNotUnderWay) {
  Conversation talk;
  EXPECT_EQ(talk.ask_one(test::cancel(1, 7)).code, 119) << "never begun";
  EXPECT_EQ(talk.ask_one(test::cancel(2, 2)).code, 121) << "a Cancel cannot be cancelled";
  EXPECT_EQ(talk.ask_one(test::cancel(3, 0)).code, 119);
  for (const std::optional<std::string>& value :
       {std::optional<std::string>(), std::optional<std::string>(""),
        std::optional<std::string>("\x30"), std::optional<std::string>("\x30\x01x"),
        std::optional<std::string>("\x30\x03\x02\x01\xff"),
        std::optional<std::string>("\x30\x04\x02\x01\x01x")}) {
    EXPECT_EQ(talk.ask_one(test::extended(4, "1.3.6.1.1.8", value)).code, 2);
  }
}

/// Remembers one line a record: operation, detail, result or `-`.
class RecordingObserver final : public Observer {
 public:
  void operation(const OperationRecord& record) override {
    const std::string result = record.result_code ? std::to_string(*record.result_code) : "-";
    lines.push_back(std::string(record.operation) + " " + std::string(record.detail) + " " +
                    result);
    entries += record.entries;
    delays += record.delay.count() > 0 ? 1 : 0;
    longest = std::max(longest, record.duration);
  }
  void connected(std::string_view) override {}
  void disconnected(std::string_view, std::string_view) override {}

  std::vector<std::string> lines;
  std::uint64_t entries = 0;
  int delays = 0;
  std::chrono::nanoseconds longest{0};
};

TEST(Record, OfAbandonAndUnbindHasNoResult) {
  RecordingObserver observer;
  Conversation talk({}, Conversation::local(), test::shared_tree(), &observer);
  EXPECT_EQ(talk.send(test::abandon(1, 7) + test::unbind(2)), "");
  EXPECT_EQ(talk.need, Need::kClose);
  EXPECT_EQ(observer.lines, (std::vector<std::string>{"abandon 7 -", "unbind  -"}));
}

TEST(Record, OfAFirstMessageThatIsRefusedUnreadBeginsWithIt) {
  for (const std::string_view first : {"\x30\x84\x7f\xff\xff\xff", "GET / HTTP/1.1\r\n"}) {
    RecordingObserver observer;
    const auto before = std::chrono::steady_clock::now();
    Conversation talk({}, Conversation::local(), test::shared_tree(), &observer);
    talk.send(first);
    EXPECT_EQ(talk.need, Need::kClose);
    ASSERT_EQ(observer.lines.size(), 1U);
    EXPECT_LE(observer.longest, std::chrono::steady_clock::now() - before);
  }
}

/// The first answers of a search whose others wait for room.
std::string begin_search(Conversation& talk) {
  std::string out;
  talk.session().receive(test::search(2, Search{}));
  EXPECT_EQ(talk.session().run(out), Need::kOutput);
  return out;
}

TEST(Record, OfASearchThatIsEndedComesBeforeThatOfWhatEndsIt) {
  const std::vector<std::pair<std::string, std::string>> endings = {
      {test::abandon(3, 2), "abandon 2 -"}, {test::unbind(3), "unbind  -"}};
  for (const auto& [ending, line] : endings) {
    RecordingObserver observer;
    Conversation talk(small_output(), Conversation::local(), test::shared_tree(), &observer);
    talk.bind_as("alpha-sssd");
    begin_search(talk);
    talk.send(ending);
    EXPECT_EQ(observer.lines, (std::vector<std::string>{"bind  0", "search  -", line}));
  }
}

TEST(Record, OfASearchWhoseConnectionEndsHasNoResult) {
  RecordingObserver observer;
  Conversation talk(small_output(), Conversation::local(), test::shared_tree(), &observer);
  talk.bind_as("alpha-sssd");
  const auto sent = test::entry_names(test::answers(begin_search(talk))).size();
  EXPECT_GT(sent, 0U);
  talk.session().end_operations();
  talk.session().end_operations();
  EXPECT_EQ(observer.lines, (std::vector<std::string>{"bind  0", "search  -"}));
  EXPECT_EQ(observer.entries, sent);
}

TEST(Record, OfWhatOvertakesABindLeavesItsDelayToTheBind) {
  BindThrottle throttle;
  RecordingObserver observer;
  Conversation talk({.throttle = &throttle}, Conversation::local(), test::shared_tree(), &observer);
  int binds = 0;
  while (binds < 20 && !talk.send(test::bind(++binds, test::kUser7, "wrong")).empty()) continue;
  ASSERT_EQ(talk.need, Need::kOutcome) << "nothing was held back";
  observer.lines.clear();
  talk.send(test::cancel(30, binds) + test::abandon(31, binds));
  const auto began = *talk.session().wake_at();
  EXPECT_EQ(observer.lines, (std::vector<std::string>{"extended 1.3.6.1.1.8 121",
                                                      "abandon " + std::to_string(binds) + " -"}));
  EXPECT_EQ(observer.delays, 0);
  talk.services().set_now(began);
  talk.run();
  EXPECT_EQ(observer.lines.back(), "bind  49");
  EXPECT_EQ(observer.delays, 1);
}

TEST(Cancel, OfABindIs121AndTheBindGoesOn) {
  Conversation talk;
  talk.authenticator.answers_at_once = false;
  const auto early =
      talk.ask(test::bind(1, "cn=alpha-sssd,ou=services,dc=example,dc=org", "secret") +
               test::extended(2, kWhoAmI) + test::cancel(3, 1) + test::abandon(4, 1));
  EXPECT_EQ(talk.need, Need::kOutcome);
  EXPECT_TRUE(early.empty());
  auto& [identity, done] = talk.authenticator.owed.front();
  done(identity);
  const auto all = test::answers(talk.run());
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].id, 3);
  EXPECT_EQ(all[0].code, 121);
  EXPECT_EQ(all[1].operation, Operation::kBindResponse);
  EXPECT_EQ(all[1].code, 0);
  EXPECT_EQ(all[2].value, "dn:cn=alpha-sssd,ou=services,dc=example,dc=org");
  EXPECT_EQ(talk.ask_one(test::extended(5, kWhoAmI)).code, 0);
}

}  // namespace
}  // namespace drawbridge::ldap::server
