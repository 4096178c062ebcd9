#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "unit/ldap/server/conversation.h"

// The root DSE announces exactly what works: a client trusts it.

namespace drawbridge::ldap::server {
namespace {

using test::Answer;
using test::Conversation;
using test::kProject1;
using test::kUser7;
using test::Search;
using testing::ElementsAre;

std::vector<std::string> announced(Conversation& talk, const std::string& attribute) {
  const auto all =
      talk.ask(test::search(1, Search{.base = "", .scope = 0, .attributes = {attribute}}));
  EXPECT_EQ(all.size(), 2U);
  if (all.front().attributes.empty()) return {};
  return all.front().attributes.front().second;
}

/// What an OID stands for, as a check that it works.
using Behaviours = std::map<std::string, std::function<void(Conversation&)>>;

void expect_to_work(Conversation& talk, const std::string& attribute, const Behaviours& known) {
  std::vector<std::string> expected;
  for (const auto& [oid, check] : known) expected.push_back(oid);
  const auto oids = announced(talk, attribute);
  EXPECT_THAT(oids, testing::UnorderedElementsAreArray(expected));
  talk.bind_as("alpha-sssd");
  for (const auto& [oid, check] : known) {
    SCOPED_TRACE(oid);
    check(talk);
  }
}

std::vector<Answer> ask_critical(Conversation& talk, const char* oid,
                                 std::optional<std::string> value, const std::string& base) {
  Search request{.base = base};
  request.controls = {{oid, true, std::move(value)}};
  return talk.ask(test::search(2, request));
}

TEST(Announced, Controls) {
  Conversation talk;
  expect_to_work(
      talk, "supportedControl",
      {{"1.2.840.113556.1.4.319",
        [](Conversation& with) {
          const auto all = ask_critical(with, "1.2.840.113556.1.4.319",
                                        protocol::encode_paged_results({.size = 3, .cookie = ""}),
                                        "dc=example,dc=org");
          EXPECT_EQ(test::entry_names(all).size(), 3U);
          EXPECT_NE(all.back().cookie, "");
        }},
       {"1.3.6.1.4.1.4203.666.5.16",
        [](Conversation& with) {
          const std::string spec = "\x30\x11\x30\x0f\x04\x06member\x30\x05\x04\x03uid";
          const auto all = ask_critical(with, "1.3.6.1.4.1.4203.666.5.16", spec, kProject1);
          ASSERT_EQ(all.size(), 2U);
          EXPECT_TRUE(all[0].dereferenced);
        }},
       {"2.16.840.1.113730.3.4.2",
        [](Conversation& with) {
          EXPECT_EQ(ask_critical(with, "2.16.840.1.113730.3.4.2", std::nullopt, kUser7).size(), 2U);
        }},
       {"1.3.6.1.4.1.4203.1.9.1.1",
        [](Conversation& with) {
          const std::string refresh_only = "\x30\x03\x0a\x01\x01";
          const auto all = ask_critical(with, "1.3.6.1.4.1.4203.1.9.1.1", refresh_only, kUser7);
          ASSERT_EQ(all.size(), 2U);
          EXPECT_TRUE(all[0].controls.contains("1.3.6.1.4.1.4203.1.9.1.2")) << "Sync State";
          EXPECT_TRUE(all[1].controls.contains("1.3.6.1.4.1.4203.1.9.1.3")) << "Sync Done";
        }},
       {"1.3.6.1.4.1.42.2.27.8.5.1", [](Conversation& with) {
          const auto bind = test::operation(protocol::Operation::kBindRequest, [](ber::Writer& w) {
            w.integer(3);
            w.octet_string("cn=alpha-sssd,ou=services,dc=example,dc=org");
            w.octet_string("secret", ber::context_primitive(0));
          });
          EXPECT_EQ(with.ask_one(test::message(2, bind,
                                               {{"1.3.6.1.4.1.42.2.27.8.5.1", true, std::nullopt}}))
                        .code,
                    0);
        }}});
}

TEST(Announced, ControlsLeftOutOnPurposeAre12WhenCritical) {
  Conversation talk;
  const auto oids = announced(talk, "supportedControl");
  talk.bind_as("alpha-sssd");
  for (const char* oid : {"1.2.840.113556.1.4.473",      // server side sorting
                          "2.16.840.1.113730.3.4.9",     // virtual list view
                          "1.2.826.0.1.3344810.2.3",     // matched values
                          "1.3.6.1.1.12",                // assertion
                          "1.3.6.1.1.13.1",              // pre-read
                          "1.3.6.1.1.13.2",              // post-read
                          "2.16.840.1.113730.3.4.18",    // proxied authorization
                          "1.3.6.1.4.1.4203.1.10.1"}) {  // subentries
    EXPECT_THAT(oids, testing::Not(testing::Contains(oid)));
    for (const char* value : {"", "\x30", "\x30\x00", "x"}) {
      EXPECT_THAT(ask_critical(talk, oid, value, kUser7),
                  ElementsAre(testing::Field(&Answer::code, 12)));
      Search ignored{.base = kUser7, .scope = 0};
      ignored.controls = {{oid, false, value}};
      EXPECT_EQ(talk.ask(test::search(3, ignored)).back().code, 0);
    }
  }
}

TEST(Announced, AControlOfSearchesIsOfNoOtherOperation) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const auto whoami = test::operation(protocol::Operation::kExtendedRequest, [](ber::Writer& w) {
    w.octet_string("1.3.6.1.4.1.4203.1.11.3", ber::context_primitive(0));
  });
  for (const auto& oid : announced(talk, "supportedControl")) {
    if (oid == "1.3.6.1.4.1.42.2.27.8.5.1") continue;  // of binds and changes of passwords
    EXPECT_EQ(talk.ask_one(test::message(2, whoami, {{oid, true, std::nullopt}})).code, 12) << oid;
  }
}

TEST(Announced, Extensions) {
  Conversation talk({.limits = {}, .has_tls = true});
  expect_to_work(
      talk, "supportedExtension",
      {{"1.3.6.1.1.8",
        [](Conversation& with) { EXPECT_EQ(with.ask_one(test::cancel(2, 1)).code, 119); }},
       {"1.3.6.1.4.1.4203.1.11.3",
        [](Conversation& with) {
          EXPECT_EQ(with.ask_one(test::extended(2, "1.3.6.1.4.1.4203.1.11.3")).code, 0);
        }},
       {"1.3.6.1.4.1.1466.20037", [](Conversation& with) {
          EXPECT_EQ(with.ask_one(test::extended(2, "1.3.6.1.4.1.1466.20037")).code, 0);
          EXPECT_EQ(with.need, Need::kTls);
          with.session().tls_started();
        }}});
}

TEST(Announced, FeaturesAndNoCapabilities) {
  Conversation talk;
  expect_to_work(
      talk, "supportedFeatures",
      {{"1.3.6.1.4.1.4203.1.5.1",
        [](Conversation& with) {
          const auto all =
              with.ask(test::search(2, Search{.base = kUser7, .scope = 0, .attributes = {"+"}}));
          EXPECT_GT(all.front().attributes.size(), 3U);
        }},
       {"1.3.6.1.4.1.4203.1.5.3", [](Conversation& with) {
          EXPECT_EQ(test::entry_names(with.ask(test::search(2, Search{.filter = "(&)"}))).size(),
                    17U);
          EXPECT_EQ(with.ask(test::search(3, Search{.filter = "(|)"})).size(), 1U);
        }}});
  Conversation anonymous;
  EXPECT_THAT(announced(anonymous, "supportedCapabilities"), testing::IsEmpty());
}

}  // namespace
}  // namespace drawbridge::ldap::server
