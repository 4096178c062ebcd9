#pragma once

#include <map>
#include <set>
#include <utility>

#include "app/ports.h"
#include "base/clock.h"
#include "domain/account_records.h"

namespace drawbridge::app {

/// What the outputs must be made anew for, after one batch of commands.
struct ChangeSet {
  std::set<Uuid> offerings;  ///< whole offerings: their options, state, slug; or gone
  std::set<Uuid> offering_users;
  /// Of `offering_users`: those of whom nothing has changed but their person's SSH keys.
  std::set<Uuid> keys_alone;
  std::set<Uuid> groups;  ///< project groups and role groups
  /// Of the project groups in `groups`: the accounts whose membership may have changed while all
  /// else is as before. A group that is not named here is to be read whole.
  std::map<Uuid, std::set<Uuid>> moved_members;
  std::set<Uuid> robots;
  std::set<Uuid> affected_offerings;  ///< every offering whose outputs change, for its revision
  bool ldap_accounts = false;
  bool everything = false;

  bool empty() const {
    return !everything && !ldap_accounts && offerings.empty() && offering_users.empty() &&
           groups.empty() && robots.empty();
  }
};

/// The records one batch touched, noted as they are written.
class Touched {
 public:
  /// A record that was there and is there still.
  template <class R>
  void note_change(const R& before, const R& after) {
    note(before);
    note(after);
  }
  void note_change(const domain::OfferingUser& before, const domain::OfferingUser& after) {
    if (decides_alike(before, after)) {
      accounts_.emplace(after.uuid, after.offering_uuid);
    } else {
      note(before);
      note(after);
    }
  }

  void note(const domain::User& user) {
    auto& seen = users_[user.uuid];
    (user.is_active ? seen.active : seen.inactive) = true;
  }
  void note(const domain::SshPublicKey& key) { keys_of_.insert(key.user_uuid); }
  void note(const domain::RoleGrant& grant) {
    if (grant.scope_type == "project") memberships_.emplace(grant.user_uuid, grant.scope_uuid);
    if (grant.scope_type == "resource") holdings_.emplace(grant.user_uuid, grant.scope_uuid);
  }
  void note(const domain::Resource& resource) {
    resources_.emplace(resource.offering_uuid, resource.project_uuid);
    role_resources_.insert(resource.uuid);
  }
  void note(const domain::OfferingRoleGroup& group) {
    groups_.emplace(group.uuid, group.offering_uuid);
    role_resources_.insert(group.resource_uuid);
  }
  void note(const domain::Offering& offering) { offerings_.insert(offering.uuid); }
  void note(const domain::OfferingUser& account) {
    accounts_.emplace(account.uuid, account.offering_uuid);
    movers_[{account.user_uuid, account.offering_uuid}].insert(account.uuid);
  }
  void note(const domain::OfferingUserGroup& group) {
    groups_.emplace(group.uuid, group.offering_uuid);
    for (const auto& project : group.project_uuids) {
      resources_.emplace(group.offering_uuid, project);
    }
  }
  void note(const domain::RobotAccount& robot) {
    robots_.insert(robot.uuid);
    robot_resources_.insert(robot.resource_uuid);
  }
  void note(const domain::OfferingTermsOfService& terms) { offerings_.insert(terms.offering_uuid); }
  void note(const domain::UserOfferingConsent& consent) {
    consents_.emplace(consent.offering_uuid, consent.user_uuid);
  }
  void note(const domain::LdapAccount&) { ldap_accounts_ = true; }
  void note(const domain::LdapPassword& password) { passwords_of_.insert(password.uuid); }
  /// Kinds that no output shows.
  template <class R>
  void note(const R&) {}

  /// Everything must be made anew (an import).
  void note_everything() { everything_ = true; }

  void merge(Touched&& other);
  bool empty() const;

  /// Which accounts, groups and offerings the notes reach, by what the store now holds.
  Result<ChangeSet> resolve(StoreReader& store) const;

 private:
  /// Whether a user was seen active and inactive: both means that memberships change.
  struct Activity {
    bool active = false, inactive = false;
  };

  /// Whether two states of an account make it a member of the same groups under the same name.
  static bool decides_alike(const domain::OfferingUser& a, const domain::OfferingUser& b) {
    const auto has_numbers = [](const auto& account) {
      return account.uidnumber.has_value() && account.primarygroup.has_value();
    };
    return a.user_uuid == b.user_uuid && a.offering_uuid == b.offering_uuid &&
           a.username == b.username && a.deleted_at == b.deleted_at &&
           has_numbers(a) == has_numbers(b);
  }

  std::map<Uuid, Activity> users_;
  std::set<Uuid> keys_of_, offerings_, robots_, robot_resources_;
  std::set<Uuid> passwords_of_;                  ///< accounts
  std::set<Uuid> role_resources_;                ///< resources whose role groups change
  std::set<std::pair<Uuid, Uuid>> memberships_;  ///< user, project
  std::set<std::pair<Uuid, Uuid>> holdings_;     ///< user, resource
  std::set<std::pair<Uuid, Uuid>> resources_;    ///< offering, project
  std::set<std::pair<Uuid, Uuid>> accounts_;     ///< account, offering
  /// By user and offering: accounts that came, went or were named, so that memberships change.
  std::map<std::pair<Uuid, Uuid>, std::set<Uuid>> movers_;
  std::set<std::pair<Uuid, Uuid>> consents_;  ///< offering, user
  std::set<std::pair<Uuid, Uuid>> groups_;    ///< group, offering
  bool ldap_accounts_ = false;
  bool everything_ = false;
};

}  // namespace drawbridge::app
