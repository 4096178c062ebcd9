#include "projection/offering_editor.h"

#include <algorithm>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ldap/directory/tree.h"
#include "projection/branch_writer.h"
#include "projection/glauth_document.h"
#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

using ldap::directory::Tree;
using ldap::directory::TreeEditor;
using sample::contents;
using sample::group;
using sample::person;

using TreePointer = std::shared_ptr<const Tree>;

TreePointer render(const OfferingOutput& output) {
  auto rendered = *render_branch(output, EntryStamps(Timestamp{1}));
  EXPECT_TRUE(rendered.refused.empty());
  return *Tree::build(sample::dit().base(), std::move(rendered.entries), 1);
}

std::map<std::string, std::string> entries_of(const Tree& tree) {
  std::map<std::string, std::string> entries;
  for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
    entries.emplace(cursor->value->dn(), sample::describe(*cursor->value));
  }
  return entries;
}

std::vector<std::string> left_out(const OfferingOutput& output) {
  std::vector<std::string> lines;
  for (const auto& view : output.left_out()) {
    lines.push_back(view.uuid.hex() + " " + view.username + " " + view.reason);
  }
  return lines;
}

/// An offering with its tree, changed step by step.
struct Live {
  explicit Live(app::OfferingContents records)
      : output(*sample::offering(std::move(records))), tree(render(output)) {}

  void apply(OfferingChanges changes) {
    OfferingEditor editor(output);
    editor.apply(std::move(changes));
    write(editor);
  }
  void write(OfferingEditor& editor) {
    TreeEditor tree_editor(tree);
    const auto written = write_changes(editor, EntryStamps(Timestamp{2}), tree_editor);
    ASSERT_TRUE(written) << written.error().message;
    tree = tree_editor.finish(2);
    output = editor.current();
  }
  std::string value(const std::string& name, std::string_view attribute) const {
    const auto* entry = tree->find(*ldap::dn::Dn::parse(name + ",ou=hpc,dc=example,dc=org"));
    return entry == nullptr ? "(no entry)" : sample::value(*entry, attribute);
  }

  OfferingOutput output;
  TreePointer tree;
};

OfferingChanges account_change(app::AccountView view) {
  OfferingChanges changes;
  const Uuid uuid = view.uuid;
  changes.accounts.emplace_back(uuid, std::move(view));
  return changes;
}

TEST(OfferingEditor, TouchesOnlyTheEntriesThatChanged) {
  Live live(contents({person("mari", 1), person("juri", 2)}, {group("astro", 1, {"mari"})}));
  auto mari = person("mari", 1);
  mari.ssh_keys = {"ssh-ed25519 NEW x"};
  live.apply(account_change(mari));
  EXPECT_EQ(live.value("uid=mari,ou=people", "sshPublicKey"), "ssh-ed25519 NEW x");
  EXPECT_EQ(live.value("uid=mari,ou=people", "entryUSN"), "2");
  EXPECT_EQ(live.value("uid=juri,ou=people", "entryUSN"), "1");
  EXPECT_EQ(live.value("cn=astro,ou=groups", "entryUSN"), "1");
}

// So many that several threads share them, and so is every kind of name that they look up.
TEST(OfferingEditor, MakesTheEntriesOfALargeOfferingAsItMakesThemOneByOne) {
  constexpr std::uint32_t kPeople = 2500, kGroups = 40;
  std::vector<app::AccountView> people;
  std::vector<app::GroupView> groups;
  for (std::uint32_t number = 1; number <= kGroups; ++number) {
    groups.push_back(group("team" + std::to_string(number), number, {"nobody"}));
    groups.back().gid = 9000 + number;  // nobody's own
  }
  for (std::uint32_t number = 1; number <= kPeople; ++number) {
    auto account = person("user" + std::to_string(number), number);
    auto& team = groups[number % kGroups];
    team.members.push_back(number % 3 == 0 ? "USER" + std::to_string(number) : account.username);
    account.groups = {{team.gid, number % 5 == 0 ? "TEAM" + team.name.substr(4) : team.name},
                      {team.gid + 1, team.name},
                      {team.gid, "gone"}};
    people.push_back(std::move(account));
  }
  groups.push_back(group("user7", kGroups + 1, {"user8"}));
  for (auto& team : groups) std::sort(team.members.begin(), team.members.end());
  const auto at_once = Live(contents(people, groups));
  Live step_by_step(contents({}));
  OfferingEditor editor(step_by_step.output);
  editor.replace(contents(people, groups));
  step_by_step.write(editor);
  EXPECT_EQ(at_once.value("uid=user45,ou=people", "memberOf"),
            "cn=team6,ou=groups,ou=hpc,dc=example,dc=org");
  EXPECT_EQ(at_once.tree->size(), 3 + 2 * kPeople + kGroups);
  EXPECT_TRUE(entries_of(*at_once.tree) == entries_of(*step_by_step.tree));
}

