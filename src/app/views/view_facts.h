#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/views/views.h"
#include "domain/consent.h"

/// The records a view is made of, and the pure rules that make it. The loaders
/// gather the facts, of one account or group (offering_views.cc) or of whole offerings
/// (whole_records.cc); both end here, so an incremental change and a rebuild cannot differ. One way
/// leads past: an account whose keys alone changed keeps the rest of its view (account_keys.cc).
namespace drawbridge::app {

struct MembershipFacts {
  GroupMembership group;
  std::optional<Timestamp> until;  ///< of the grant; none: permanent
};

/// One project role on a project with a live resource of the offering.
struct AccessGrantFacts {
  std::optional<Timestamp> until;        ///< none: permanent
  bool restricts_member_access = false;  ///< the resource does
};

struct AccountFacts {
  domain::OfferingUser account;
  std::string waldur_username, first_name, last_name, email;
  bool user_is_active = false;
  /// The offering's active terms, where an installation enforces consent; none: nothing is asked.
  std::optional<domain::TermsFacts> terms;
  std::optional<std::string> agreed_version;  ///< of the consent in force, if any
  std::vector<std::string_view> keys;         ///< whose loader has the texts
  std::shared_ptr<const OwnPassword> own_password;
  std::vector<AccessGrantFacts> access_grants;
  /// Whether the offering honours its resources' restrict_member_access.
  bool honours_restrictions = false;
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

struct RoleGroupFacts {
  domain::OfferingRoleGroup group;
  bool is_mapped = false;  ///< by the offering, as things stand
  bool is_resource_live = false;
  std::vector<MemberFacts> holders;  ///< of the role; without a username where there is no account
};

/// Normal forms of keys as an account shows them: sorted, each key once whatever its comment.
PackedTexts distinct_keys(std::vector<std::string_view> keys);

AccountOutcome account_outcome(AccountFacts facts, const ViewRules& rules, Timestamp now);
AccountOutcome robot_outcome(RobotFacts facts);
GroupOutcome group_outcome(domain::OfferingUserGroup group, std::vector<MemberFacts> members,
                           const ViewRules& rules, Timestamp now);
/// The same with members known already: `names` are those who stay, and `changes_at` is when the
/// first of them leaves by the clock.
GroupOutcome group_outcome(domain::OfferingUserGroup group, std::vector<std::string> names,
                           std::optional<Timestamp> changes_at, std::vector<MemberFacts> members,
                           const ViewRules& rules, Timestamp now);
GroupOutcome role_group_outcome(RoleGroupFacts facts, const ViewRules& rules, Timestamp now);

}  // namespace drawbridge::app
