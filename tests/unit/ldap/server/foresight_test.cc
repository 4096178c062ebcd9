#include "ldap/server/foresight.h"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/directory/tree.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

using schema::AttributeId;
using test::Conversation;
using test::Search;

std::optional<directory::IndexLookup> foresee(const std::string& filter,
                                              const Authority& authority = {}) {
  return foresee_lookup(test::search(7, Search{.filter = filter}), authority);
}

struct Row {
  const char* filter;
  AttributeId type;
  const char* normal_value;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.filter; }

class Foreseen : public testing::TestWithParam<Row> {};

TEST_P(Foreseen, IsWhatTheSearchLooksUp) {
  const auto lookup = foresee(GetParam().filter);
  ASSERT_TRUE(lookup);
  EXPECT_EQ(lookup->type, GetParam().type);
  EXPECT_EQ(lookup->hash, directory::index_hash(GetParam().type, GetParam().normal_value));
}

INSTANTIATE_TEST_SUITE_P(Foresight, Foreseen,
                         testing::Values(Row{"(uid=Jane)", AttributeId::kUid, "jane"},
                                         Row{"(&(objectClass=posixAccount)(UID=jane)(uid=*))",
                                             AttributeId::kUid, "jane"},
                                         Row{"(&(!(cn=x))(cn=a*)(memberUid=jane))",
                                             AttributeId::kMemberUid, "jane"}));

TEST(Foresight, SeesNothingInOtherFilters) {
  for (const char* filter : {"(uid=*)", "(uid=a*)", "(!(uid=a))", "(|(uid=a)(uid=b))", "(sn=a)",
                             "(unknown=a)", "(userPassword=a)", "(uidNumber=a)", "(&)",
                             "(&(&(uid=a)))", "(&(sn=a)(sn=b)(sn=c)(sn=d)(uid=a))"}) {
    EXPECT_FALSE(foresee(filter)) << filter;
  }
}

TEST(Foresight, SeesNothingOfWhatIsHidden) {
  Identity identity;
  identity.hidden_attributes.insert(AttributeId::kMail);
  const Authority authority(identity);
  EXPECT_FALSE(foresee("(mail=a@example.org)", authority));
  EXPECT_TRUE(foresee("(&(mail=a@example.org)(uid=a))", authority));
}

TEST(Foresight, LeavesOtherRequestsAndBrokenOnesAlone) {
  EXPECT_FALSE(foresee_lookup(test::bind(1, "cn=a", "b"), {}));
  EXPECT_FALSE(foresee_lookup(test::compare(1, "cn=a", "uid", "b"), {}));
  const std::string request = test::search(1, Search{.filter = "(&(uid=a)(uid=*))"});
  for (std::size_t size = 0; size < request.size(); ++size) {
    EXPECT_FALSE(foresee_lookup(std::string(request, 0, size), {})) << size;
  }
  for (std::size_t at = 0; at < request.size(); ++at) {
    for (int octet = 0; octet < 256; ++octet) {
      std::string changed = request;
      changed[at] = static_cast<char>(octet);
      foresee_lookup(changed, {});
    }
  }
}

TEST(Foresight, ChangesNoAnswerOfRequestsThatComeTogether) {
  std::vector<std::string> requests;
  for (int n = 0; n < 40; ++n) {
    const std::string who = "user" + std::to_string(n % 12);
    for (const std::string& filter : {"(uid=" + who + ")", "(memberUid=" + who + ")",
                                      "(uidNumber=" + std::to_string(5000 + n) + ")",
                                      std::string("(objectClass=organizationalUnit)")}) {
      requests.push_back(test::search(static_cast<int>(requests.size()) + 2,
                                      Search{.filter = filter, .attributes = {"*"}}));
    }
  }
  Conversation together;
  Conversation apart;
  together.bind_as("alpha-sssd");
  apart.bind_as("alpha-sssd");
  std::string all;
  std::string expected;
  for (const std::string& request : requests) {
    all += request;
    expected += apart.send(request);
  }
  EXPECT_EQ(together.send(all), expected);
}

}  // namespace
}  // namespace drawbridge::ldap::server
