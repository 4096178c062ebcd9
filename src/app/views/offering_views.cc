#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "app/offering_options.h"
#include "app/records.h"
#include "app/views/view_facts.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingRoleGroup;
using domain::OfferingUser;
using domain::OfferingUserGroup;
using domain::RobotAccount;
using domain::SshPublicKey;

template <class T>
T take(Row& row, std::size_t at) {
  T field{};
  if (at < row.size()) from_value(row[at], field);
  return field;
}

Select select_accounts(const ViewRules& rules, Condition where) {
  std::vector<std::string> more = {"user_username",  "user_first_name",
                                   "user_last_name", "user_email",
                                   "user_is_active", "offering_honours_restrictions",
                                   "ldap_argon2id",  "ldap_bcrypt"};
  if (rules.enforce_user_consent) {
    more.insert(more.end(), {"terms_uuid", "terms_version", "terms_requires_reconsent",
                             "terms_grace_period_days", "terms_created", "consent_version"});
  }
  return select_records<OfferingUser>(std::move(where), std::move(more));
}

/// Terms and consent from the fields at `at`, if the row has them.
void read_consent(Row& row, std::size_t at, AccountFacts& facts) {
  if (!take<std::optional<Uuid>>(row, at)) return;
  domain::TermsFacts terms;
  terms.version = take<std::string>(row, at + 1);
  terms.requires_reconsent = take<bool>(row, at + 2);
  terms.grace_period_days = take<std::int64_t>(row, at + 3);
  terms.created = take<Timestamp>(row, at + 4);
  facts.terms = std::move(terms);
  facts.agreed_version = take<std::optional<std::string>>(row, at + 5);
}

AccountFacts account_facts(Row& row) {
  AccountFacts facts;
  facts.account = from_row<OfferingUser>(row);
  std::size_t at = field_names<OfferingUser>().size();
  facts.waldur_username = take<std::string>(row, at++);
  facts.first_name = take<std::string>(row, at++);
  facts.last_name = take<std::string>(row, at++);
  facts.email = take<std::string>(row, at++);
  facts.user_is_active = take<bool>(row, at++);
  facts.honours_restrictions = take<bool>(row, at++);
  auto argon2id = take<std::optional<std::string>>(row, at++);
  auto bcrypt = take<std::optional<std::string>>(row, at++);
  if (argon2id && bcrypt) {
    facts.own_password =
        std::make_shared<const OwnPassword>(OwnPassword{std::move(*argon2id), std::move(*bcrypt)});
  }
  read_consent(row, at, facts);
  return facts;
}

Select select_keys(Condition where) {
  return select_fields(SshPublicKey::kKind, {"user_uuid", "public_key"}, std::move(where));
}