TEST(OfferingEditor, LeavesAnEqualRecordAlone) {
  Live live(contents({person("mari", 1)}));
  live.apply(account_change(person("mari", 1)));
  EXPECT_EQ(live.value("uid=mari,ou=people", "entryUSN"), "1");
}

TEST(OfferingEditor, MovesAnAccountThatIsRenamedWithItsGroups) {
  auto mari = person("mari", 1);
  mari.groups = {{6001, "astro"}};
  Live live(contents({mari}, {group("astro", 1, {"mari"})}));
  mari.username = "maria";
  auto changes = account_change(mari);
  changes.groups.emplace_back(sample::uuid(4, 1), group("astro", 1, {"maria"}));
  live.apply(std::move(changes));
  EXPECT_EQ(live.value("uid=mari,ou=people", "uid"), "(no entry)");
  EXPECT_EQ(live.value("cn=mari,ou=groups", "cn"), "(no entry)");
  EXPECT_EQ(live.value("uid=maria,ou=people", "memberOf"),
            "cn=astro,ou=groups,ou=hpc,dc=example,dc=org");
  EXPECT_EQ(live.value("cn=maria,ou=groups", "gidNumber"), "5001");
  EXPECT_EQ(live.value("cn=astro,ou=groups", "memberUid"), "maria");
}

TEST(OfferingEditor, LetsTwoAccountsSwapTheirNamesInOneChange) {
  Live live(contents({person("a", 1), person("b", 2)}));
  OfferingChanges changes;
  changes.accounts.emplace_back(sample::uuid(2, 1), [] {
    auto view = person("a", 1);
    view.username = "b";
    return view;
  }());
  changes.accounts.emplace_back(sample::uuid(2, 2), [] {
    auto view = person("b", 2);
    view.username = "a";
    return view;
  }());
  live.apply(std::move(changes));
  EXPECT_EQ(live.value("uid=a,ou=people", "uidNumber"), "5002");
  EXPECT_EQ(live.value("uid=b,ou=people", "uidNumber"), "5001");
  EXPECT_TRUE(live.output.left_out().empty());
}

TEST(OfferingEditor, HidesAProjectGroupWhileAnAccountHasItsName) {
  auto mari = person("mari", 1);
  mari.groups = {{6001, "astro"}};
  Live live(contents({mari}, {group("astro", 1, {"mari"})}));
  live.apply(account_change(person("astro", 2)));
  EXPECT_EQ(live.value("cn=astro,ou=groups", "gidNumber"), "5002");
  EXPECT_EQ(live.value("uid=mari,ou=people", "memberOf"), "(0 values)");
  OfferingChanges gone;
  gone.accounts.emplace_back(sample::uuid(2, 2), app::Absent{});
  live.apply(std::move(gone));
  EXPECT_EQ(live.value("cn=astro,ou=groups", "gidNumber"), "6001");
  EXPECT_EQ(live.value("uid=mari,ou=people", "memberOf"),
            "cn=astro,ou=groups,ou=hpc,dc=example,dc=org");
}

TEST(OfferingEditor, NeverNamesAMemberWithoutAnEntry) {
  Live live(contents({person("mari", 1)}, {group("astro", 1, {"ghost", "mari"})}));
  EXPECT_EQ(live.value("cn=astro,ou=groups", "memberUid"), "mari");
}

