#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "app/records.h"
#include "app/views/view_rows.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingUserGroup;

/// Rows: user, when the access ends.
Select select_access(Condition where) {
  return select_fields(
      "project_access", {"user_uuid", "expiration_time", "restrict_member_access"},
      where::both(std::move(where),
                  where::not_(where::equal("resource_state", std::string("Terminated")))));
}

AccessGrantFacts access_grant(Row& row) {
  return {take<std::optional<Timestamp>>(row, 1), take<bool>(row, 2)};
}

/// Rows: account, group gid and name, when the membership ends.
/// @param kind  `account_group` for project groups, `account_role_group` for role groups
Select select_memberships(std::string_view kind, Condition where) {
  return select_fields(kind, {"offering_user_uuid", "gid", "group_name", "expiration_time"},
                       where::both(std::move(where), where::not_(where::is_null("gid"))));
}

constexpr std::array<std::string_view, 2> kMembershipKinds = {"account_group",
                                                              "account_role_group"};

MembershipFacts membership_facts(Row& row) {
  return {{take<std::int64_t>(row, 1), take<std::string>(row, 2)},
          take<std::optional<Timestamp>>(row, 3)};
}

/// Rows: group, then the facts of one member.
/// @param kind  `group_member` for project groups, `role_group_holder` for role groups
Select select_members(std::string_view kind, Condition where) {
  return select_fields(kind,
                       {"group_uuid", "username", "uidnumber", "primarygroup", "user_is_active",
                        "expiration_time", "deleted_at"},
                       std::move(where));
}

MemberFacts member_facts(Row& row) {
  MemberFacts facts;
  facts.username = take<std::optional<std::string>>(row, 1);
  facts.has_numbers = take<std::optional<std::int64_t>>(row, 2).has_value() &&
                      take<std::optional<std::int64_t>>(row, 3).has_value();
  facts.user_is_active = take<bool>(row, 4);
  facts.until = take<std::optional<Timestamp>>(row, 5);
  facts.deleted_at = take<std::optional<Timestamp>>(row, 6);
  return facts;
}

/// More than these are read with the whole list of members.
constexpr std::size_t kFewMoved = 16;

/// The members of a group without those who moved.
std::vector<std::string> members_who_stay(const GroupView& group,
                                          const std::vector<MovedMember>& moved) {
  auto names = group.members;
  for (const auto& member : moved) {
    const auto found = std::lower_bound(names.begin(), names.end(), member.name_before);
    if (found != names.end() && *found == member.name_before) names.erase(found);
  }
  return names;
}

/// The members of groups, by group.
Result<std::unordered_map<Uuid, std::vector<MemberFacts>>> load_members(StoreReader& store,
                                                                        std::string_view kind,
                                                                        Condition where) {
  std::unordered_map<Uuid, std::vector<MemberFacts>> members;
  DRAWBRIDGE_CHECK(store.for_each(select_members(kind, std::move(where)), [&](Row& row) {
    members[take<Uuid>(row, 0)].push_back(member_facts(row));
    return true;
  }));
  return members;
}

Result<GroupOutcome> load_role_group(StoreReader& store, const ViewRules& rules, Timestamp now,
                                     const Uuid& uuid) {
  std::optional<RoleGroupFacts> facts;
  DRAWBRIDGE_CHECK(store.for_each(select_role_groups(where::equal("uuid", uuid)), [&](Row& row) {
    facts = role_group_facts(row);
    return false;
  }));
  if (!facts) return Absent{};
  DRAWBRIDGE_TRY(auto holders,
                 load_members(store, "role_group_holder", where::equal("group_uuid", uuid)));
  facts->holders = std::move(holders[uuid]);
  return role_group_outcome(std::move(*facts), rules, now);
}

/// A counter as any reader sees it.
Result<std::int64_t> read_counter(StoreReader& store, const std::string& name) {
  std::int64_t value = 0;
  DRAWBRIDGE_CHECK(store.for_each(select_fields("counter", {"value"}, where::equal("name", name)),
                                  [&](Row& row) {
                                    value = take<std::int64_t>(row, 0);
                                    return false;
                                  }));
  return value;
}

}  // namespace

std::string content_revision_counter(const Uuid& offering) {
  return "content_revision:" + offering.hex();
}

