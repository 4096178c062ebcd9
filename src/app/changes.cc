#include "app/changes.h"

#include <functional>
#include <optional>
#include <utility>

#include "app/records.h"

namespace drawbridge::app {
namespace {

using domain::OfferingRoleGroup;
using domain::OfferingUser;
using domain::OfferingUserGroup;
using domain::RobotAccount;
using domain::RoleGrant;

/// Accounts by the offering they are on.
using AccountsByOffering = std::map<Uuid, std::set<Uuid>>;
using Movers = std::map<std::pair<Uuid, Uuid>, std::set<Uuid>>;

/// Hands out rows of two uuids, an object and its offering.
Status for_each_pair(StoreReader& store, const Select& select,
                     const std::function<void(const Uuid&, const Uuid&)>& take) {
  return store.for_each(select, [&](Row& row) {
    const auto* object = std::get_if<Uuid>(&row[0]);
    const auto* offering = std::get_if<Uuid>(&row[1]);
    if (object != nullptr && offering != nullptr) take(*object, *offering);
    return true;
  });
}

/// Finds what the notes reach.
class Resolver {
 public:
  Resolver(StoreReader& store, const Movers& movers, ChangeSet& changes)
      : store_(&store), movers_(&movers), changes_(&changes) {}

  void account(const Uuid& uuid, const Uuid& offering) {
    changes_->offering_users.insert(uuid);
    changes_->affected_offerings.insert(offering);
  }

  Status accounts_where(Condition where) {
    return for_each_pair(
        *store_, select_fields(OfferingUser::kKind, {"uuid", "offering_uuid"}, std::move(where)),
        [&](const Uuid& uuid, const Uuid& offering) { account(uuid, offering); });
  }

  /// The user's accounts, those not named yet for their keys alone.
  Status keys_of_user(const Uuid& user) {
    return for_each_pair(*store_,
                         select_fields(OfferingUser::kKind, {"uuid", "offering_uuid"},
                                       where::equal("user_uuid", user)),
                         [&](const Uuid& uuid, const Uuid& offering) {
                           if (changes_->offering_users.contains(uuid)) return;
                           account(uuid, offering);
                           changes_->keys_alone.insert(uuid);
                         });
  }

  /// The accounts that a user has, or had before this batch.
  Result<AccountsByOffering> accounts_of_user(const Uuid& user) {
    AccountsByOffering accounts;
    DRAWBRIDGE_CHECK(for_each_pair(*store_,
                                   select_fields(OfferingUser::kKind, {"uuid", "offering_uuid"},
                                                 where::equal("user_uuid", user)),
                                   [&](const Uuid& uuid, const Uuid& offering) {
                                     account(uuid, offering);
                                     accounts[offering].insert(uuid);
                                   }));
    for (auto moved = movers_->lower_bound({user, Uuid()});
         moved != movers_->end() && moved->first.first == user; ++moved) {
      accounts[moved->first.second].insert(moved->second.begin(), moved->second.end());
    }
    return accounts;
  }

  void whole_group(const Uuid& uuid, const Uuid& offering) {
    changes_->groups.insert(uuid);
    changes_->affected_offerings.insert(offering);
    whole_groups_.insert(uuid);
  }

  /// The groups of a project on one offering. The offering is no condition of the query: the store
  /// might begin with it and walk all groups of the offering for those of one project.
  Status groups_of_project(const Uuid& project, const Uuid& offering) {
    return for_each_pair(*store_, select_groups(project), [&](const Uuid& group, const Uuid& of) {
      if (of == offering) whole_group(group, offering);
    });
  }

  /// The places of accounts in the groups of a project; on one offering, if it is given.
  Status members_of_project(const Uuid& project, const AccountsByOffering& accounts,
                            const std::optional<Uuid>& only) {
    return for_each_pair(*store_, select_groups(project),
                         [&](const Uuid& group, const Uuid& offering) {
                           if (only && *only != offering) return;
                           changes_->groups.insert(group);
                           changes_->affected_offerings.insert(offering);
                           auto& moved = changes_->moved_members[group];
                           const auto here = accounts.find(offering);
                           if (here != accounts.end())
                             moved.insert(here->second.begin(), here->second.end());
                         });
  }

  Status role_groups_of_resource(const Uuid& resource, const std::optional<Uuid>& only) {
    return for_each_pair(*store_,
                         select_fields(OfferingRoleGroup::kKind, {"uuid", "offering_uuid"},
                                       where::equal("resource_uuid", resource)),
                         [&](const Uuid& group, const Uuid& offering) {
                           if (!only || *only == offering) whole_group(group, offering);
                         });
  }

  Status robots_where(Condition where) {
    return for_each_pair(
        *store_, select_fields(RobotAccount::kKind, {"uuid", "offering_uuid"}, std::move(where)),
        [&](const Uuid& uuid, const Uuid& offering) {
          changes_->robots.insert(uuid);
          changes_->affected_offerings.insert(offering);
        });
  }

  /// The resource's robots; without any, its offering is affected all the same.
  Status robots_of_resource(const Uuid& resource) {
    DRAWBRIDGE_CHECK(robots_where(where::equal("resource_uuid", resource)));
    DRAWBRIDGE_TRY(const auto row, find<domain::Resource>(*store_, resource));
    if (row) changes_->affected_offerings.insert(row->offering_uuid);
    return {};
  }

