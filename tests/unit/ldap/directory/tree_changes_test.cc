#include "ldap/directory/tree_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ldap/directory/change_sequence.h"
#include "ldap/directory/tree_editor.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::directory {
namespace {

std::vector<std::string> told(const std::shared_ptr<const Tree>& before,
                              const std::shared_ptr<const Tree>& after) {
  std::vector<std::string> lines;
  TreeChanges changes(before, after);
  while (const auto change = changes.next()) {
    const char* what = change->before == nullptr ? "+" : change->after == nullptr ? "-" : "~";
    const Entry* entry = change->after != nullptr ? change->after : change->before;
    lines.push_back(what + std::string(entry->dn().substr(0, entry->dn().find(','))));
  }
  return lines;
}

TEST(TreeChanges, NamesWhatCameChangedAndWentInTheOrderOfTheTree) {
  const auto before = test::sample_tree(300);
  TreeEditor editor(before);
  ASSERT_TRUE(editor.put(test::person("alpha", 1000)));
  ASSERT_TRUE(editor.put(test::person("alpha", 7)));
  ASSERT_TRUE(editor.erase(test::name("uid=user9,ou=people,ou=beta,dc=example,dc=org")));
  const auto after = editor.finish(1001);
  EXPECT_THAT(told(before, after),
              testing::ElementsAre("+uid=user1000", "~uid=user7", "-uid=user9"));
  EXPECT_THAT(told(after, before),
              testing::ElementsAre("-uid=user1000", "~uid=user7", "+uid=user9"));
  EXPECT_THAT(told(after, after), testing::IsEmpty());
}

std::size_t pages_for_one_change(int people) {
  const auto before = test::sample_tree(people);
  TreeEditor editor(before);
  EXPECT_TRUE(editor.put(test::person("alpha", people / 2)));
  TreeChanges changes(before, editor.finish(1001));
  EXPECT_TRUE(changes.next());
  EXPECT_FALSE(changes.next());
  return changes.visited_pages();
}

TEST(TreeChanges, LookIntoTheSameNumberOfPagesInALargerTree) {
  EXPECT_EQ(pages_for_one_change(500), 6U);    // 1,000 people in two offerings
  EXPECT_EQ(pages_for_one_change(5'000), 8U);  // one level more
}

TEST(Tree, FindsAnEntryByItsUuidAndTheContextOfAName) {
  const Uuid uuid = Uuid::random();
  const auto before = test::sample_tree(3);
  TreeEditor editor(before);
  ASSERT_TRUE(
      editor.put(test::entry("ou=gamma,dc=example,dc=org", {{"objectClass", {"organizationalUnit"}},
                                                            {"ou", {"gamma"}},
                                                            {"entryUUID", {uuid.dashed()}}})));
  editor.set_context(before->suffix().key(), 5);
  editor.set_context(test::name("ou=gamma,dc=example,dc=org").key(), 7);
  const auto tree = editor.finish(1001);
  ASSERT_NE(tree->find_uuid(uuid), nullptr);
  EXPECT_EQ(tree->find_uuid(uuid)->dn(), "ou=gamma,dc=example,dc=org");
  EXPECT_EQ(tree->find_uuid(Uuid::random()), nullptr);
  const auto moment = [&](const char* dn) {
    const auto* context = tree->context_of(test::name(dn).key());
    return context == nullptr ? 0 : context->value.moment;
  };
  EXPECT_EQ(moment("uid=x,ou=people,ou=gamma,dc=example,dc=org"), 7U);
  EXPECT_EQ(moment("ou=gamma,dc=example,dc=org"), 7U);
  EXPECT_EQ(moment("ou=alpha,dc=example,dc=org"), 5U);
  EXPECT_EQ(moment("dc=example,dc=org"), 5U);
  EXPECT_EQ(moment("dc=org"), 0U);
  EXPECT_EQ(before->context_of(before->suffix().key()), nullptr);
}

TEST(ChangeSequence, IsTheMomentInOpenLdapsSpelling) {
  constexpr std::uint64_t kMoment = 1'772'352'931'123'456;
  EXPECT_EQ(change_sequence_number(kMoment), "20260301081531.123456Z#000000#000#000000");
  EXPECT_EQ(parse_change_sequence_number("20260301081531.123456Z#000000#000#000000"), kMoment);
  EXPECT_EQ(parse_change_sequence_number("20260301081531.123456Z#00002a#0fF#000001"), kMoment);
  for (const char* wrong :
       {"", "v42-2026", "20260301081531Z#000000#000#000000",
        "00000000000000.000000Z#000000#000#000000", "20260231081531.123456Z#000000#000#000000",
        "20260301081531.123456Z#000000#000#00000", "20260301081531.123456Z#00000g#000#000000",
        "20260301081531.12345 Z#000000#000#000000", "20260301081531.123456Z#000000#000#0000000"}) {
    EXPECT_FALSE(parse_change_sequence_number(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace drawbridge::ldap::directory