TEST(OfferingEditor, SkipsARecordThatNoEntryCanBeMadeOfInEveryOutput) {
  auto mari = person("mari", 1);
  mari.groups = {{6001, "astro"}};
  Live live(contents({mari, person("juri", 2)}, {group("astro", 1, {"mari"})}));
  OfferingEditor editor(live.output);
  skip_refused(editor, {{mari.uuid, false, "invalid_cn"}});
  live.write(editor);
  EXPECT_EQ(live.value("uid=mari,ou=people", "uid"), "(no entry)");
  EXPECT_EQ(live.value("cn=mari,ou=groups", "cn"), "(no entry)");
  EXPECT_EQ(live.value("cn=astro,ou=groups", "memberUid"), "(0 values)");
  const auto text = glauth_text(std::make_shared<const OfferingOutput>(live.output));
  EXPECT_EQ(text.find("\"mari\""), std::string::npos);
  EXPECT_NE(text.find("\"juri\""), std::string::npos);
  EXPECT_EQ(left_out(live.output), std::vector<std::string>{mari.uuid.hex() + " mari invalid_cn"});
}

TEST(OfferingEditor, SkipsTheSecondOfTwoAccountsWithOneNameAndSaysSo) {
  auto second = person("Mari", 2);
  Live live(contents({second, person("mari", 1)}));
  EXPECT_TRUE(live.output.has_clashes);
  EXPECT_EQ(live.value("uid=mari,ou=people", "uidNumber"), "5001");
  EXPECT_EQ(left_out(live.output),
            std::vector<std::string>{second.uuid.hex() + " Mari name_taken"});
  OfferingEditor editor(live.output);
  editor.replace(contents({second}));
  live.write(editor);
  EXPECT_FALSE(live.output.has_clashes);
  EXPECT_EQ(live.value("uid=mari,ou=people", "uidNumber"), "5002");
}

TEST(OfferingEditor, TakesTheWholeSubtreeOut) {
  Live live(contents({person("mari", 1)}, {group("astro", 1, {"mari"})}));
  TreeEditor editor(live.tree);
  erase_branch(live.output, editor);
  EXPECT_EQ(editor.finish(2)->size(), 0u);
}

/// Records that are consistent as the store keeps them, and random changes of them.
class RandomRecords {
 public:
  explicit RandomRecords(std::uint32_t seed) : random_(seed) {}

  OfferingChanges change() {
    const std::map<Uuid, app::AccountView> accounts_before = accounts();
    const std::map<Uuid, app::GroupView> groups_before = groups();
    for (std::uint32_t step = 0; step < 1 + below(4); ++step) mutate();
    return differences(accounts_before, groups_before);
  }

  app::OfferingContents whole() const {
    std::vector<app::AccountView> all_accounts;
    std::vector<app::GroupView> all_groups;
    for (const auto& [uuid, view] : accounts()) all_accounts.push_back(view);
    for (const auto& [uuid, view] : groups()) all_groups.push_back(view);
    return contents(std::move(all_accounts), std::move(all_groups));
  }

 private:
  static constexpr std::uint32_t kAccounts = 12;
  static constexpr std::uint32_t kGroups = 6;

