#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/ports.h"
#include "base/clock.h"
#include "base/packed_texts.h"
#include "domain/access.h"
#include "domain/account_records.h"

/// What the outputs (LDAP, GLauth, tree) show of an offering: values made of the store's records by
/// the rules of access, from which all outputs are rendered, so that they never disagree.
namespace drawbridge::app {

struct GroupMembership {
  std::int64_t gid = 0;
  std::string name;

  friend auto operator<=>(const GroupMembership&, const GroupMembership&) = default;
};

/// What a person's own password is checked against.
struct OwnPassword {
  std::string argon2id;  ///< by LDAP
  std::string bcrypt;    ///< by GLauth

  friend bool operator==(const OwnPassword&, const OwnPassword&) = default;
};

/// A person's or robot's account that is served.
struct AccountView {
  enum class Kind : std::uint8_t { kPerson, kRobot };

  Kind kind = Kind::kPerson;
  Uuid uuid, offering_uuid;
  std::optional<Uuid> user_uuid;  ///< none for robots
  std::string username;
  std::int64_t uid_number = 0, primary_gid = 0;
  std::string login_shell, home_directory;
  std::string waldur_username, first_name, last_name, email;  ///< empty for robots
  PackedTexts ssh_keys;  ///< normal forms; sorted, no duplicates; empty when disabled
  bool disabled = false;
  domain::AccessReason reason = domain::AccessReason::kNone;
  std::vector<GroupMembership> groups;              ///< without the personal one; ascending gid
  std::shared_ptr<const OwnPassword> own_password;  ///< null: none, or disabled
  Timestamp created, modified;
  /// When access changes by the clock alone (a grant runs out, retention ends); none: never.
  std::optional<Timestamp> changes_at;
};

/// A group that is served: of a project's people, or of those who hold one role on a resource.
struct GroupView {
  enum class Kind : std::uint8_t { kProject, kRole };

  Kind kind = Kind::kProject;
  Uuid uuid, offering_uuid;
  std::string name;
  std::int64_t gid = 0;
  std::vector<std::string> members;   ///< usernames of served accounts, sorted bytewise
  std::vector<Uuid> project_uuids;    ///< kProject
  std::optional<Uuid> resource_uuid;  ///< kRole
  std::string role_name;              ///< kRole
  Timestamp created, modified;
  std::optional<Timestamp> changes_at;  ///< when a membership runs out
};

/// A record that is left out of the outputs, for the operator to see.
struct SkippedView {
  Uuid uuid;
  std::string username;
  std::string reason;
};

/// What is common to an offering's outputs.
struct OfferingFacts {
  Uuid uuid, customer_uuid;
  std::string slug, name;
  /// service_provider_can_create_offering_user; off: no outputs at all.
  bool switch_on = false;
  /// Active or Paused with the switch on: has a subtree in LDAP.
  bool is_served = false;
  /// 64 lower-case hex digits; none also where shared_password_login is off.
  std::optional<std::string> shared_password_sha256;
  bool emit_display_name = false, emit_waldur_username = false;
  std::int64_t content_revision = 0;  ///< moves with every change of this offering's outputs
  Timestamp created, modified;
};

/// Not in the outputs, and nothing to report (retention over, robot not yet OK, row gone).
struct Absent {};

using AccountOutcome = std::variant<AccountView, SkippedView, Absent>;
using GroupOutcome = std::variant<GroupView, SkippedView, Absent>;

/// An account whose place in a group may have changed.
struct MovedMember {
  Uuid account;
  std::string name_before;  ///< when the group was last made; empty: had none
};

/// Rules that the views depend on beside the records.
struct ViewRules {
  std::int64_t deleted_retention_days = 90;
  /// Whether an offering's active terms of service must be agreed to for access.
  bool enforce_user_consent = false;
};

/// Name of the counter that holds an offering's content revision.
std::string content_revision_counter(const Uuid& offering);

using AccountPointer = std::shared_ptr<const AccountView>;
using GroupPointer = std::shared_ptr<const GroupView>;

/// All of one offering. The views are shared, never null: the outputs keep them as they are.
struct OfferingContents {
  OfferingFacts facts;
  std::vector<AccountPointer> accounts;  ///< people and robots, by username
  std::vector<GroupPointer> groups;      ///< by name
  std::vector<SkippedView> skipped;      ///< by uuid
};

/// none when the offering does not exist.
Result<std::optional<OfferingFacts>> load_offering_facts(StoreReader& store, const Uuid& offering);
Result<std::vector<Uuid>> load_offering_uuids(StoreReader& store);
/// Cost of one: the account's own keys, grants and groups.
Result<AccountOutcome> load_account(StoreReader& store, const ViewRules& rules, Timestamp now,
                                    const Uuid& offering_user);
Result<AccountOutcome> load_robot(StoreReader& store, const Uuid& robot);
/// Cost of one: the group's member list.
Result<GroupOutcome> load_group(StoreReader& store, const ViewRules& rules, Timestamp now,
                                const Uuid& group);
/// The same for a project group of which only the membership of `moved` may have changed since
/// `before` was made. Cost of the moved ones, not of the member list; only a group with a
/// membership that ends by the clock may have to be read whole.
Result<GroupOutcome> load_moved_members(StoreReader& store, const ViewRules& rules, Timestamp now,
                                        const GroupView& before,
                                        const std::vector<MovedMember>& moved);
/// Everything of one offering in a few passes; equal to loading each by itself.
Result<OfferingContents> load_offering(StoreReader& store, const ViewRules& rules, Timestamp now,
                                       const Uuid& offering);

}  // namespace drawbridge::app