/// Rows: user, when the access ends. `kind` says from which end to look: `project_access` for one
/// person, `offering_access` for a whole offering.
Select select_access(std::string_view kind, Condition where) {
  return select_fields(
      kind, {"user_uuid", "expiration_time", "restrict_member_access"},
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

Select select_robots(Condition where) {
  return select_records<RobotAccount>(std::move(where), {"offering_uuid", "resource_state"});
}

RobotFacts robot_facts(Row& row) {
  RobotFacts facts;
  facts.robot = from_row<RobotAccount>(row);
  const auto at = field_names<RobotAccount>().size();
  facts.offering_uuid = take<Uuid>(row, at);
  facts.is_resource_live = take<std::string>(row, at + 1) != "Terminated";
  return facts;
}

/// All facts of an offering's accounts, each kind in one pass.
class BulkFacts {
 public:
  BulkFacts(StoreReader& store, const ViewRules& rules) : store_(&store), rules_(&rules) {}

  Status load(const Uuid& offering) {
    const auto here = where::equal("offering_uuid", offering);
    DRAWBRIDGE_CHECK(store_->for_each(select_accounts(*rules_, here), [&](Row& row) {
      auto facts = account_facts(row);
      by_user_.emplace(facts.account.user_uuid, accounts_.size());
      by_account_.emplace(facts.account.uuid, accounts_.size());
      accounts_.push_back(std::move(facts));
      return true;
    }));
    DRAWBRIDGE_CHECK(load_keys(here));
    DRAWBRIDGE_CHECK(store_->for_each(select_access("offering_access", here), [&](Row& row) {
      if (auto* facts = of_user(row)) {
        facts->access_grants.push_back(access_grant(row));
      }
      return true;
    }));
    for (const auto kind : kMembershipKinds) {
      DRAWBRIDGE_CHECK(store_->for_each(select_memberships(kind, here), [&](Row& row) {
        const auto found = by_account_.find(take<Uuid>(row, 0));
        if (found != by_account_.end()) {
          accounts_[found->second].memberships.push_back(membership_facts(row));
        }
        return true;
      }));
    }
    return {};
  }

  std::vector<AccountFacts>& accounts() { return accounts_; }

 private:
  Status load_keys(const Condition& here) {
    const auto of_people =
        where::in_select("user_uuid", select_fields(OfferingUser::kKind, {"user_uuid"}, here));
    return store_->for_each(select_keys(of_people), [&](Row& row) {
      if (auto* facts = of_user(row)) facts->keys.push_back(take<std::string>(row, 1));
      return true;
    });
  }

  AccountFacts* of_user(Row& row) {
    const auto found = by_user_.find(take<Uuid>(row, 0));
    return found == by_user_.end() ? nullptr : &accounts_[found->second];
  }

  StoreReader* store_;
  const ViewRules* rules_;
  std::vector<AccountFacts> accounts_;
  std::unordered_map<Uuid, std::size_t> by_user_, by_account_;
};

void sort_out(AccountOutcome outcome, OfferingContents& contents) {
  if (auto* view = std::get_if<AccountView>(&outcome)) {
    contents.accounts.push_back(std::move(*view));
  } else if (auto* skipped = std::get_if<SkippedView>(&outcome)) {
    contents.skipped.push_back(std::move(*skipped));
  }
}

void sort_out(GroupOutcome outcome, OfferingContents& contents) {
  if (auto* view = std::get_if<GroupView>(&outcome)) {
    contents.groups.push_back(std::move(*view));
  } else if (auto* skipped = std::get_if<SkippedView>(&outcome)) {
    contents.skipped.push_back(std::move(*skipped));
  }
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

Status load_groups(StoreReader& store, const ViewRules& rules, Timestamp now, const Uuid& offering,
                   OfferingContents& contents) {
  const auto here = where::equal("offering_uuid", offering);
  DRAWBRIDGE_TRY(auto members, load_members(store, "group_member", here));
  DRAWBRIDGE_TRY(auto groups, list<OfferingUserGroup>(store, here));
  for (auto& group : groups) {
    const auto uuid = group.uuid;
    sort_out(group_outcome(std::move(group), std::move(members[uuid]), rules, now), contents);
  }
  return {};
}

Select select_role_groups(Condition where) {
  return select_records<OfferingRoleGroup>(std::move(where),
                                           {"resource_state", "offering_plugin_options"});
}

/// What the row says; the holders are not in it.
RoleGroupFacts role_group_facts(Row& row) {
  RoleGroupFacts facts;
  facts.group = from_row<OfferingRoleGroup>(row);
  const auto at = field_names<OfferingRoleGroup>().size();
  facts.is_resource_live = take<std::string>(row, at) != "Terminated";
  const auto options = read_offering_options({take<std::string>(row, at + 1)});
  facts.is_mapped = options.resource_role_map.contains(facts.group.role_name);
  return facts;
}

Status load_role_groups(StoreReader& store, const ViewRules& rules, Timestamp now,
                        const Uuid& offering, OfferingContents& contents) {
  const auto here = where::equal("offering_uuid", offering);
  std::vector<RoleGroupFacts> groups;
  DRAWBRIDGE_CHECK(store.for_each(select_role_groups(here), [&](Row& row) {
    groups.push_back(role_group_facts(row));
    return true;
  }));
  if (groups.empty()) return {};
  DRAWBRIDGE_TRY(auto holders, load_members(store, "role_group_holder", here));
  for (auto& facts : groups) {
    facts.holders = std::move(holders[facts.group.uuid]);
    sort_out(role_group_outcome(std::move(facts), rules, now), contents);
  }
  return {};
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

void sort_contents(OfferingContents& contents) {
  std::sort(contents.accounts.begin(), contents.accounts.end(),
            [](const auto& left, const auto& right) { return left.username < right.username; });
  std::sort(contents.groups.begin(), contents.groups.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  std::sort(contents.skipped.begin(), contents.skipped.end(),
            [](const auto& left, const auto& right) { return left.uuid < right.uuid; });
}

OfferingFacts facts_of(const Offering& offering) {
  const auto options = read_offering_options(offering.plugin_options);
  OfferingFacts facts;
  facts.uuid = offering.uuid;
  facts.customer_uuid = offering.customer_uuid;
  facts.slug = offering.slug;
  facts.name = offering.name;
  facts.switch_on = options.can_create_offering_user;
  facts.is_served = facts.switch_on && domain::serves_accounts(offering.state);
  if (options.shared_password_login) {
    facts.shared_password_sha256 = offering.shared_password_sha256;
  }
  facts.emit_display_name = options.emit_display_name;
  facts.emit_waldur_username = options.emit_waldur_username;
  facts.created = offering.created;
  facts.modified = offering.modified;
  return facts;
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
  auto facts = facts_of(*offering);
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
  DRAWBRIDGE_CHECK(
      store.for_each(select_accounts(rules, where::equal("uuid", offering_user)), [&](Row& row) {
        facts = account_facts(row);
        return false;
      }));
  if (!facts) return Absent{};
  const auto user = where::equal("user_uuid", facts->account.user_uuid);
  const auto here = where::equal("offering_uuid", facts->account.offering_uuid);
  DRAWBRIDGE_CHECK(store.for_each(select_keys(user), [&](Row& row) {
    facts->keys.push_back(take<std::string>(row, 1));
    return true;
  }));
  DRAWBRIDGE_CHECK(
      store.for_each(select_access("project_access", where::both(user, here)), [&](Row& row) {
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

Result<OfferingContents> load_offering(StoreReader& store, const ViewRules& rules, Timestamp now,
                                       const Uuid& offering) {
  DRAWBRIDGE_TRY(auto facts, load_offering_facts(store, offering));
  if (!facts) return fail(ErrorCode::kNotFound, "No Offering matches the given query.");
  OfferingContents contents;
  contents.facts = std::move(*facts);
  BulkFacts bulk(store, rules);
  DRAWBRIDGE_CHECK(bulk.load(offering));
  for (auto& account : bulk.accounts()) {
    sort_out(account_outcome(std::move(account), rules, now), contents);
  }
  DRAWBRIDGE_CHECK(
      store.for_each(select_robots(where::equal("offering_uuid", offering)), [&](Row& row) {
        sort_out(robot_outcome(robot_facts(row)), contents);
        return true;
      }));
  DRAWBRIDGE_CHECK(load_groups(store, rules, now, offering, contents));
  DRAWBRIDGE_CHECK(load_role_groups(store, rules, now, offering, contents));
  sort_contents(contents);
  return contents;
}

}  // namespace drawbridge::app
