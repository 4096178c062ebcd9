#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "unit/ldap/server/conversation.h"

// Searches with the paged results control (RFC 2696).

namespace drawbridge::ldap::server {
namespace {

using test::Answer;
using test::Conversation;
using test::Search;
using testing::HasSubstr;

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

TEST_F(Paged, CannotBeResumedWithAnyOtherPartOfTheRequestAndThenGoOn) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const Search begun{.base = "ou=alpha,dc=example,dc=org", .attributes = {"uid", "cn"}};
  const std::string cookie = page(talk, 2, "", begun).cookie;
  ASSERT_FALSE(cookie.empty());
  const auto with = [&](const auto& change) {
    Search other = begun;
    change(other);
    return other;
  };
  const std::vector<std::pair<const char*, Search>> others = {
      {"a base above", with([](Search& other) { other.base = "dc=example,dc=org"; })},
      {"a base below", with([](Search& other) { other.base = "ou=people," + other.base; })},
      {"base scope", with([](Search& other) { other.scope = 0; })},
      {"one level", with([](Search& other) { other.scope = 1; })},
      {"more attributes", with([](Search& other) { other.attributes.push_back("mail"); })},
      {"fewer attributes", with([](Search& other) { other.attributes.pop_back(); })},
      {"all attributes", with([](Search& other) { other.attributes.clear(); })},
      {"types only", with([](Search& other) { other.types_only = true; })},
      {"a size limit", with([](Search& other) { other.size_limit = 100; })},
      {"a time limit", with([](Search& other) { other.time_limit = 100; })}};
  for (const auto& [why, other] : others) {
    seen.clear();
    const Answer refused = page(talk, 2, cookie, other);
    EXPECT_EQ(refused.code, 53) << why;
    EXPECT_EQ(refused.cookie, "") << why;
    EXPECT_TRUE(seen.empty()) << why;
  }
  EXPECT_EQ(page(talk, 100, cookie, begun).code, 0) << "the right request still finds its place";
  EXPECT_EQ(seen.size(), 14U) << "sixteen entries, two of them on the first page";
}

/// It asks for the estimated number of entries; zero says that there is none (RFC 2696 section 3).
TEST_F(Paged, OfSizeZeroBeginNothing) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  const std::string kept = page(talk, 2, "").cookie;
  seen.clear();
  for (int i = 0; i < 9; ++i) {
    Search request;
    request.controls = {{std::string(protocol::kPagedResultsOid), true,
                         protocol::encode_paged_results({.size = 0, .cookie = ""})}};
    const Answer answer = talk.ask_one(test::search(9, request));
    EXPECT_EQ(answer.operation, protocol::Operation::kSearchResultDone);
    EXPECT_EQ(answer.code, 0);
    ASSERT_TRUE(answer.controls.contains(std::string(protocol::kPagedResultsOid)));
    EXPECT_EQ(answer.controls.at(std::string(protocol::kPagedResultsOid)),
              protocol::encode_paged_results({.size = 0, .cookie = ""}));
  }
  EXPECT_EQ(page(talk, 2, kept).code, 0) << "no place was taken from the searches that run";
  for (const char* absent : {"ou=beta,dc=example,dc=org", "ou=nowhere,dc=example,dc=org"}) {
    const Answer answer = page(talk, 0, "", Search{.base = absent});
    EXPECT_EQ(answer.code, 32) << absent;
    EXPECT_EQ(answer.matched_dn, "dc=example,dc=org");
  }
}

TEST_F(Paged, AreRefusedWithABrokenControlAndTheConnectionGoesOn) {
  Conversation talk;
  talk.bind_as("alpha-sssd");
  for (const char* value : {"", "\x30", "\x30\x05\x02\x01\x05", "\x30\x05\x02\x01\xff\x04\x01x",
                            "\x30\x09\x02\x05\x01\x01\x01\x01\x01\x04\x01x", "x"}) {
    for (const bool is_critical : {true, false}) {
      Search request;
      request.controls = {{std::string(protocol::kPagedResultsOid), is_critical, value}};
      EXPECT_EQ(talk.ask_one(test::search(2, request)).code, 2);
    }
  }
  const test::SentControl good = {std::string(protocol::kPagedResultsOid), true,
                                  protocol::encode_paged_results({.size = 5, .cookie = ""})};
  Search twice;
  twice.controls = {good, good};
  EXPECT_EQ(talk.ask_one(test::search(3, twice)).code, 2);
  EXPECT_EQ(page(talk, 2147483647, "").code, 0) << "a huge page is no larger than what there is";
  EXPECT_EQ(seen.size(), 17U);
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

TEST(SessionSearch, GivesARootDsePageTheControlOfPages) {
  Conversation talk;
  Search request{.base = "", .scope = 0};
  request.controls = {{std::string(protocol::kPagedResultsOid), true,
                       protocol::encode_paged_results({.size = 1, .cookie = ""})}};
  const std::string answer = talk.send(test::search(1, request));
  EXPECT_THAT(answer, HasSubstr(std::string(protocol::kPagedResultsOid)));
  EXPECT_EQ(test::answers(answer).back().cookie, "");
}

}  // namespace
}  // namespace drawbridge::ldap::server
