#include "ldap/server/entry_walk.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

/// Walks to the end with so many steps at a time.
/// @return how often it was interrupted
std::size_t pauses(const std::string& base, const std::string& text, std::size_t steps,
                   std::size_t& found) {
  const auto tree = test::sample_tree(30);
  const Authority authority(*test::alpha_service());
  const auto filter = filter::Filter::parse(text);
  EXPECT_TRUE(filter);
  EntryWalk walk(*tree, authority, test::name(base).key(), protocol::Scope::kWholeSubtree, *filter);
  std::size_t count = 0;
  found = 0;
  for (std::size_t left = steps;;) {
    if (walk.next(left) != nullptr) {
      ++found;
    } else if (left != 0) {
      return count;
    } else {
      ++count;
      left = steps;
    }
  }
}

TEST(EntryWalk, PausesWhileItPassesOverWhatIsOutOfScope) {
  // Ten people come from the index, and none of them is below the groups.
  const std::string project = "(memberOf=cn=project1,ou=groups,ou=alpha,dc=example,dc=org)";
  std::size_t found = 0;
  EXPECT_GE(pauses("ou=groups,ou=alpha,dc=example,dc=org", project, 3, found), 3U);
  EXPECT_EQ(found, 0U);
  EXPECT_EQ(pauses("ou=groups,ou=alpha,dc=example,dc=org", project, 1000, found), 0U);
  pauses("ou=people,ou=alpha,dc=example,dc=org", project, 3, found);
  EXPECT_EQ(found, 10U);
}

TEST(EntryWalk, GivesTheSameEntriesHoweverOftenItPauses) {
  std::size_t once = 0;
  pauses("dc=example,dc=org", "(objectClass=*)", 1000, once);
  EXPECT_EQ(once, 1U + 3U + 30U + 3U);
  for (const std::size_t steps : {1U, 2U, 7U}) {
    std::size_t found = 0;
    pauses("dc=example,dc=org", "(objectClass=*)", steps, found);
    EXPECT_EQ(found, once) << steps;
  }
}

TEST(EntryWalk, PassesOverSubtreesWithoutTheClass) {
  std::size_t found = 0;
  pauses("ou=alpha,dc=example,dc=org", "(objectClass=posixGroup)", 1000, found);
  EXPECT_EQ(found, 3U + 3U);
  const char* people = "(&(objectClass=top)(&(OBJECTCLASS=posixAccount)(uid=*)))";
  for (const std::size_t steps : {1U, 2U, 1000U}) {
    pauses("ou=alpha,dc=example,dc=org", people, steps, found);
    EXPECT_EQ(found, 3U + 30U) << steps;
  }
  pauses("ou=alpha,dc=example,dc=org", "(objectClass=account)", 1000, found);
  EXPECT_EQ(found, 1U);
}

TEST(EntryWalk, PassesOverNothingThatTheFilterMayBeTrueOf) {
  std::size_t all = 0;
  pauses("dc=example,dc=org", "(objectClass=*)", 1000, all);
  for (const char* text :
       {"(!(objectClass=posixGroup))", "(|(objectClass=posixGroup)(objectClass=posixAccount))",
        "(&(objectClass=top)(|(objectClass=posixGroup)(uid=*)))", "(objectClass=top)",
        "(objectClass:dn:=posixGroup)"}) {
    std::size_t found = 0;
    pauses("dc=example,dc=org", text, 1000, found);
    EXPECT_EQ(found, all) << text;
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