Result<std::optional<OfferingFacts>> load_offering_facts(StoreReader& store, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
  if (!offering) return std::nullopt;
  auto facts = offering_facts(*offering);
  DRAWBRIDGE_TRY(facts.content_revision, read_counter(store, content_revision_counter(uuid)));
  return facts;
}

Result<std::vector<Uuid>> load_offering_uuids(StoreReader& store) {
  std::vector<Uuid> uuids;
  DRAWBRIDGE_CHECK(
      store.for_each(select_fields(Offering::kKind, {"uuid"}, where::all()), [&](Row& row) {
        uuids.push_back(take<Uuid>(row, 0));
        return true;
      }));
  return uuids;
}

Result<AccountOutcome> load_account(StoreReader& store, const ViewRules& rules, Timestamp now,
                                    const Uuid& offering_user) {
  std::optional<AccountFacts> facts;
  DRAWBRIDGE_CHECK(store.for_each(
      select_accounts(rules, JoinedFields::kPresent, where::equal("uuid", offering_user)),
      [&](Row& row) {
        facts = account_facts(row, rules, JoinedFields::kPresent);
        return false;
      }));
  if (!facts) return Absent{};
  const auto user = where::equal("user_uuid", facts->account.user_uuid);
  const auto here = where::equal("offering_uuid", facts->account.offering_uuid);
  std::vector<std::string> keys;
  DRAWBRIDGE_CHECK(store.for_each(select_keys(user), [&](Row& row) {
    keys.push_back(take<std::string>(row, 1));
    return true;
  }));
  facts->keys.assign(keys.begin(), keys.end());
  DRAWBRIDGE_CHECK(store.for_each(select_access(where::both(user, here)), [&](Row& row) {
    facts->access_grants.push_back(access_grant(row));
    return true;
  }));
  for (const auto kind : kMembershipKinds) {
    DRAWBRIDGE_CHECK(
        store.for_each(select_memberships(kind, where::both(user, here)), [&](Row& row) {
          facts->memberships.push_back(membership_facts(row));
          return true;
        }));
  }
  return account_outcome(std::move(*facts), rules, now);
}

Result<AccountOutcome> load_robot(StoreReader& store, const Uuid& robot) {
  AccountOutcome outcome = Absent{};
  DRAWBRIDGE_CHECK(store.for_each(select_robots(where::equal("uuid", robot)), [&](Row& row) {
    outcome = robot_outcome(robot_facts(row));
    return false;
  }));
  return outcome;
}

Result<GroupOutcome> load_group(StoreReader& store, const ViewRules& rules, Timestamp now,
                                const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto group, find<OfferingUserGroup>(store, uuid));
  if (!group) return load_role_group(store, rules, now, uuid);
  DRAWBRIDGE_TRY(auto members,
                 load_members(store, "group_member", where::equal("group_uuid", uuid)));
  return group_outcome(std::move(*group), std::move(members[uuid]), rules, now);
}

Result<GroupOutcome> load_moved_members(StoreReader& store, const ViewRules& rules, Timestamp now,
                                        const GroupView& before,
                                        const std::vector<MovedMember>& moved) {
  if (before.kind != GroupView::Kind::kProject || moved.size() > kFewMoved) {
    return load_group(store, rules, now, before.uuid);
  }
  auto names = members_who_stay(before, moved);
  // When the one whose membership ends first has left, only the whole list tells who is next.
  const bool is_next_end_known =
      !before.changes_at || (names.size() == before.members.size() && *before.changes_at > now);
  if (!is_next_end_known) return load_group(store, rules, now, before.uuid);
  DRAWBRIDGE_TRY(auto group, find<OfferingUserGroup>(store, before.uuid));
  if (!group) return Absent{};
  std::vector<MemberFacts> members;
  for (const auto& member : moved) {
    // Starts at the account: its own grants are few, a group's members may be many.
    const auto where = where::both(where::equal("offering_user_uuid", member.account),
                                   where::equal("group_uuid", before.uuid));
    DRAWBRIDGE_CHECK(store.for_each(select_members("account_group", where), [&](Row& row) {
      members.push_back(member_facts(row));
      return true;
    }));
  }
  return group_outcome(std::move(*group), std::move(names), before.changes_at, std::move(members),
                       rules, now);
}

}  // namespace drawbridge::app
