#include "app/offering_removal.h"

#include <string>

#include "app/accounts.h"
#include "app/groups/project_groups.h"
#include "app/numbers.h"
#include "app/robot_accounts.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::Resource;

Status check_unused(StoreReader& store, const Offering& offering) {
  DRAWBRIDGE_TRY(
      const bool is_used,
      exists<Resource>(store,
                       where::both(where::equal("offering_uuid", offering.uuid),
                                   where::not_(where::equal("state", std::string("Terminated"))))));
  if (is_used) {
    return fail(ErrorCode::kForbidden, "Offering was not deleted since it has resources.");
  }
  if (offering.state != domain::OfferingState::kDraft) {
    return fail(ErrorCode::kForbidden,
                "Offering was not deleted since offering is not in draft state.");
  }
  return {};
}

/// Erases the rows of R that match, one by one: each leaves its audit event.
template <class R>
Status erase_where(Transaction& transaction, Condition condition) {
  DRAWBRIDGE_TRY(const auto rows, list<R>(transaction.store(), std::move(condition)));
  for (const auto& row : rows) DRAWBRIDGE_CHECK(transaction.erase(row));
  return {};
}

Status erase_grants(Transaction& transaction, const char* scope_type, const Uuid& scope) {
  return erase_where<domain::RoleGrant>(
      transaction, where::both(where::equal("scope_type", std::string(scope_type)),
                               where::equal("scope_uuid", scope)));
}

Status erase_accounts_and_groups(Transaction& transaction, const Uuid& offering) {
  auto& store = transaction.store();
  const auto of_offering = where::equal("offering_uuid", offering);
  DRAWBRIDGE_TRY(const auto robots, list<domain::RobotAccount>(store, of_offering));
  for (const auto& robot : robots) {
    DRAWBRIDGE_CHECK(delete_robot_account(transaction, robot.uuid));
  }
  DRAWBRIDGE_TRY(const auto accounts, list<domain::OfferingUser>(store, of_offering));
  for (const auto& account : accounts) {
    DRAWBRIDGE_CHECK(delete_offering_user(transaction, account.uuid));
  }
  DRAWBRIDGE_TRY(const auto groups, list<domain::OfferingUserGroup>(store, of_offering));
  for (const auto& group : groups) DRAWBRIDGE_CHECK(delete_group(transaction, group.uuid));
  DRAWBRIDGE_TRY(const auto role_groups, list<domain::OfferingRoleGroup>(store, of_offering));
  for (const auto& group : role_groups) {
    DRAWBRIDGE_CHECK(transaction.erase(group));
    DRAWBRIDGE_CHECK(
        retire_numbers(transaction, {"offering_role_group", group.uuid, group.offering_uuid}));
  }
  return {};
}

Status erase_resources(Transaction& transaction, const Uuid& offering) {
  DRAWBRIDGE_TRY(const auto resources,
                 list<Resource>(transaction.store(), where::equal("offering_uuid", offering)));
  for (const auto& resource : resources) {
    DRAWBRIDGE_CHECK(erase_grants(transaction, "resource", resource.uuid));
    DRAWBRIDGE_CHECK(transaction.erase(resource));
  }
  return {};
}

}  // namespace

Status delete_offering(Transaction& transaction, const Uuid& uuid, bool is_forced) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
  if (!offering) return fail(ErrorCode::kNotFound, "Not found.");
  if (!is_forced) DRAWBRIDGE_CHECK(check_unused(store, *offering));
  DRAWBRIDGE_CHECK(erase_accounts_and_groups(transaction, uuid));
  DRAWBRIDGE_CHECK(erase_resources(transaction, uuid));
  DRAWBRIDGE_CHECK(erase_grants(transaction, "offering", uuid));
  const auto of_offering = where::equal("offering_uuid", uuid);
  DRAWBRIDGE_CHECK(erase_where<domain::LdapAccount>(transaction, of_offering));
  DRAWBRIDGE_CHECK(erase_where<domain::PosixIdPool>(transaction, of_offering));
  return transaction.erase(*offering);
}

}  // namespace drawbridge::app
