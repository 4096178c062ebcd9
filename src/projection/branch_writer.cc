#include "projection/branch_writer.h"

#include <utility>

#include "projection/dit.h"

namespace drawbridge::projection {
namespace {

using ldap::directory::Entry;
using ldap::directory::EntryPointer;
using ldap::directory::TreeEditor;
using ldap::schema::AttributeId;

std::vector<std::string> member_of(const OfferingOutput& output, const app::AccountView& account) {
  std::vector<std::string> names;
  for (const auto* group : output.served_groups_of(account)) {
    // The name was checked when the group was taken in; an entry with it exists.
    if (const auto dn = output.branch->groups.child("cn", group->name)) names.push_back(dn->text());
  }
  return names;
}

Result<EntryPointer> make_account(const OfferingOutput& output, const app::AccountView& account,
                                  const EntryStamps& stamps) {
  return account_entry(*output.branch, account, member_of(output, account), stamps);
}

/// The same as served_members_of. Who was a member in the entry before (null: none) had an account
/// then, and has it still unless that was touched: of a long list few accounts are looked up.
std::vector<std::string_view> served_members(OfferingEditor& editor, const app::GroupView& group,
                                             const Entry* before) {
  const auto& output = editor.current();
  const auto* slice = before == nullptr ? nullptr : before->find(AttributeId::kMemberUid);
  if (slice == nullptr) return output.served_members_of(group);
  std::vector<std::string_view> served;
  served.reserve(group.members.size());
  auto known = before->values(*slice);
  auto next = known.next();
  for (const std::string_view name : group.members) {
    while (next && *next < name) next = known.next();
    const bool was_served = next == name && !editor.has_touched_account(name);
    if (was_served || output.accounts.find(name) != nullptr) served.push_back(name);
  }
  return served;
}

std::string reason_of(const Error& error) {
  return "invalid_" + (error.field.empty() ? std::string("record") : error.field);
}

/// A name that no DN can hold has no entry to erase.
void erase_child(const ldap::dn::Dn& parent, std::string_view type, std::string_view name,
                 TreeEditor& tree) {
  if (const auto dn = parent.child(type, name)) tree.erase(*dn);
}

/// Puts the entry, unless it shows what the one there shows: that one stays with its stamps.
Status put_changed(EntryPointer entry, TreeEditor& tree) {
  const EntryPointer before = tree.find(entry->key());
  if (before != nullptr && before->fingerprint() == entry->fingerprint()) return {};
  return tree.put(std::move(entry));
}

EntryPointer find_child(const ldap::dn::Dn& parent, std::string_view type, std::string_view name,
                        const TreeEditor& tree) {
  const auto dn = parent.child(type, name);
  return dn ? tree.find(*dn) : nullptr;
}

Status write_person(OfferingEditor& editor, const std::string& name, const EntryStamps& stamps,
                    TreeEditor& tree) {
  const auto& output = editor.current();
  const auto* item = output.accounts.find(std::string_view(name));
  if (item == nullptr) {
    erase_child(output.branch->people, "uid", name, tree);
    return {};
  }
  const AccountPointer account = item->value;
  auto entry = make_account(output, *account, stamps);
  if (entry) return put_changed(std::move(*entry), tree);
  editor.skip(*account, reason_of(entry.error()));
  return {};
}

Status write_group(OfferingEditor& editor, const std::string& name, const EntryStamps& stamps,
                   TreeEditor& tree) {
  const auto& output = editor.current();
  if (const auto* account = output.accounts.find(std::string_view(name))) {
    const AccountPointer owner = account->value;
    auto entry = personal_group_entry(*output.branch, *owner, stamps);
    if (entry) return put_changed(std::move(*entry), tree);
    editor.skip(*owner, reason_of(entry.error()));
    return {};
  }
  if (output.find_served_group(name) == nullptr) {
    erase_child(output.branch->groups, "cn", name, tree);
    return {};
  }
  const GroupPointer group = output.groups.find(std::string_view(name))->value;
  const auto before = find_child(output.branch->groups, "cn", name, tree);
  const auto members = served_members(editor, *group, before.get());
  auto entry = group_entry(*output.branch, *group, members, stamps);
  if (entry) return put_changed(std::move(*entry), tree);
  editor.skip(*group, reason_of(entry.error()));
  return {};
}

/// Renders one record into `rendered`, or notes why not.
void take(RenderedBranch& rendered, Result<EntryPointer> entry, const Uuid& uuid, bool is_group) {
  if (entry) {
    rendered.entries.push_back(std::move(*entry));
  } else {
    rendered.refused.push_back({uuid, is_group, reason_of(entry.error())});
  }
}

}  // namespace

Result<RenderedBranch> render_branch(const OfferingOutput& output, const EntryStamps& stamps) {
  RenderedBranch rendered;
  if (!output.branch) return rendered;
  DRAWBRIDGE_TRY(rendered.entries, branch_entries(*output.branch, output.facts, stamps));
  rendered.entries.reserve(3 + 2 * output.accounts.size() + output.groups.size());
  for (auto cursor = output.accounts.begin(); !cursor.at_end(); cursor.next()) {
    const auto& account = *cursor->value;
    take(rendered, make_account(output, account, stamps), account.uuid, false);
    take(rendered, personal_group_entry(*output.branch, account, stamps), account.uuid, false);
  }
  for (auto cursor = output.groups.begin(); !cursor.at_end(); cursor.next()) {
    const auto& group = *cursor->value;
    if (!output.why_hidden(group).empty()) continue;
    const auto members = output.served_members_of(group);
    take(rendered, group_entry(*output.branch, group, members, stamps), group.uuid, true);
  }
  return rendered;
}

void skip_refused(OfferingEditor& editor, const std::vector<RefusedRecord>& refused) {
  for (const auto& [uuid, is_group, reason] : refused) {
    if (is_group) {
      const auto* item = editor.current().groups_by_uuid.find(uuid);
      if (item == nullptr) continue;
      const GroupPointer group = item->value;
      editor.skip(*group, reason);
    } else {
      const auto* item = editor.current().accounts_by_uuid.find(uuid);
      if (item == nullptr) continue;
      const AccountPointer account = item->value;
      editor.skip(*account, reason);
    }
  }
}

Status write_changes(OfferingEditor& editor, const EntryStamps& stamps, TreeEditor& tree) {
  if (!editor.current().branch) return {};
  // A record that is skipped on the way changes further entries; each round has fewer records.
  while (true) {
    const auto people = editor.take_changed_people();
    const auto groups = editor.take_changed_groups();
    if (people.empty() && groups.empty()) return {};
    for (const auto& name : people) DRAWBRIDGE_CHECK(write_person(editor, name, stamps, tree));
    for (const auto& name : groups) DRAWBRIDGE_CHECK(write_group(editor, name, stamps, tree));
  }
}

void erase_branch(const OfferingOutput& output, TreeEditor& tree) {
  if (!output.branch) return;
  const Branch& branch = *output.branch;
  for (auto cursor = output.accounts.begin(); !cursor.at_end(); cursor.next()) {
    const auto& name = cursor->value->username;
    erase_child(branch.people, "uid", name, tree);
    erase_child(branch.groups, "cn", name, tree);
  }
  for (auto cursor = output.groups.begin(); !cursor.at_end(); cursor.next()) {
    erase_child(branch.groups, "cn", cursor->value->name, tree);
  }
  tree.erase(branch.groups);
  tree.erase(branch.people);
  tree.erase(branch.top);
}

}  // namespace drawbridge::projection
