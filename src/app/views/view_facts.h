#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/views/views.h"
#include "domain/consent.h"

/// The records a view is made of, and the pure rules that make it. The loaders (offering_views.cc)
/// gather the facts, one account at a time or a whole offering at once; both end here, so an
/// incremental change and a rebuild cannot differ.
namespace drawbridge::app {

struct MembershipFacts {
  GroupMembership group;
  std::optional<Timestamp> until;  ///< of the grant; none: permanent
};

struct AccountFacts {
  domain::OfferingUser account;
  std::string waldur_username, first_name, last_name, email;
  bool user_is_active = false;
  /// The offering's active terms, where an installation enforces consent; none: nothing is asked.
  std::optional<domain::TermsFacts> terms;
  std::optional<std::string> agreed_version;  ///< of the consent in force, if any
  std::vector<std::string> keys;
  /// One for each of the person's project roles on a project with a live resource of the offering:
  /// when it ends; none: never.
  std::vector<std::optional<Timestamp>> access_until;
  std::vector<MembershipFacts> memberships;
};

struct RobotFacts {
  domain::RobotAccount robot;
  Uuid offering_uuid;
  bool is_resource_live = false;
};

struct MemberFacts {
  std::optional<std::string> username;
  bool has_numbers = false, user_is_active = false;
  std::optional<Timestamp> until, deleted_at;
};

AccountOutcome account_outcome(AccountFacts facts, const ViewRules& rules, Timestamp now);
AccountOutcome robot_outcome(RobotFacts facts);
GroupOutcome group_outcome(domain::OfferingUserGroup group, std::vector<MemberFacts> members,
                           const ViewRules& rules, Timestamp now);

}  // namespace drawbridge::app
