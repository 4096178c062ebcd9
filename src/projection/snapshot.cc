#include "projection/snapshot.h"

namespace drawbridge::projection {

namespace {

/// The holder of the number with the smallest uuid, or nothing.
std::optional<Uuid> first_holder(const PersistentMap<NumberHolder, Nothing>& holders,
                                 std::int64_t number) {
  const auto cursor = holders.lower_bound(NumberHolder{number, {}});
  if (cursor.at_end() || cursor->key.number != number) return std::nullopt;
  return cursor->key.holder;
}

void note_due(const OfferingOutput& offering, Timestamp now, app::ChangeSet& changes) {
  for (auto cursor = offering.due.begin(); !cursor.at_end(); cursor.next()) {
    const Due& due = cursor->key;
    if (due.at > now) return;
    changes.affected_offerings.insert(offering.facts.uuid);
    switch (due.kind) {
      case Due::Kind::kPerson:
        changes.offering_users.insert(due.uuid);
        break;
      case Due::Kind::kRobot:
        changes.robots.insert(due.uuid);
        break;
      case Due::Kind::kGroup:
        changes.groups.insert(due.uuid);
        break;
    }
  }
}

}  // namespace

const app::AccountView* OfferingOutput::find_account(std::string_view name) const {
  const auto* item = accounts.find(name);
  return item == nullptr ? nullptr : item->value.get();
}

const app::GroupView* OfferingOutput::find_served_group(std::string_view name) const {
  const auto* item = groups.find(name);
  return item == nullptr || !why_hidden(*item->value).empty() ? nullptr : item->value.get();
}

std::string_view OfferingOutput::why_hidden(const app::GroupView& group) const {
  if (accounts.find(std::string_view(group.name)) != nullptr) {
    return "name_taken";
  }
  if (first_holder(personal_gids, group.gid)) {
    return "gid_taken";
  }
  if (first_holder(group_gids, group.gid) != group.uuid) {
    return "gid_taken";
  }
  return {};
}

std::vector<const app::GroupView*> OfferingOutput::served_groups_of(
    const app::AccountView& account) const {
  std::vector<const app::GroupView*> served;
  for (const auto& membership : account.groups) {
    const auto* group = find_served_group(membership.name);
    if (group != nullptr && group->gid == membership.gid) served.push_back(group);
  }
  return served;
}

std::vector<std::string_view> OfferingOutput::served_members_of(const app::GroupView& group) const {
  std::vector<std::string_view> served;
  served.reserve(group.members.size());
  for (const auto& name : group.members) {
    if (accounts.find(std::string_view(name)) != nullptr) served.push_back(name);
  }
  return served;
}

std::vector<app::SkippedView> OfferingOutput::left_out() const {
  std::vector<app::SkippedView> views;
  for (auto cursor = skipped.begin(); !cursor.at_end(); cursor.next()) {
    views.push_back(*cursor->value);
  }
  for (auto cursor = groups.begin(); !cursor.at_end(); cursor.next()) {
    const auto& group = *cursor->value;
    const auto reason = why_hidden(group);
    if (!reason.empty()) views.push_back({group.uuid, group.name, std::string(reason)});
  }
  std::sort(views.begin(), views.end(),
            [](const auto& a, const auto& b) { return a.uuid < b.uuid; });
  return views;
}

const OfferingOutput* Snapshot::find_offering(const Uuid& uuid) const {
  const auto* item = offerings.find(uuid);
  return item == nullptr ? nullptr : item->value.get();
}

OfferingPointer Snapshot::share_offering(const Uuid& uuid) const {
  const auto* item = offerings.find(uuid);
  return item == nullptr ? nullptr : item->value;
}

const OfferingOutput* Snapshot::find_offering_by_slug(std::string_view slug) const {
  const auto* item = offerings_by_slug.find(slug);
  return item == nullptr ? nullptr : find_offering(item->value);
}

std::optional<Timestamp> Snapshot::next_change_at() const {
  std::optional<Timestamp> next;
  for (auto cursor = offerings.begin(); !cursor.at_end(); cursor.next()) {
    const auto first = cursor->value->due.begin();
    if (!first.at_end() && (!next || first->key.at < *next)) next = first->key.at;
  }
  return next;
}

app::ChangeSet Snapshot::due_changes(Timestamp now) const {
  app::ChangeSet changes;
  for (auto cursor = offerings.begin(); !cursor.at_end(); cursor.next()) {
    note_due(*cursor->value, now, changes);
  }
  return changes;
}

}  // namespace drawbridge::projection
