#pragma once

#include <optional>
#include <string>

#include "app/rules.h"
#include "app/transaction.h"
#include "domain/states.h"

/// The life of robot accounts: accounts of a resource that are no person's.
namespace drawbridge::app {

/// What can be written of a robot account; none: stays.
struct RobotAccountChange {
  std::optional<std::string> username, description;
  std::optional<domain::StringList> keys;  ///< OpenSSH public keys, one a text
  std::optional<domain::UuidList> users;
  /// Given without a uuid: nobody is responsible any more.
  std::optional<std::optional<Uuid>> responsible_user_uuid;
};

struct NewRobotAccount {
  Uuid resource_uuid;
  std::string type;  ///< 1 to 5 characters
  RobotAccountChange further;
};

/// Makes a robot account with numbers and home, in state OK as Waldur does over its API.
/// @return kInvalid with the field: the resource has a robot of that type, the name breaks the
///         rules or is taken, a key is none, a person is not of the resource's project or
///         organisation. kExhausted: no number is left.
Result<domain::RobotAccount> create_robot_account(Transaction& transaction, const Rules& rules,
                                                  const NewRobotAccount& wanted);

/// Changes it and fills in what it lacks; a derived home follows a rename.
/// @return as create_robot_account
Result<domain::RobotAccount> change_robot_account(Transaction& transaction, const Rules& rules,
                                                  const Uuid& robot,
                                                  const RobotAccountChange& change);

/// @param seen  the state the caller saw; another one by now is kConflict
Result<domain::RobotAccount> change_robot_account_state(Transaction& transaction, const Uuid& robot,
                                                        domain::RobotAccountAction action,
                                                        domain::RobotAccountState seen,
                                                        const std::string& error_message);

/// Removes the row; its name and numbers are retired.
Status delete_robot_account(Transaction& transaction, const Uuid& robot);

/// Takes the person out of the robot accounts of resources whose project and organisation they have
/// no role in any more.
Status leave_robot_accounts(Transaction& transaction, const Uuid& user);

}  // namespace drawbridge::app
