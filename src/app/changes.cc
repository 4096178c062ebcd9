#include "app/changes.h"

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

/// Adds rows of two uuids, the object and its offering, to a change set; those of `only`, if given.
Status collect(StoreReader& store, const Select& select, std::set<Uuid>& objects,
               std::set<Uuid>& offerings, const std::optional<Uuid>& only = std::nullopt) {
  return store.for_each(select, [&](Row& row) {
    const auto* object = std::get_if<Uuid>(&row[0]);
    const auto* offering = std::get_if<Uuid>(&row[1]);
    if (only && (offering == nullptr || *offering != *only)) return true;
    if (object != nullptr) objects.insert(*object);
    if (offering != nullptr) offerings.insert(*offering);
    return true;
  });
}

/// Finds what the notes reach.
class Resolver {
 public:
  Resolver(StoreReader& store, ChangeSet& changes) : store_(&store), changes_(&changes) {}

  Status accounts_where(Condition where) {
    return collect(*store_,
                   select_fields(OfferingUser::kKind, {"uuid", "offering_uuid"}, std::move(where)),
                   changes_->offering_users, changes_->affected_offerings);
  }

  /// The groups of a project; of one offering, if it is given. The offering is no condition of the
  /// query: the store might begin with it and walk all groups of the offering for those of one
  /// project.
  Status groups_of_project(const Uuid& project, const std::optional<Uuid>& offering) {
    return collect(*store_,
                   select_fields(OfferingUserGroup::kKind, {"uuid", "offering_uuid"},
                                 where::holds("project_uuids", project)),
                   changes_->groups, changes_->affected_offerings, offering);
  }

  Status role_groups_of_resource(const Uuid& resource, const std::optional<Uuid>& offering) {
    return collect(*store_,
                   select_fields(OfferingRoleGroup::kKind, {"uuid", "offering_uuid"},
                                 where::equal("resource_uuid", resource)),
                   changes_->groups, changes_->affected_offerings, offering);
  }

  Status robots_where(Condition where) {
    return collect(*store_,
                   select_fields(RobotAccount::kKind, {"uuid", "offering_uuid"}, std::move(where)),
                   changes_->robots, changes_->affected_offerings);
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
  Status groups_of_user(const Uuid& user, const std::optional<Uuid>& offering) {
    DRAWBRIDGE_TRY(const auto grants, list<RoleGrant>(*store_, where::equal("user_uuid", user)));
    for (const auto& grant : grants) {
      if (grant.scope_type == "project") {
        DRAWBRIDGE_CHECK(groups_of_project(grant.scope_uuid, offering));
      } else if (grant.scope_type == "resource") {
        DRAWBRIDGE_CHECK(role_groups_of_resource(grant.scope_uuid, offering));
      }
    }
    return {};
  }

 private:
  StoreReader* store_;
  ChangeSet* changes_;
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
  pairs_.merge(other.pairs_);
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
  Resolver resolver(store, changes);
  changes.offerings = offerings_;
  changes.affected_offerings = offerings_;
  changes.offering_users = accounts_;
  changes.robots = robots_;
  for (const auto& [group, offering] : groups_) {
    changes.groups.insert(group);
    changes.affected_offerings.insert(offering);
  }
  for (const auto& [user, activity] : users_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::equal("user_uuid", user)));
    if (activity.active && activity.inactive) {
      DRAWBRIDGE_CHECK(resolver.groups_of_user(user, std::nullopt));
    }
  }
  for (const auto& user : keys_of_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::equal("user_uuid", user)));
  }
  for (const auto& account : passwords_of_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::equal("uuid", account)));
  }
  for (const auto& [user, project] : memberships_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(where::equal("user_uuid", user)));
    DRAWBRIDGE_CHECK(resolver.groups_of_project(project, std::nullopt));
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
  for (const auto& [offering, user] : pairs_) {
    changes.affected_offerings.insert(offering);
    DRAWBRIDGE_CHECK(resolver.groups_of_user(user, offering));
  }
  for (const auto& [offering, user] : consents_) {
    DRAWBRIDGE_CHECK(resolver.accounts_where(
        where::both(where::equal("user_uuid", user), where::equal("offering_uuid", offering))));
  }
  for (const auto& resource : robot_resources_) {
    DRAWBRIDGE_CHECK(resolver.robots_of_resource(resource));
  }
  return changes;
}

}  // namespace drawbridge::app
