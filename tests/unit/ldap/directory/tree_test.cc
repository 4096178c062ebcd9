#include "ldap/directory/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ldap/directory/candidates.h"
#include "ldap/directory/match.h"
#include "ldap/directory/tree_editor.h"
#include "ldap/filter/filter.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::directory {
namespace {

using test::name;

std::vector<std::string> names(const Tree& tree) {
  std::vector<std::string> out;
  for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
    out.emplace_back(cursor->value->dn());
  }
  return out;
}

/// Hashes of the indexes in order, with the DN or the hash of the name each stands for.
std::vector<std::pair<std::uint64_t, std::string>> index_of(const Tree& tree) {
  std::vector<std::pair<std::uint64_t, std::string>> out;
  for (auto cursor = tree.links().begin(); !cursor.at_end(); cursor.next()) {
    out.emplace_back(cursor->key.hash, std::to_string(cursor->key.name));
  }
  for (const EqualityIndex* index : {&tree.index(), &tree.linked()}) {
    for (auto cursor = index->begin(); !cursor.at_end(); cursor.next()) {
      // An item that kept an entry which has gone would be found here: entries are looked up anew.
      const Entry* entry = tree.find(std::string_view(cursor->key.entry->key()));
      EXPECT_EQ(entry, cursor->key.entry);
      out.emplace_back(cursor->key.hash, cursor->key.entry->dn());
    }
  }
  return out;
}

std::map<LinkKey, std::size_t> class_counts_of(const Tree& tree) {
  std::map<LinkKey, std::size_t> out;
  for (auto cursor = tree.class_counts().begin(); !cursor.at_end(); cursor.next()) {
    EXPECT_NE(cursor->value, 0U);
    out[cursor->key] = cursor->value;
  }
  return out;
}

bool has_below(const Tree& tree, const std::string& container, std::string_view object_class) {
  return tree.has_class_below(name(container).key(),
                              index_hash(schema::AttributeId::kObjectClass, object_class));
}

std::vector<std::string> found(const Tree& tree, const std::string& text) {
  const auto filter = filter::Filter::parse(text);
  EXPECT_TRUE(filter) << text;
  std::vector<const Entry*> candidates;
  EXPECT_TRUE(find_candidates(tree, *filter, candidates)) << text << " has no index";
  std::vector<std::string> out;
  Matcher matcher(*filter, tree);
  for (const Entry* candidate : candidates) {
    if (matcher.matches(*candidate)) out.emplace_back(candidate->dn());
  }
  return out;
}

std::vector<std::string> scanned(const Tree& tree, const std::string& text) {
  const auto filter = filter::Filter::parse(text);
  EXPECT_TRUE(filter) << text;
  std::vector<std::string> out;
  Matcher matcher(*filter, tree);
  for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
    if (matcher.matches(*cursor->value)) out.emplace_back(cursor->value->dn());
  }
  return out;
}

TEST(Tree, HoldsASubtreeAsOneRange) {
  const auto tree = test::sample_tree();
  const std::vector<std::string> all = names(*tree);
  EXPECT_EQ(all.size(), tree->size());
  EXPECT_EQ(all.front(), "dc=example,dc=org");
  const dn::Dn alpha = name("ou=alpha,dc=example,dc=org");
  std::vector<bool> inside;
  for (const std::string& text : all) inside.push_back(name(text).is_within(alpha));
  const auto first = std::find(inside.begin(), inside.end(), true);
  const auto last = std::find(first, inside.end(), false);
  EXPECT_EQ(last - first, 16);
  EXPECT_EQ(std::find(last, inside.end(), true), inside.end());
}

TEST(Tree, KnowsWhoHasChildren) {
  const auto tree = test::sample_tree();
  EXPECT_TRUE(tree->has_children(*tree->find(name("dc=example,dc=org"))));
  EXPECT_TRUE(tree->has_children(*tree->find(name("ou=people,ou=beta,dc=example,dc=org"))));
  EXPECT_FALSE(
      tree->has_children(*tree->find(name("uid=user9,ou=people,ou=beta,dc=example,dc=org"))));
}