  /// The groups of the projects and resources on which the user has a role; of one offering, if it
  /// is given.
  Status groups_of_user(const Uuid& user, const AccountsByOffering& accounts,
                        const std::optional<Uuid>& offering) {
    DRAWBRIDGE_TRY(const auto grants, list<RoleGrant>(*store_, where::equal("user_uuid", user)));
    for (const auto& grant : grants) {
      if (grant.scope_type == "project") {
        DRAWBRIDGE_CHECK(members_of_project(grant.scope_uuid, accounts, offering));
      } else if (grant.scope_type == "resource") {
        DRAWBRIDGE_CHECK(role_groups_of_resource(grant.scope_uuid, offering));
      }
    }
    return {};
  }

  /// What is read whole needs no names of members.
  void finish() {
    for (const auto& group : whole_groups_) changes_->moved_members.erase(group);
  }

 private:
  static Select select_groups(const Uuid& project) {
    return select_fields(OfferingUserGroup::kKind, {"uuid", "offering_uuid"},
                         where::holds("project_uuids", project));
  }

  StoreReader* store_;
  const Movers* movers_;
  ChangeSet* changes_;
  std::set<Uuid> whole_groups_;
};

Condition has_role_on(const char* scope_type, const Uuid& scope) {
  return where::in_select(
      "user_uuid", select_fields(RoleGrant::kKind, {"user_uuid"},
                                 where::both(where::equal("scope_type", std::string(scope_type)),
                                             where::equal("scope_uuid", scope))));
}

}  // namespace

void Touched::merge(Touched&& other) {
  for (const auto& [user, activity] : other.users_) {
    auto& mine = users_[user];
    mine.active = mine.active || activity.active;
    mine.inactive = mine.inactive || activity.inactive;
  }
  keys_of_.merge(other.keys_of_);
  offerings_.merge(other.offerings_);
  accounts_.merge(other.accounts_);
  robots_.merge(other.robots_);
  robot_resources_.merge(other.robot_resources_);
  memberships_.merge(other.memberships_);
  holdings_.merge(other.holdings_);
  role_resources_.merge(other.role_resources_);
  passwords_of_.merge(other.passwords_of_);
  resources_.merge(other.resources_);
  for (auto& [pair, accounts] : other.movers_) movers_[pair].merge(accounts);
  consents_.merge(other.consents_);
  groups_.merge(other.groups_);
  ldap_accounts_ = ldap_accounts_ || other.ldap_accounts_;
  everything_ = everything_ || other.everything_;
}

bool Touched::empty() const {
  return !everything_ && !ldap_accounts_ && users_.empty() && keys_of_.empty() &&
         offerings_.empty() && accounts_.empty() && robots_.empty() && memberships_.empty() &&
         resources_.empty() && groups_.empty() && consents_.empty() && holdings_.empty() &&
         role_resources_.empty() && passwords_of_.empty();
}

Result<ChangeSet> Touched::resolve(StoreReader& store) const {
  ChangeSet changes;
  changes.everything = everything_;
  changes.ldap_accounts = ldap_accounts_;
  if (everything_) return changes;
  Resolver resolver(store, movers_, changes);
  changes.offerings = offerings_;
  changes.affected_offerings = offerings_;
  changes.robots = robots_;
  for (const auto& [account, offering] : accounts_) resolver.account(account, offering);
  for (const auto& [group, offering] : groups_) resolver.whole_group(group, offering);
  for (const auto& [user, activity] : users_) {
    DRAWBRIDGE_TRY(const auto accounts, resolver.accounts_of_user(user));
    if (activity.active && activity.inactive) {
      DRAWBRIDGE_CHECK(resolver.groups_of_user(user, accounts, std::nullopt));
    }
  }
  for (const auto& account : passwords_of_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::equal("uuid", account)));
  }
  for (const auto& [user, project] : memberships_) {
    DRAWBRIDGE_TRY(const auto accounts, resolver.accounts_of_user(user));
    DRAWBRIDGE_CHECK(resolver.members_of_project(project, accounts, std::nullopt));
  }
  for (const auto& [user, resource] : holdings_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::equal("user_uuid", user)));
    DRAWBRIDGE_CHECK(resolver.role_groups_of_resource(resource, std::nullopt));
  }
  for (const auto& resource : role_resources_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(has_role_on("resource", resource)));
    DRAWBRIDGE_CHECK(resolver.role_groups_of_resource(resource, std::nullopt));
  }
  for (const auto& [offering, project] : resources_) {
    const auto here = where::equal("offering_uuid", offering);
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::both(here, has_role_on("project", project))));
    DRAWBRIDGE_CHECK(resolver.groups_of_project(project, offering));
    DRAWBRIDGE_CHECK(
        resolver.robots_where(where::both(here, where::equal("project_uuid", project))));
  }
  for (const auto& [pair, accounts] : movers_) {
    const auto& [user, offering] = pair;
    DRAWBRIDGE_CHECK(resolver.groups_of_user(user, {{offering, accounts}}, offering));
  }
  for (const auto& [offering, user] : consents_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(
        where::both(where::equal("user_uuid", user), where::equal("offering_uuid", offering))));
  }
  for (const auto& resource : robot_resources_) {
    DRAWBRIDGE_CHECK(resolver.robots_of_resource(resource));
  }
  // At last: whose account is not named by then has changed in nothing else.
  for (const auto& user : keys_of_) DRAWBRIDGE_CHECK(resolver.keys_of_user(user));
  resolver.finish();
  return changes;
}

}  // namespace drawbridge::app
