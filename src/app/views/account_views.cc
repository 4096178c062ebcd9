#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "app/offering_options.h"
#include "app/records.h"
#include "app/views/view_facts.h"
#include "domain/states.h"

namespace drawbridge::app {
namespace {

using domain::Access;

void keep_earliest(std::optional<Timestamp>& earliest, Timestamp moment) {
  if (!earliest || moment < *earliest) earliest = moment;
}

/// `type base64` of a key's normal form: what makes it the same key, whatever the comment.
std::string_view key_identity(std::string_view key) {
  const auto first = key.find(' ');
  return first == std::string_view::npos ? key : key.substr(0, key.find(' ', first + 1));
}

std::vector<GroupMembership> distinct_groups(std::vector<GroupMembership> groups) {
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

/// Whether the person agreed to what the offering asks, and in `changes_at` when that runs out.
bool is_consent_ok(const AccountFacts& facts, Timestamp now, std::optional<Timestamp>& changes_at) {
  if (!facts.terms) return true;
  if (!facts.agreed_version) return false;
  const auto end = domain::consent_end(*facts.terms, *facts.agreed_version);
  if (!end) return true;
  if (*end <= now) return false;
  keep_earliest(changes_at, *end);
  return true;
}

/// What access depends on, and in `changes_at` when a grant that gives it runs out.
domain::AccessFacts access_facts(const AccountFacts& facts, Timestamp now,
                                 std::optional<Timestamp>& changes_at) {
  const auto& account = facts.account;
  domain::AccessFacts access;
  access.has_username = account.username && !account.username->empty();
  access.has_numbers = account.uidnumber && account.primarygroup;
  access.state = account.state;
  access.is_restricted = account.is_restricted;
  access.is_user_active = facts.user_is_active;
  access.deleted_since = account.deleted_at;
  access.is_consent_ok = is_consent_ok(facts, now, changes_at);
  access.is_member_access_restricted = facts.honours_restrictions;
  for (const auto& grant : facts.access_grants) {
    if (grant.until && *grant.until <= now) continue;
    access.has_project_role = true;
    if (!grant.restricts_member_access) access.is_member_access_restricted = false;
    if (grant.until) keep_earliest(changes_at, *grant.until);
  }
  return access;
}

/// The groups whose membership is in force, and in `changes_at` when one runs out.
std::vector<GroupMembership> current_groups(AccountFacts& facts, Timestamp now,
                                            std::optional<Timestamp>& changes_at) {
  std::vector<GroupMembership> groups;
  groups.reserve(facts.memberships.size());
  for (auto& membership : facts.memberships) {
    if (membership.until && *membership.until <= now) continue;
    if (membership.until) keep_earliest(changes_at, *membership.until);
    if (facts.user_is_active) groups.push_back(std::move(membership.group));
  }
  return distinct_groups(std::move(groups));
}

/// Whether a member is in its group now; in `changes_at` when that ends.
bool is_member(const MemberFacts& member, const ViewRules& rules, Timestamp now,
               std::optional<Timestamp>& changes_at) {
  if (!member.username || !member.has_numbers || !member.user_is_active) return false;
  auto until = member.until;
  if (member.deleted_at) {
    keep_earliest(until, domain::retention_end(*member.deleted_at, rules.deleted_retention_days));
  }
  if (until && *until <= now) return false;
  if (until) keep_earliest(changes_at, *until);
  return true;
}

void sort_once(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

PackedTexts distinct_keys(std::vector<std::string_view> keys) {
  std::sort(keys.begin(), keys.end());
  const auto same = [](std::string_view left, std::string_view right) {
    return key_identity(left) == key_identity(right);
  };
  keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
  return PackedTexts(keys);
}

AccountOutcome account_outcome(AccountFacts facts, const ViewRules& rules, Timestamp now) {
  auto& account = facts.account;
  std::optional<Timestamp> changes_at;
  const auto effective = domain::effective_access(access_facts(facts, now, changes_at), now,
                                                  rules.deleted_retention_days);
  if (effective.access == Access::kOmitted) {
    if (effective.reason == domain::AccessReason::kRetentionOver) return Absent{};
    return SkippedView{account.uuid, account.username.value_or(""),
                       std::string(domain::to_word(effective.reason))};
  }
  if (account.deleted_at) {
    keep_earliest(changes_at,
                  domain::retention_end(*account.deleted_at, rules.deleted_retention_days));
  }
  AccountView view;
  view.uuid = account.uuid;
  view.offering_uuid = account.offering_uuid;
  view.user_uuid = account.user_uuid;
  view.username = std::move(*account.username);
  view.uid_number = *account.uidnumber;
  view.primary_gid = *account.primarygroup;
  view.login_shell = std::move(account.login_shell);
  view.home_directory = std::move(account.home_directory);
  view.waldur_username = std::move(facts.waldur_username);
  view.first_name = std::move(facts.first_name);
  view.last_name = std::move(facts.last_name);
  view.email = std::move(facts.email);
  view.disabled = effective.access != Access::kLive;
  view.reason = effective.reason;
  if (!view.disabled) {
    view.ssh_keys = distinct_keys(std::move(facts.keys));
    view.own_password = std::move(facts.own_password);
  }
  view.groups = current_groups(facts, now, changes_at);
  view.created = account.created;
  view.modified = account.modified;
  view.changes_at = changes_at;
  return view;
}

AccountOutcome robot_outcome(RobotFacts facts) {
  auto& robot = facts.robot;
  if (!domain::is_served(robot.state)) return Absent{};
  if (robot.username.empty()) return SkippedView{robot.uuid, "", "no_username"};
  if (!robot.uidnumber || !robot.primarygroup) {
    return SkippedView{robot.uuid, robot.username, "no_numbers"};
  }
  AccountView view;
  view.kind = AccountView::Kind::kRobot;
  view.uuid = robot.uuid;
  view.offering_uuid = facts.offering_uuid;
  view.username = std::move(robot.username);
  view.uid_number = *robot.uidnumber;
  view.primary_gid = *robot.primarygroup;
  view.login_shell = std::move(robot.login_shell);
  view.home_directory = std::move(robot.home_directory);
  view.disabled = !facts.is_resource_live;
  if (view.disabled) {
    view.reason = domain::AccessReason::kNoProjectRole;
  } else {
    view.ssh_keys = distinct_keys({robot.keys.begin(), robot.keys.end()});
  }
  view.created = robot.created;
  view.modified = robot.modified;
  return view;
}

GroupOutcome group_outcome(domain::OfferingUserGroup group, std::vector<MemberFacts> members,
                           const ViewRules& rules, Timestamp now) {
  return group_outcome(std::move(group), {}, std::nullopt, std::move(members), rules, now);
}

GroupOutcome group_outcome(domain::OfferingUserGroup group, std::vector<std::string> names,
                           std::optional<Timestamp> changes_at, std::vector<MemberFacts> members,
                           const ViewRules& rules, Timestamp now) {
  if (group.name.empty()) return SkippedView{group.uuid, "", "no_name"};
  if (!group.gid) return SkippedView{group.uuid, group.name, "no_numbers"};
  GroupView view;
  view.uuid = group.uuid;
  view.offering_uuid = group.offering_uuid;
  view.name = std::move(group.name);
  view.gid = *group.gid;
  view.members = std::move(names);
  view.changes_at = changes_at;
  for (auto& member : members) {
    if (is_member(member, rules, now, view.changes_at)) {
      view.members.push_back(std::move(*member.username));
    }
  }
  sort_once(view.members);
  view.project_uuids = std::move(group.project_uuids);
  view.created = group.created;
  view.modified = group.modified;
  return view;
}

GroupOutcome role_group_outcome(RoleGroupFacts facts, const ViewRules& rules, Timestamp now) {
  auto& group = facts.group;
  if (!facts.is_mapped || !facts.is_resource_live) return Absent{};
  if (!group.gid) return SkippedView{group.uuid, group.name, "no_numbers"};
  GroupView view;
  view.kind = GroupView::Kind::kRole;
  view.uuid = group.uuid;
  view.offering_uuid = group.offering_uuid;
  view.name = std::move(group.name);
  view.gid = *group.gid;
  view.resource_uuid = group.resource_uuid;
  view.role_name = std::move(group.role_name);
  bool is_held = false;
  for (auto& holder : facts.holders) {
    if (!holder.user_is_active || (holder.until && *holder.until <= now)) continue;
    is_held = true;
    if (holder.until) keep_earliest(view.changes_at, *holder.until);
    if (is_member(holder, rules, now, view.changes_at)) {
      view.members.push_back(std::move(*holder.username));
    }
  }
  if (!is_held) return Absent{};
  sort_once(view.members);
  view.created = group.created;
  view.modified = group.modified;
  return view;
}

}  // namespace drawbridge::app
