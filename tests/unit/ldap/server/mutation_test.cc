#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "unit/ldap/server/conversation.h"

// Requests with octets changed, cut or doubled: whatever comes, what goes out is LDAP, and the
// session either goes on or says goodbye.

namespace drawbridge::ldap::server {
namespace {

using test::Conversation;
using test::Search;

std::vector<std::string> seeds() {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(
           std::filesystem::path(DRAWBRIDGE_SOURCE_DIR) / "tests/fuzz/corpus/message")) {
    std::ifstream in(file.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  std::sort(out.begin(), out.end());
  const std::string spec = "\x30\x11\x30\x0f\x04\x06member\x30\x05\x04\x03uid";
  const std::string page = protocol::encode_paged_results({.size = 2, .cookie = ""});
  Search request{.base = test::kProject1, .scope = 0, .attributes = {"*", "+"}};
  request.controls = {{std::string(protocol::kDerefOid), true, spec},
                      {std::string(protocol::kPagedResultsOid), false, page}};
  out.push_back(test::search(3, request));
  for (const char* filter : {"(&(uid=user7)(objectclass=posixAccount)(!(uidNumber=0)))",
                             "(:dn:caseIgnoreMatch:=alpha)", "(uid:2.5.13.4:=u\\2as\\2a7)",
                             "(|(cn=*a*b*)(memberOf=cn=x)(modifyTimestamp>=20260101Z))"}) {
    out.push_back(test::search(4, Search{.filter = filter}));
  }
  out.push_back(test::cancel(5, 4));
  return out;
}

std::string mutated(std::string octets, std::mt19937& random) {
  const auto below = [&](std::size_t limit) { return random() % limit; };
  for (std::size_t changes = 1 + below(3); changes != 0 && !octets.empty(); --changes) {
    const std::size_t at = below(octets.size());
    switch (below(5)) {
      case 0:
        octets[at] = static_cast<char>(below(256));
        break;
      case 1:
        octets[at] = static_cast<char>(static_cast<unsigned char>(octets[at]) ^ (1U << below(8)));
        break;
      case 2:
        octets.erase(at, 1 + below(4));
        break;
      case 3:
        octets.insert(at, octets.substr(at, 1 + below(8)));
        break;
      default:
        octets[at] = "\x00\x7f\x80\xff\x84"[below(5)];
    }
  }
  return octets;
}

TEST(Mutations, AreAnsweredInLdapOrEndTheConversation) {
  std::mt19937 random(7);
  const std::string whoami = test::extended(9, "1.3.6.1.4.1.4203.1.11.3");
  for (const std::string& seed : seeds()) {
    for (int i = 0; i < 40; ++i) {
      const std::string octets = mutated(seed, random);
      Conversation talk;
      talk.bind_as("alpha-sssd");
      const auto all = talk.ask(octets + whoami);
      if (talk.need == Need::kClose && !all.empty() && all.back().id == 0) {
        EXPECT_EQ(all.back().code, 2) << testing::PrintToString(octets);
      }
      EXPECT_NE(talk.need, Need::kTurn);
      EXPECT_NE(talk.need, Need::kOutput);
    }
  }
}

/// The answer of a session whose memory held that octet everywhere before.
std::string answer_over(char filling, const std::string& request) {
  constexpr std::size_t kLargest = 65'536;
  std::vector<std::string> rubbish;
  for (std::size_t size = 16; size <= kLargest; size *= 2) {
    for (int i = 0; i < 32; ++i) rubbish.emplace_back(size, filling);
  }
  rubbish.clear();
  Conversation talk;
  talk.bind_as("alpha-sssd");
  return talk.send(request);
}

TEST(Answers, HoldNothingOfWhatLayInMemoryBefore) {
  std::size_t compared = 0;
  for (const std::string& request : seeds()) {
    if (request.find(protocol::kPagedResultsOid) != request.npos) continue;  // cookies are random
    const std::string answer = answer_over('Z', request);
    EXPECT_EQ(answer, answer_over('\xa5', request));
    EXPECT_EQ(answer.find("ZZZZ"), answer.npos);
    ++compared;
  }
  EXPECT_GT(compared, 10U);
}

}  // namespace
}  // namespace drawbridge::ldap::server
