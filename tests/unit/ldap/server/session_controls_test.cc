#include "ldap/server/session.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::Operation;
using test::Answer;
using test::Conversation;
using test::Search;

TEST(SessionControls, UnknownCriticalIs12AndOtherwiseIgnored) {
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

/// Operations that could carry controls, and what each is answered with.
std::vector<std::pair<std::string, Operation>> operations_with_answers() {
  const auto octets = [](const std::string& whole) {
    // The protocolOp alone: behind the header of the message and the number 1.
    ber::Reader in(whole);
    auto message = in.enter(ber::kSequence);
    EXPECT_TRUE(message && message->integer(0, 1));
    return std::string(message->rest());
  };
  return {
      {octets(test::search(1, Search{.base = "", .scope = 0})), Operation::kSearchResultDone},
      {octets(test::bind(1, "", "")), Operation::kBindResponse},
      {octets(test::compare(1, "", "vendorName", "x")), Operation::kCompareResponse},
      {octets(test::extended(1, "1.3.6.1.4.1.4203.1.11.3")), Operation::kExtendedResponse},
      {test::operation(Operation::kModifyRequest, [](ber::Writer&) {}), Operation::kModifyResponse},
      {test::operation(Operation::kAddRequest, [](ber::Writer&) {}), Operation::kAddResponse},
      {test::operation(Operation::kDelRequest, [](ber::Writer&) {}), Operation::kDelResponse},
      {test::operation(Operation::kModifyDnRequest, [](ber::Writer&) {}),
       Operation::kModifyDnResponse}};
}

TEST(SessionControls, UnknownCriticalIs12ForEveryOperation) {
  for (const auto& [op, response] : operations_with_answers()) {
    Conversation talk;
    talk.bind_as("alpha-sssd");
    const auto answer = talk.ask_one(test::message(2, op, {{"1.2.3.4", true, std::nullopt}}));
    EXPECT_EQ(answer.operation, response);
    EXPECT_EQ(answer.code, 12);
    EXPECT_NE(talk.ask(test::message(3, op, {{"1.2.3.4", false, std::nullopt}})).back().code, 12);
  }
}

TEST(SessionControls, ManageDsaItIsForAllThatAnEntryIsNamedIn) {
  for (const auto& [op, response] : operations_with_answers()) {
    Conversation talk;
    talk.bind_as("alpha-sssd");
    const auto without = talk.ask(test::message(2, op)).back().code;
    const auto with =
        talk.ask(test::message(3, op, {{"2.16.840.1.113730.3.4.2", true, std::nullopt}})).back();
    const bool names_no_entry =
        response == Operation::kBindResponse || response == Operation::kExtendedResponse;
    EXPECT_EQ(with.operation, response);
    EXPECT_EQ(with.code, names_no_entry ? 12 : without);
  }
}

/// What is sent before any bind, held against what one who is bound gets.
std::string same_answer_before_bind(const std::string& request) {
  Conversation anonymous;
  Conversation bound;
  bound.bind_as("alpha-sssd");
  const std::string answer = anonymous.send(request);
  EXPECT_EQ(bound.send(request), answer);
  EXPECT_EQ(bound.need, anonymous.need);
  return answer;
}

TEST(SessionControls, TooManyAre11BeforeAnyBindAsAfterIt) {
  for (const auto& [op, response] : operations_with_answers()) {
    for (const std::size_t count : {11U, 1000U}) {
      const std::vector<test::SentControl> controls(count, {"1.2.3.4", false, std::nullopt});
      const auto all = test::answers(same_answer_before_bind(test::message(2, op, controls)));
      ASSERT_EQ(all.size(), 1U);
      EXPECT_EQ(all[0].id, 2);
      EXPECT_EQ(all[0].operation, response);
      EXPECT_EQ(all[0].code, 11);
    }
    const std::vector<test::SentControl> most(10, {"1.2.3.4", false, std::nullopt});
    Conversation talk;
    EXPECT_NE(talk.ask(test::message(2, op, most)).back().code, 11);
    EXPECT_EQ(talk.need, Need::kInput);
  }
}

TEST(SessionControls, MalformedOnesEndTheConversationBeforeAnyBindAsAfterIt) {
  using namespace std::string_literals;
  // Each the contents of the list of controls.
  const std::vector<std::string> lists = {
      "\x30\x00"s,                                 // no type
      "\x30\x03\x04\x01x"s,                        // no OID
      "\x30\x02\x04\x00"s,                         // an empty one
      "\x04\x03\x31.2"s,                           // no SEQUENCE
      "\x30\x09\x04\x03\x31.2\x02\x02\x01\x01"s,   // an INTEGER for the criticality
      "\x30\x08\x04\x03\x31.2\x01\x01\x01"s,       // neither TRUE nor FALSE
      "\x30\x09\x04\x03\x31.2\x01\x02\xff\xff"s,   // two octets of it
      "\x30\x0a\x04\x03\x31.2\x04\x01x\x04\x00"s,  // two values
      "\x30\x09\x04\x03\x31.2\x04\x7fx"s,          // a value that goes on too long
      "\x30\x80\x04\x03\x31.2\x00\x00"s,           // indefinite length
      "\x30\x05\x04\x03\x31.2\x30\x00"s,           // the second broken
  };
  for (const auto& [op, response] : operations_with_answers()) {
    for (const std::string& list : lists) {
      std::string request;
      ber::Writer writer(request);
      const auto whole = writer.begin(ber::kSequence);
      writer.integer(2);
      writer.raw(op);
      const auto controls = writer.begin(ber::context_constructed(0));
      writer.raw(list);
      writer.end(controls);
      writer.end(whole);
      const auto all = test::answers(same_answer_before_bind(request));
      ASSERT_EQ(all.size(), 1U) << testing::PrintToString(list);
      EXPECT_EQ(all[0].id, 0);
      EXPECT_EQ(all[0].name, "1.3.6.1.4.1.1466.20036");
      EXPECT_EQ(all[0].code, 2);
    }
  }
}

TEST(SessionControls, OfASearchThatAreBrokenInsideAre2BeforeAnyBindAsAfterIt) {
  for (const std::string_view oid : {protocol::kPagedResultsOid, protocol::kDerefOid}) {
    for (const char* value : {"", "\x30", "\x30\x05\x02\x01\x05", "x"}) {
      Search request{.base = "", .scope = 0};
      request.controls = {{std::string(oid), true, value}};
      const auto all = test::answers(same_answer_before_bind(test::search(2, request)));
      ASSERT_EQ(all.size(), 1U);
      EXPECT_EQ(all[0].id, 2);
      EXPECT_EQ(all[0].code, 2) << oid;
    }
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
