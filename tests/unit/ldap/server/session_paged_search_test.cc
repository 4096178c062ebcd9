#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
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

/// What a conversation may do with pages, and what has to come of it by RFC 2696.
class PagedModel {
 public:
  explicit PagedModel(std::uint32_t seed) : random_(seed) { talk_.bind_as("alpha-sssd"); }

  void step() {
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
        return begin();
      case 3:
      case 4:
      case 5:
      case 6:
        return go_on();
      case 7:
        return give_up();
      case 8:
        return try_cookie_of_nobody();
      case 9:
        return try_with_another_request();
      case 10:
        talk_.tree().publish(test::sample_tree(static_cast<int>(below(13))));
        return;
      default:
        if (below(10) == 0) {
          talk_.bind_as("alpha-sssd");
          for (const Kept& kept : kept_) spent_.push_back(kept.cookie);
          kept_.clear();
        }
    }
  }

 private:
  struct Kept {
    std::string cookie;
    std::size_t request;
    std::vector<std::string> names;  // that are still to come
  };

  std::size_t below(std::size_t most) { return random_() % most; }

  static Search request(std::size_t which) {
    static const std::vector<Search> requests = {
        {},
        {.base = "ou=alpha,dc=example,dc=org"},
        {.filter = "(objectClass=posixAccount)"},
        {.filter = "(|(uid=user1)(cn=project1)(uid=user9))", .attributes = {"*"}},
        {.filter = "(uid=nobody)"}};
    return requests[which];
  }

  std::vector<Answer> ask(std::size_t which, std::size_t size, const std::string& cookie) {
    Search asked = request(which);
    asked.controls = {
        {std::string(protocol::kPagedResultsOid), true,
         protocol::encode_paged_results({.size = static_cast<int>(size), .cookie = cookie})}};
    return talk_.ask(test::search(9, asked));
  }

  void begin() {
    const std::size_t which = below(5);
    take_page({"", which, test::entry_names(talk_.ask(test::search(2, request(which))))});
  }

  void go_on() {
    if (kept_.empty()) return;
    const auto chosen = kept_.begin() + static_cast<std::ptrdiff_t>(below(kept_.size()));
    const Kept kept = *chosen;
    kept_.erase(chosen);
    spent_.push_back(kept.cookie);
    take_page(kept);
  }

  /// The next page of one, which is kept last from now on, if there is more.
  void take_page(Kept kept) {
    const std::size_t size = below(20) == 0 ? 2'147'483'647 : 1 + below(6);
    const auto all = ask(kept.request, size, kept.cookie);
    const auto end =
        kept.names.begin() + static_cast<std::ptrdiff_t>(std::min(size, kept.names.size()));
    EXPECT_EQ(all.back().code, 0);
    EXPECT_EQ(test::entry_names(all), std::vector<std::string>(kept.names.begin(), end));
    kept.names.erase(kept.names.begin(), end);
    kept.cookie = all.back().cookie;
    if (kept.cookie.empty()) {
      EXPECT_TRUE(kept.names.empty());
      return;
    }
    EXPECT_EQ(std::count(spent_.begin(), spent_.end(), kept.cookie), 0);
    kept_.push_back(std::move(kept));
    if (kept_.size() > Limits().max_paged_searches) {
      spent_.push_back(kept_.front().cookie);
      kept_.pop_front();
    }
  }

  void give_up() {
    if (kept_.empty()) return;
    const auto all = ask(kept_.back().request, 0, kept_.back().cookie);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(all.back().code, 0);
    EXPECT_EQ(all.back().cookie, "");
    spent_.push_back(kept_.back().cookie);
    kept_.pop_back();
  }

  void try_cookie_of_nobody() {
    std::string cookie = "nobody's";
    if (!spent_.empty() && below(2) == 0) {
      cookie = spent_[below(spent_.size())];
    } else if (!kept_.empty()) {
      cookie = kept_.front().cookie;
      cookie[below(cookie.size())] ^= static_cast<char>(1 << below(8));
    }
    expect_refused(below(5), cookie);
  }

  void try_with_another_request() {
    if (!kept_.empty()) expect_refused((kept_.front().request + 1) % 5, kept_.front().cookie);
  }

  void expect_refused(std::size_t which, const std::string& cookie) {
    const auto all = ask(which, below(4), cookie);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(all.back().code, 53);
    EXPECT_EQ(all.back().cookie, "");
  }

  std::mt19937 random_;
  Conversation talk_;
  std::deque<Kept> kept_;
  std::vector<std::string> spent_;
};

TEST(PagedSearches, HoldToTheModelWhateverIsDoneWithThem) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    PagedModel model(seed);
    for (int i = 0; i < 1000 && !testing::Test::HasFailure(); ++i) model.step();
    EXPECT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
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
