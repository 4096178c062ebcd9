#pragma once

#include "domain/account_records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Robot accounts with what they hang on: Waldur's RobotAccountDetails.
const Collection<domain::RobotAccount>& robot_account_collection();
/// The same as create and update answer it: people as URLs (Waldur's RobotAccount).
const Collection<domain::RobotAccount>& written_robot_account_collection();

}  // namespace drawbridge::http
