#include "projection/offering_editor.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "projection/servable.h"

namespace drawbridge::projection {
namespace {

template <class View>
app::SkippedView skipped_view(const View& view, std::string reason) {
  return {view.uuid, name_of(view), std::move(reason)};
}

/// An outcome with what no output can hold turned into a skipped record.
template <class View>
std::variant<View, app::SkippedView, app::Absent> checked(
    std::variant<View, app::SkippedView, app::Absent> outcome) {
  if (const auto* view = std::get_if<View>(&outcome)) {
    std::string reason = why_unservable(*view);
    if (!reason.empty()) return skipped_view(*view, std::move(reason));
  }
  return outcome;
}

/// The order in which claims on one name are settled.
template <class Change>
bool settles_before(const Change& a, const Change& b) {
  if (a.after == nullptr || b.after == nullptr) return a.after != nullptr && b.after == nullptr;
  return a.after->uuid < b.after->uuid;
}

template <class Pointer>
bool differs(const Pointer& before, const Pointer& after) {
  return before == nullptr || after == nullptr || name_of(*before) != name_of(*after);
}

/// Whether the record's view is there as it is now.
template <class Views, class View>
bool is_shown(const Views& by_uuid, const View& view) {
  const auto* item = by_uuid.find(view.uuid);
  return item != nullptr && same_view(*item->value, view);
}

}  // namespace

OfferingEditor::OfferingEditor(const OfferingOutput& base)
    : output_(base),
      accounts_(base.accounts),
      accounts_by_uuid_(base.accounts_by_uuid),
      personal_gids_(base.personal_gids),
      groups_(base.groups),
      groups_by_uuid_(base.groups_by_uuid),
      group_gids_(base.group_gids),
      skipped_(base.skipped),
      due_(base.due) {}

const OfferingOutput& OfferingEditor::current() {
  output_.accounts = accounts_.finish();
  output_.accounts_by_uuid = accounts_by_uuid_.finish();
  output_.personal_gids = personal_gids_.finish();
  output_.groups = groups_.finish();
  output_.groups_by_uuid = groups_by_uuid_.finish();
  output_.group_gids = group_gids_.finish();
  output_.skipped = skipped_.finish();
  output_.due = due_.finish();
  return output_;
}

void OfferingEditor::remove(const AccountPointer& account) {
  accounts_.erase(std::string_view(account->username));
  accounts_by_uuid_.erase(account->uuid);
  personal_gids_.erase(NumberHolder{account->primary_gid, account->uuid});
  if (const auto due = due_of(*account)) due_.erase(*due);
}

void OfferingEditor::remove(const GroupPointer& group) {
  groups_.erase(std::string_view(group->name));
  groups_by_uuid_.erase(group->uuid);
  group_gids_.erase(NumberHolder{group->gid, group->uuid});
  if (const auto due = due_of(*group)) due_.erase(*due);
}

bool OfferingEditor::add(const AccountPointer& account) {
  const std::string_view name = account->username;
  if (accounts_.current().find(name) != nullptr) {
    output_.has_clashes = true;
    put_skipped(skipped_view(*account, std::string(kNameTaken)));
    return false;
  }
  accounts_.put(name, account);
  accounts_by_uuid_.put(account->uuid, account);
  personal_gids_.put(NumberHolder{account->primary_gid, account->uuid}, Nothing{});
  if (const auto due = due_of(*account)) due_.put(*due, Nothing{});
  return true;
}

bool OfferingEditor::add(const GroupPointer& group) {
  const std::string_view name = group->name;
  if (groups_.current().find(name) != nullptr) {
    output_.has_clashes = true;
    put_skipped(skipped_view(*group, std::string(kNameTaken)));
    return false;
  }
  groups_.put(name, group);
  groups_by_uuid_.put(group->uuid, group);
  group_gids_.put(NumberHolder{group->gid, group->uuid}, Nothing{});
  if (const auto due = due_of(*group)) due_.put(*due, Nothing{});
  return true;
}

void OfferingEditor::put_skipped(app::SkippedView view) {
  const Uuid uuid = view.uuid;
  skipped_.put(uuid, std::make_shared<const app::SkippedView>(std::move(view)));
}

OfferingEditor::AccountChange OfferingEditor::account_change(const Uuid& uuid,
                                                             app::AccountOutcome outcome) {
  AccountChange change;
  if (const auto* item = accounts_by_uuid_.current().find(uuid)) change.before = item->value;
  outcome = checked(std::move(outcome));
  skipped_.erase(uuid);
  if (auto* skipped = std::get_if<app::SkippedView>(&outcome)) {
    skipped->uuid = uuid;
    put_skipped(std::move(*skipped));
  } else if (auto* view = std::get_if<app::AccountView>(&outcome)) {
    change.after = change.before != nullptr && same_view(*change.before, *view)
                       ? change.before
                       : std::make_shared<const app::AccountView>(std::move(*view));
  }
  return change;
}

OfferingEditor::GroupChange OfferingEditor::group_change(const Uuid& uuid,
                                                         app::GroupOutcome outcome) {
  GroupChange change;
  if (const auto* item = groups_by_uuid_.current().find(uuid)) change.before = item->value;
  outcome = checked(std::move(outcome));
  skipped_.erase(uuid);
  if (auto* skipped = std::get_if<app::SkippedView>(&outcome)) {
    skipped->uuid = uuid;
    put_skipped(std::move(*skipped));
  } else if (auto* view = std::get_if<app::GroupView>(&outcome)) {
    change.after = change.before != nullptr && same_view(*change.before, *view)
                       ? change.before
                       : std::make_shared<const app::GroupView>(std::move(*view));
  }
  return change;
}

void OfferingEditor::take_out(const std::vector<AccountChange>& accounts,
                              const std::vector<GroupChange>& groups) {
  for (const auto& change : accounts) {
    if (change.before != nullptr && change.before != change.after) remove(change.before);
  }
  for (const auto& change : groups) {
    if (change.before != nullptr && change.before != change.after) remove(change.before);
  }
}

void OfferingEditor::put_in(std::vector<AccountChange>& accounts,
                            std::vector<GroupChange>& groups) {
  std::sort(accounts.begin(), accounts.end(), settles_before<AccountChange>);
  std::sort(groups.begin(), groups.end(), settles_before<GroupChange>);
  for (auto& change : accounts) {
    if (change.after == nullptr || change.before == change.after) continue;
    if (!add(change.after)) change.after = nullptr;
  }
  for (auto& change : groups) {
    if (change.after == nullptr || change.before == change.after) continue;
    if (!add(change.after)) change.after = nullptr;
  }
}

void OfferingEditor::apply(OfferingChanges changes) {
  std::vector<AccountChange> accounts;
  std::vector<GroupChange> groups;
  accounts.reserve(changes.accounts.size());
  groups.reserve(changes.groups.size());
  for (auto& [uuid, outcome] : changes.accounts) {
    accounts.push_back(account_change(uuid, std::move(outcome)));
  }
  for (auto& [uuid, outcome] : changes.groups) {
    groups.push_back(group_change(uuid, std::move(outcome)));
  }
  // All names are free before the first is taken: accounts may swap theirs in one batch.
  take_out(accounts, groups);
  put_in(accounts, groups);
  for (const auto& change : accounts) note(change);
  for (const auto& change : groups) note(change);
}

void OfferingEditor::replace(app::OfferingContents contents) {
  OfferingChanges changes;
  std::set<Uuid> named;
  for (const auto& account : contents.accounts) {
    named.insert(account->uuid);
    if (is_shown(accounts_by_uuid_.current(), *account)) continue;
    changes.accounts.emplace_back(account->uuid, *account);
  }
  for (const auto& group : contents.groups) {
    named.insert(group->uuid);
    if (is_shown(groups_by_uuid_.current(), *group)) continue;
    changes.groups.emplace_back(group->uuid, *group);
  }
  for (auto cursor = accounts_by_uuid_.current().begin(); !cursor.at_end(); cursor.next()) {
    if (!named.contains(cursor->key)) changes.accounts.emplace_back(cursor->key, app::Absent{});
  }
  for (auto cursor = groups_by_uuid_.current().begin(); !cursor.at_end(); cursor.next()) {
    if (!named.contains(cursor->key)) changes.groups.emplace_back(cursor->key, app::Absent{});
  }
  output_.facts = std::move(contents.facts);
  output_.has_clashes = false;
  skipped_ = decltype(skipped_)({});
  apply(std::move(changes));
  for (auto& view : contents.skipped) put_skipped(std::move(view));
}

void OfferingEditor::skip(const app::AccountView& account, std::string reason) {
  const Uuid uuid = account.uuid;
  OfferingChanges changes;
  changes.accounts.emplace_back(uuid, skipped_view(account, std::move(reason)));
  apply(std::move(changes));
}

void OfferingEditor::skip(const app::GroupView& group, std::string reason) {
  const Uuid uuid = group.uuid;
  OfferingChanges changes;
  changes.groups.emplace_back(uuid, skipped_view(group, std::move(reason)));
  apply(std::move(changes));
}

void OfferingEditor::note(const AccountChange& change) {
  const auto& [before, after] = change;
  if (before == after) return;
  const bool renamed = differs(before, after);
  const bool moved = renamed || before->primary_gid != after->primary_gid;
  for (const auto& account : {before, after}) {
    if (account == nullptr) continue;
    touched_accounts_.insert(account->username);
    changed_people_.insert(account->username);
    if (moved || before->created != after->created) changed_groups_.insert(account->username);
    if (moved) {
      // The personal group may hide a project group, or no longer do so.
      const auto* group = groups_.current().find(std::string_view(account->username));
      if (group != nullptr) note_group_and_members(*group->value);
      note_groups_with_gid(account->primary_gid);
    }
    if (renamed) {
      for (const auto& membership : account->groups) changed_groups_.insert(membership.name);
    }
  }
}

void OfferingEditor::note(const GroupChange& change) {
  const auto& [before, after] = change;
  if (before == after) return;
  const bool moved = differs(before, after) || before->gid != after->gid;
  for (const auto& group : {before, after}) {
    if (group == nullptr) continue;
    changed_groups_.insert(group->name);
    if (!moved) continue;
    note_group_and_members(*group);
    note_groups_with_gid(group->gid);
  }
}

void OfferingEditor::note_group_and_members(const app::GroupView& group) {
  changed_groups_.insert(group.name);
  changed_people_.insert(group.members.begin(), group.members.end());
}

void OfferingEditor::note_groups_with_gid(std::int64_t gid) {
  const auto& holders = group_gids_.current();
  for (auto cursor = holders.lower_bound(NumberHolder{gid, {}});
       !cursor.at_end() && cursor->key.number == gid; cursor.next()) {
    const auto* group = groups_by_uuid_.current().find(cursor->key.holder);
    if (group != nullptr) note_group_and_members(*group->value);
  }
}

}  // namespace drawbridge::projection
