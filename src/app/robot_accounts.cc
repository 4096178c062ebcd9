#include "app/robot_accounts.h"

#include <algorithm>
#include <utility>

#include "app/names.h"
#include "app/numbers.h"
#include "app/offering_options.h"
#include "app/principal.h"
#include "base/ordered_uuid.h"
#include "domain/home_directory.h"
#include "domain/ssh_key.h"

namespace drawbridge::app {
namespace {

using domain::RobotAccount;

constexpr const char* kHolder = "robot_account";

/// The scopes a robot account lives in.
struct Surroundings {
  domain::Resource resource;
  domain::Offering offering;
  domain::Project project;
};

Result<Surroundings> surroundings_of(StoreReader& store, const Uuid& resource) {
  DRAWBRIDGE_TRY(auto found, find<domain::Resource>(store, resource));
  if (!found) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "resource");
  }
  DRAWBRIDGE_TRY(auto offering, find<domain::Offering>(store, found->offering_uuid));
  DRAWBRIDGE_TRY(auto project, find<domain::Project>(store, found->project_uuid));
  if (!offering || !project) {
    return fail(ErrorCode::kInternal, "A resource without its offering or project.");
  }
  return Surroundings{std::move(*found), std::move(*offering), std::move(*project)};
}

Result<RobotAccount> find_robot(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto robot, find<RobotAccount>(transaction.store(), uuid));
  if (!robot) return fail(ErrorCode::kNotFound, "No RobotAccount matches the given query.");
  return std::move(*robot);
}

/// Whether the person has a role in the project or its organisation.
Result<bool> is_connected(Transaction& transaction, const Uuid& user,
                          const domain::Project& project) {
  return exists<domain::RoleGrant>(
      transaction.store(),
      where::all_of({where::equal("user_uuid", user), grant_in_force(transaction.now()),
                     where::any_of({on_scope("project", project.uuid),
                                    on_scope("customer", project.customer_uuid)})}));
}

Status require_connected(Transaction& transaction, const Uuid& user, const domain::Project& project,
                         std::string_view field, std::string_view text) {
  DRAWBRIDGE_TRY(const auto is_known, find<domain::User>(transaction.store(), user));
  if (!is_known) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.",
                std::string(field));
  }
  DRAWBRIDGE_TRY(const bool connected, is_connected(transaction, user, project));
  if (connected) return {};
  return fail(ErrorCode::kInvalid, std::string(text), std::string(field));
}

Result<domain::StringList> normal_keys(const domain::StringList& keys) {
  domain::StringList normal;
  for (const auto& text : keys) {
    const auto key = domain::SshKey::parse(text);
    if (!key) return fail(ErrorCode::kInvalid, key.error().message, "keys");
    normal.push_back(key->str());
  }
  return normal;
}

Status put_people(Transaction& transaction, const domain::Project& project,
                  const RobotAccountChange& change, RobotAccount& robot) {
  if (change.users) {
    for (const auto& user : *change.users) {
      DRAWBRIDGE_CHECK(
          require_connected(transaction, user, project, "users",
                            "User should belong to the same project or organization as resource."));
    }
    robot.users = *change.users;
    std::sort(robot.users.begin(), robot.users.end());
    robot.users.erase(std::unique(robot.users.begin(), robot.users.end()), robot.users.end());
  }
  if (!change.responsible_user_uuid) return {};
  if (*change.responsible_user_uuid) {
    DRAWBRIDGE_CHECK(require_connected(
        transaction, **change.responsible_user_uuid, project, "responsible_user",
        "The responsible user should belong to the same project or organization as resource."));
  }
  robot.responsible_user_uuid = *change.responsible_user_uuid;
  return {};
}

/// Puts the name on the robot; a derived home directory follows it.
Status put_username(Transaction& transaction, const Rules& rules, const Surroundings& around,
                    const OfferingOptions& options, const std::string& username,
                    RobotAccount& robot) {
  const bool is_home_derived =
      robot.home_directory.empty() ||
      (!robot.username.empty() && robot.home_directory == options.homedir_prefix + robot.username);
  const bool is_other = username != robot.username;
  if (is_other && !username.empty()) {
    DRAWBRIDGE_CHECK(
        claim_name(transaction, rules, around.offering.uuid, username, {kHolder, robot.uuid}));
  }
  if (is_other && !robot.username.empty() && !domain::same_name(username, robot.username)) {
    DRAWBRIDGE_CHECK(
        release_name(transaction, around.offering.uuid, robot.username, robot.home_directory));
  }
  robot.username = username;
  if (is_home_derived && !username.empty()) {
    DRAWBRIDGE_TRY(robot.home_directory, domain::home_directory(options.homedir_prefix, username));
  }
  return {};
}

