#pragma once

#include <string>
#include <vector>

#include "app/transaction.h"
#include "domain/robot_and_service_account_records.h"

/// Accounts for the people of a course: each has a user of its own, which nobody else is, and no
/// numbers.
namespace drawbridge::app {

struct NewCourseAccount {
  std::string email, description;
};

/// Makes the accounts with their users, all or none.
/// @return kInvalid on `project`: it is not there, removed, or not of the kind `course`
Result<std::vector<domain::CourseAccount>> create_course_accounts(
    Transaction& transaction, const Uuid& project, const std::vector<NewCourseAccount>& wanted);

/// @return kConflict unless the account is Erred
Result<domain::CourseAccount> retry_course_account(Transaction& transaction, const Uuid& account);

/// The row stays, Closed; its user is deactivated.
/// @return kConflict when it is Closed already
Status close_course_account(Transaction& transaction, const Uuid& account);

}  // namespace drawbridge::app