  struct Account {
    bool exists = false, disabled = false, unsound = false, robot = false;
    std::uint32_t name = 0, gid = 0, revision = 0;
  };
  struct Group {
    bool exists = false;
    std::uint32_t name = 0, gid = 0;
    std::set<std::uint32_t> members;
  };

  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_()) % end; }

  void mutate() {
    if (below(3) == 0) {
      auto& group = groups_[below(kGroups)];
      if (below(3) == 0) group.exists = !group.exists;
      if (below(4) == 0) group.name = below(kGroups * 2);
      if (below(4) == 0) group.gid = below(kGroups * 2);
      const auto member = below(kAccounts);
      if (group.members.erase(member) == 0) group.members.insert(member);
      return;
    }
    auto& account = accounts_[below(kAccounts)];
    if (below(3) == 0) account.exists = !account.exists;
    if (below(4) == 0) account.disabled = !account.disabled;
    if (below(6) == 0) account.unsound = !account.unsound;
    if (below(6) == 0) account.robot = !account.robot;
    if (below(4) == 0) account.name = below(3);
    if (below(4) == 0) account.gid = below(kGroups);
    account.revision = below(1000);
  }

  /// Accounts never share a name; a third of them may have a project group's, or its gid.
  static std::string account_name(std::uint32_t number, const Account& account) {
    if (account.name == 2) return "shared" + std::to_string(number);
    return "user" + std::to_string(number) + (account.name == 1 ? "b" : "a");
  }

  static std::string group_name(std::uint32_t number, const Group& group) {
    if (group.name < kAccounts && group.name % 2 == 0) {
      return "shared" + std::to_string(number);
    }
    return "group" + std::to_string(number);
  }

  std::map<Uuid, app::AccountView> accounts() const {
    std::map<Uuid, app::AccountView> views;
    for (std::uint32_t number = 0; number < kAccounts; ++number) {
      const auto found = accounts_.find(number);
      if (found == accounts_.end() || !found->second.exists) continue;
      const Account& account = found->second;
      const std::string name = account_name(number, account);
      auto view = account.robot ? sample::robot(name, number + 1) : person(name, number + 1);
      view.disabled = account.disabled;
      view.modified.microseconds += account.revision;
      if (account.gid == 3) view.primary_gid = 6000 + number % kGroups;
      if (account.unsound) view.login_shell = "";
      if (account.revision % 3 == 0) view.changes_at = Timestamp{account.revision};
      for (const auto& [group_number, group] : groups_) {
        if (!group.exists || !group.members.contains(number)) continue;
        view.groups.push_back({gid_of(group_number, group), group_name(group_number, group)});
      }
      std::sort(view.groups.begin(), view.groups.end());
      views.emplace(view.uuid, std::move(view));
    }
    return views;
  }

  static std::int64_t gid_of(std::uint32_t number, const Group& group) {
    return 6000 + (group.gid % 3 == 0 ? number : group.gid % kGroups);
  }

  std::map<Uuid, app::GroupView> groups() const {
    std::map<Uuid, app::GroupView> views;
    for (const auto& [number, group] : groups_) {
      if (!group.exists) continue;
      auto view = sample::group(group_name(number, group), number, {});
      view.gid = gid_of(number, group);
      for (const auto member : group.members) {
        const auto found = accounts_.find(member);
        if (found == accounts_.end() || !found->second.exists) continue;
        view.members.push_back(account_name(member, found->second));
      }
      std::sort(view.members.begin(), view.members.end());
      views.emplace(view.uuid, std::move(view));
    }
    return views;
  }

  /// What a loader would be asked for: every record whose view is another one now.
  OfferingChanges differences(const std::map<Uuid, app::AccountView>& accounts_before,
                              const std::map<Uuid, app::GroupView>& groups_before) const {
    OfferingChanges changes;
    const auto accounts_after = accounts();
    const auto groups_after = groups();
    for (const auto& [uuid, view] : accounts_after) changes.accounts.emplace_back(uuid, view);
    for (const auto& [uuid, view] : groups_after) changes.groups.emplace_back(uuid, view);
    for (const auto& [uuid, view] : accounts_before) {
      if (!accounts_after.contains(uuid)) changes.accounts.emplace_back(uuid, app::Absent{});
    }
    for (const auto& [uuid, view] : groups_before) {
      if (!groups_after.contains(uuid)) changes.groups.emplace_back(uuid, app::Absent{});
    }
    return changes;
  }

  std::mt19937 random_;
  std::map<std::uint32_t, Account> accounts_;
  std::map<std::uint32_t, Group> groups_;
};

TEST(OfferingEditor, GivesAfterAnyChangesWhatARebuildGives) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    RandomRecords records(seed);
    Live live(records.whole());
    for (int round = 0; round < 10; ++round) {
      live.apply(records.change());
      const auto rebuilt = sample::offering(records.whole());
      ASSERT_EQ(entries_of(*live.tree), entries_of(*render(*rebuilt))) << seed << "/" << round;
      ASSERT_EQ(left_out(live.output), left_out(*rebuilt)) << seed << "/" << round;
      ASSERT_EQ(glauth_text(std::make_shared<const OfferingOutput>(live.output)),
                glauth_text(rebuilt));
      ASSERT_EQ(live.output.personal_gids.size(), rebuilt->personal_gids.size());
      ASSERT_EQ(live.output.group_gids.size(), rebuilt->group_gids.size());
      ASSERT_EQ(live.output.due.size(), rebuilt->due.size());
    }
  }
}

}  // namespace
}  // namespace drawbridge::projection