Status put_numbers(Transaction& transaction, const Surroundings& around,
                   const OfferingOptions& options, RobotAccount& robot) {
  if (robot.login_shell.empty()) robot.login_shell = options.login_shell;
  if (robot.uidnumber && robot.primarygroup) return {};
  DRAWBRIDGE_TRY(const auto numbers,
                 allocate_numbers(transaction, around.offering, options,
                                  {kHolder, robot.uuid, around.offering.uuid},
                                  {robot.uidnumber, robot.primarygroup}, nullptr));
  robot.uidnumber = numbers.uid;
  robot.primarygroup = numbers.gid;
  return {};
}

Status put_change(Transaction& transaction, const Rules& rules, const Surroundings& around,
                  const RobotAccountChange& change, RobotAccount& robot) {
  const auto options = read_offering_options(around.offering.plugin_options);
  if (change.description) robot.description = *change.description;
  if (change.keys) {
    DRAWBRIDGE_TRY(robot.keys, normal_keys(*change.keys));
  }
  DRAWBRIDGE_CHECK(put_people(transaction, around.project, change, robot));
  DRAWBRIDGE_CHECK(put_numbers(transaction, around, options, robot));
  return put_username(transaction, rules, around, options,
                      change.username ? *change.username : robot.username, robot);
}

}  // namespace

Result<RobotAccount> create_robot_account(Transaction& transaction, const Rules& rules,
                                          const NewRobotAccount& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto around, surroundings_of(store, wanted.resource_uuid));
  DRAWBRIDGE_TRY(
      const bool is_there,
      exists<RobotAccount>(store, where::both(where::equal("resource_uuid", wanted.resource_uuid),
                                              where::equal("type", wanted.type))));
  if (is_there) {
    return fail(ErrorCode::kInvalid, "The fields resource, type must make a unique set.",
                "non_field_errors");
  }
  RobotAccount robot;
  robot.uuid = ordered_uuid(transaction.now());
  robot.resource_uuid = wanted.resource_uuid;
  robot.type = wanted.type;
  robot.state = domain::RobotAccountState::kOk;
  DRAWBRIDGE_CHECK(put_change(transaction, rules, around, wanted.further, robot));
  DRAWBRIDGE_CHECK(transaction.insert(robot));
  return robot;
}

Result<RobotAccount> change_robot_account(Transaction& transaction, const Rules& rules,
                                          const Uuid& uuid, const RobotAccountChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_robot(transaction, uuid));
  DRAWBRIDGE_TRY(const auto around, surroundings_of(transaction.store(), before.resource_uuid));
  auto after = before;
  DRAWBRIDGE_CHECK(put_change(transaction, rules, around, change, after));
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Result<RobotAccount> change_robot_account_state(Transaction& transaction, const Uuid& uuid,
                                                domain::RobotAccountAction action,
                                                domain::RobotAccountState seen,
                                                const std::string& error_message) {
  DRAWBRIDGE_TRY(const auto before, find_robot(transaction, uuid));
  if (before.state != seen) {
    return fail(ErrorCode::kConflict, "Another request changed the state meanwhile; it is now " +
                                          std::string(domain::to_word(before.state)) + ".");
  }
  auto after = before;
  DRAWBRIDGE_TRY(after.state, domain::transition(action, before.state));
  after.error_message =
      action == domain::RobotAccountAction::kSetStateErred ? error_message : std::string();
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status delete_robot_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto robot, find_robot(transaction, uuid));
  DRAWBRIDGE_TRY(const auto around, surroundings_of(transaction.store(), robot.resource_uuid));
  if (!robot.username.empty()) {
    DRAWBRIDGE_CHECK(
        release_name(transaction, around.offering.uuid, robot.username, robot.home_directory));
  }
  DRAWBRIDGE_CHECK(transaction.erase(robot));
  return retire_numbers(transaction, {kHolder, robot.uuid, around.offering.uuid});
}

Status leave_robot_accounts(Transaction& transaction, const Uuid& user) {
  DRAWBRIDGE_TRY(const auto robots,
                 list<RobotAccount>(transaction.store(),
                                    where::any_of({where::holds("users", user),
                                                   where::equal("responsible_user_uuid", user)})));
  for (const auto& before : robots) {
    DRAWBRIDGE_TRY(const auto around, surroundings_of(transaction.store(), before.resource_uuid));
    DRAWBRIDGE_TRY(const bool stays, is_connected(transaction, user, around.project));
    if (stays) continue;
    auto after = before;
    after.users.erase(std::remove(after.users.begin(), after.users.end(), user), after.users.end());
    if (after.responsible_user_uuid == user) after.responsible_user_uuid.reset();
    DRAWBRIDGE_CHECK(transaction.update(before, after));
  }
  return {};
}

}  // namespace drawbridge::app