TEST(Tree, KnowsWhichClassesAreBelowAContainer) {
  const auto tree = test::sample_tree();
  for (const std::string container : {"dc=example,dc=org", "ou=beta,dc=example,dc=org"}) {
    EXPECT_TRUE(has_below(*tree, container, "posixaccount")) << container;
    EXPECT_TRUE(has_below(*tree, container, "posixgroup")) << container;
    EXPECT_TRUE(has_below(*tree, container, "organizationalunit")) << container;
    EXPECT_FALSE(has_below(*tree, container, "dcobject")) << container;
  }
  EXPECT_TRUE(has_below(*tree, "ou=people,ou=beta,dc=example,dc=org", "posixaccount"));
  EXPECT_FALSE(has_below(*tree, "ou=people,ou=beta,dc=example,dc=org", "posixgroup"));
  EXPECT_FALSE(has_below(*tree, "ou=people,ou=beta,dc=example,dc=org", "organizationalunit"));
  EXPECT_FALSE(has_below(*tree, "ou=services,dc=example,dc=org", "posixaccount"));
}

TEST(Tree, RefusesTwoEntriesOfOneNameAndStrangers) {
  const auto one = test::person("alpha", 1);
  EXPECT_EQ(Tree::build(name("dc=example,dc=org"), {one, one}, 1).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(Tree::build(name("dc=other"), {one}, 1).error().code, ErrorCode::kInvalid);
}

TEST(Tree, IsTheSameInWhateverOrderItsEntriesCome) {
  constexpr int kPeople = 20'500;  // more than one thread makes a tree of
  std::vector<EntryPointer> entries;
  test::add_offering(entries, "alpha", kPeople);
  std::ranges::sort(entries, {}, &Entry::key);
  const auto build = [](const std::vector<EntryPointer>& from) {
    const auto tree = Tree::build(name("ou=alpha,dc=example,dc=org"), from, 0);
    EXPECT_TRUE(tree);
    return *tree;
  };
  const auto tree = build(entries);
  std::vector<std::string> in_order;
  for (const auto& entry : entries) in_order.emplace_back(entry->dn());
  EXPECT_EQ(names(*tree), in_order);
  const auto expect_same = [&](const char* order) {
    const auto other = build(entries);
    EXPECT_EQ(names(*other), in_order) << order;
    EXPECT_EQ(index_of(*other), index_of(*tree)) << order;
    EXPECT_EQ(class_counts_of(*other), class_counts_of(*tree)) << order;
  };
  std::rotate(entries.begin(), entries.begin() + kPeople / 3, entries.end());
  expect_same("two stretches");
  std::reverse(entries.begin(), entries.end());
  expect_same("falling");
  std::shuffle(entries.begin(), entries.end(), std::mt19937(1));
  expect_same("none");
  // Dealt to a few stretches, from wide and narrow parts of the whole: before, behind and between
  // one another.
  for (unsigned seed = 2; seed < 6; ++seed) {
    std::ranges::sort(entries, {}, &Entry::key);
    std::mt19937 random(seed);
    const std::size_t stretches = 2 + random() % 6;
    const std::size_t part = 1 + random() % (entries.size() / 2);
    std::vector<std::vector<EntryPointer>> dealt(stretches);
    for (std::size_t at = 0; at < entries.size(); ++at) {
      const std::size_t spread = seed % 2 == 0 ? 1 : stretches;
      dealt[stretches - 1 - (at / part + random() % spread) % stretches].push_back(entries[at]);
    }
    entries.clear();
    for (const auto& stretch : dealt) std::ranges::copy(stretch, std::back_inserter(entries));
    expect_same("stretches");
  }
}

TEST(Candidates, FindWhatAScanFinds) {
  const auto tree = test::sample_tree(40);
  for (const std::string text :
       {"(uid=user7)", "(UID=User7)", "(uidNumber=5007)", "(gidNumber=6001)", "(memberUid=user7)",
        "(member=uid=user7,ou=people,ou=alpha,dc=example,dc=org)",
        "(memberOf=cn=project1,ou=groups,ou=beta,dc=example,dc=org)", "(mail=USER3@example.org)",
        "(cn=zoë user 12)", "(uid=nobody)", "(nosuch=x)", "(uidNumber=abc)", "(&(nosuch=x)(uid=*))",
        "(&(uid=user7)(objectclass=posixAccount)(uid=*)(&(uidNumber=*)(!(uidNumber=0))))",
        "(&(objectClass=posixGroup)(|(memberUid=user7)(member=uid=user8,ou=people,ou=beta,dc="
        "example,dc=org)))",
        "(|(uid=user1)(uid=user1)(cn=project1)(nosuch=x))", "(|)",
        "(&(objectClass=posixAccount)(gidNumber=5003))", "(&(memberUid=user1)(gidNumber=6001))"}) {
    EXPECT_EQ(found(*tree, text), scanned(*tree, text)) << text;
  }
}

TEST(Candidates, AreFewWhenAnyPartOfAnAndIsIndexed) {
  const auto tree = test::sample_tree(200);
  const auto filter = filter::Filter::parse(
      "(&(memberOf=cn=project1,ou=groups,ou=alpha,dc=example,dc=org)(uid=user7))");
  ASSERT_TRUE(filter);
  std::vector<const Entry*> candidates;
  ASSERT_TRUE(find_candidates(*tree, *filter, candidates));
  EXPECT_EQ(candidates.size(), 2U);
}

TEST(Candidates, NeedAScanWhereTheIndexSaysNothing) {
  const auto tree = test::sample_tree(3);
  for (const std::string text : {"(objectClass=*)", "(uid=*)", "(uid=user*)", "(!(uid=user1))",
                                 "(&)", "(|(uid=user1)(sn=x))", "(uidNumber>=1)"}) {
    const auto filter = filter::Filter::parse(text);
    ASSERT_TRUE(filter);
    std::vector<const Entry*> candidates;
    EXPECT_FALSE(find_candidates(*tree, *filter, candidates)) << text;
  }
}

TEST(Candidates, AreNotCollectedWhenThatCostsMoreThanAScan) {
  const auto tree = test::sample_tree(200);
  const std::string large = "(memberOf=cn=project1,ou=groups,ou=alpha,dc=example,dc=org)";
  for (const char* set : {"(|", "(&"}) {
    std::string text = set;
    for (int i = 0; i < 4000; ++i) text += large;
    const auto filter = filter::Filter::parse(text + ")");
    ASSERT_TRUE(filter);
    std::vector<const Entry*> candidates;
    find_candidates(*tree, *filter, candidates);
    EXPECT_LE(candidates.capacity(), 4 * tree->size()) << set;
  }
  EXPECT_EQ(found(*tree, "(|" + large + large + ")"), found(*tree, large));
}

TEST(Candidates, HoldWhatAnExtensibleMatchCanBeTrueOf) {
  const auto tree = test::sample_tree(20);
  for (const std::string text :
       {"(uid:=USER7)", "(uid:caseIgnoreMatch:=USER7)", "(nosuch:=x)", "(:nosuchrule:=x)",
        "(&(uid=user7)(uid:caseExactMatch:=user7))", "(|(uid=user7)(uid:nosuchrule:=x))"}) {
    EXPECT_EQ(found(*tree, text), scanned(*tree, text)) << text;
  }
  for (const std::string text : {"(uid:caseExactMatch:=user7)", "(uid:dn:=user7)",
                                 "(:caseIgnoreMatch:=user7)", "(uid:2.5.13.4:=u\\2a)"}) {
    const auto filter = filter::Filter::parse(text);
    ASSERT_TRUE(filter);
    std::vector<const Entry*> candidates;
    EXPECT_FALSE(find_candidates(*tree, *filter, candidates)) << text;
    EXPECT_FALSE(scanned(*tree, text).empty()) << text;
  }
}

TEST(TreeEditor, GivesTheTreeThatARebuildGives) {
  std::mt19937 random(5);
  const auto begin = test::sample_tree(20);
  std::map<std::string, EntryPointer> model;
  for (auto cursor = begin->entries().begin(); !cursor.at_end(); cursor.next()) {
    model[std::string(cursor->value->dn())] = cursor->value;
  }
  std::shared_ptr<const Tree> tree = begin;
  const auto before = index_of(*begin);
  for (int round = 0; round < 60; ++round) {
    TreeEditor editor(tree);
    for (int change = 0; change < 8; ++change) {
      const int n = static_cast<int>(random() % 60);
      EntryPointer entry = test::person("alpha", n);
      if (random() % 3 == 0) {
        std::vector<int> members;
        for (unsigned i = 0; i < random() % 30; ++i) members.push_back(static_cast<int>(i * 2));
        entry = test::group("beta", n % 7, members);
      } else if (random() % 5 == 0) {  // of other classes than before, in both places
        entry = test::entry(std::string(entry->dn()), {{"objectClass", {"top", "account"}}});
      }
      const std::string dn(entry->dn());
      if (random() % 3 == 0) {
        ASSERT_EQ(editor.erase(name(dn)), model.erase(dn) == 1);
      } else {
        ASSERT_TRUE(editor.put(entry));
        model[dn] = entry;
      }
      ASSERT_EQ(editor.find(name(dn)) != nullptr, model.count(dn) == 1);
    }
    tree = editor.finish(0);
    std::vector<EntryPointer> entries;
    for (const auto& [dn, entry] : model) entries.push_back(entry);
    const auto rebuilt = Tree::build(name("dc=example,dc=org"), entries, 0);
    ASSERT_TRUE(rebuilt);
    ASSERT_EQ(names(*tree), names(**rebuilt));
    ASSERT_EQ(index_of(*tree), index_of(**rebuilt));
    ASSERT_EQ(class_counts_of(*tree), class_counts_of(**rebuilt));
  }
  EXPECT_EQ(index_of(*begin), before);
}

TEST(TreeEditor, CopiesNoPagesOfTheIndexForLinksThatStay) {
  std::vector<int> members;
  for (int number = 0; number < 300; ++number) members.push_back(number);
  TreeEditor with_many(test::sample_tree(300));
  ASSERT_TRUE(with_many.put(test::group("alpha", 1, members)));
  const auto before = with_many.finish(0);
  members.pop_back();
  TreeEditor editor(before);
  ASSERT_TRUE(editor.put(test::group("alpha", 1, members)));
  const auto after = editor.finish(0);
  std::size_t changed = 0;
  LinkIndex::Differences links(before->links(), after->links());
  while (links.next()) ++changed;
  EXPECT_EQ(changed, 2U) << "one member, by name and by DN";
  EXPECT_LE(links.visited(), 20U) << "two paths of each version, of some hundred values";
  EXPECT_EQ(found(*after, "(memberUid=user298)"), scanned(*after, "(memberUid=user298)"));
  EXPECT_EQ(found(*after, "(memberUid=user299)"), scanned(*after, "(memberUid=user299)"));
}

TEST(TreeEditor, NeverLetsTheLastUsnFall) {
  TreeEditor editor(test::sample_tree(1));
  EXPECT_EQ(editor.finish(5)->last_usn(), 1000U);
  EXPECT_EQ(editor.finish(1001)->last_usn(), 1001U);
}

TEST(TreeEditor, RefusesAnEntryOutsideTheSuffix) {
  TreeEditor editor(std::make_shared<const Tree>(name("dc=other")));
  EXPECT_EQ(editor.put(test::person("alpha", 1)).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace drawbridge::ldap::directory
