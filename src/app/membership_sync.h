#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/transaction.h"

namespace drawbridge::app {

/// What an agent says of one member of a resource. The person is named by UUID, or by the name of
/// the account on the resource's offering, or else by Waldur user name.
struct MembershipSyncReport {
  std::string role_name, state, message;
  std::optional<Uuid> user_uuid;
  std::string username;
  bool is_of_resource_project = false;  ///< about a project inside the resource; there are none
};

struct MembershipSyncOutcome {
  std::int64_t stored = 0;
  std::vector<std::string> skipped;  ///< why, one text a report
};

/// Keeps what is said of people who have that role on the resource or its project now.
/// @return kNotFound; kConflict for a Terminated resource
Result<MembershipSyncOutcome> store_membership_sync(
    Transaction& transaction, const Uuid& resource,
    const std::vector<MembershipSyncReport>& reports);

}  // namespace drawbridge::app
