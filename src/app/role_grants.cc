#include "app/role_grants.h"

#include <utility>
#include <vector>

#include "app/groups/role_groups.h"
#include "app/memberships.h"
#include "app/robot_accounts.h"
#include "base/ordered_uuid.h"

namespace drawbridge::app {
namespace {

using domain::Role;
using domain::RoleGrant;

Result<Role> find_role(StoreReader& store, const std::string& wanted) {
  const auto uuid = Uuid::parse(wanted);
  DRAWBRIDGE_TRY(auto role, find_where<Role>(store, uuid ? where::equal("uuid", *uuid)
                                                         : where::equal("name", wanted)));
  if (!role) return fail(ErrorCode::kInvalid, "Role is not found.", "role");
  return std::move(*role);
}

Status check_user(StoreReader& store, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto found, exists<domain::User>(store, where::equal("uuid", uuid)));
  if (!found) return fail(ErrorCode::kInvalid, "User is not found.", "user");
  return {};
}

Status check_customer(StoreReader& store, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto customer, find<domain::Customer>(store, uuid));
  if (customer && (customer->blocked || customer->archived)) {
    return fail(ErrorCode::kInvalid, "Customer is not available.");
  }
  return {};
}

/// Whether the scope takes role changes now.
Status check_scope(StoreReader& store, const GrantRequest& request) {
  if (request.scope_type == "customer") return check_customer(store, request.scope_uuid);
  if (request.scope_type == "project") {
    DRAWBRIDGE_TRY(const auto project, find<domain::Project>(store, request.scope_uuid));
    if (!project) return fail(ErrorCode::kNotFound, "Not found.");
    if (project->is_removed) {
      return fail(ErrorCode::kInvalid, "Cannot manage team members for terminated projects.");
    }
    return check_customer(store, project->customer_uuid);
  }
  if (request.scope_type == "offering") {
    DRAWBRIDGE_TRY(const auto offering, find<domain::Offering>(store, request.scope_uuid));
    if (!offering) return fail(ErrorCode::kNotFound, "Not found.");
    return check_customer(store, offering->customer_uuid);
  }
  return {};
}

Status check_moment(const GrantRequest& request, Timestamp now) {
  if (request.expiration_time && *request.expiration_time <= now) {
    return fail(ErrorCode::kInvalid, "Expiration time should be greater than current time.",
                "expiration_time");
  }
  return {};
}

Result<std::vector<RoleGrant>> grants_of(StoreReader& store, const GrantRequest& request,
                                         const std::string& role_name) {
  auto select = select_records<RoleGrant>(where::all_of(
      {where::equal("user_uuid", request.user_uuid), where::equal("scope_uuid", request.scope_uuid),
       where::equal("scope_type", request.scope_type), where::equal("role_name", role_name)}));
  select.order = {{"created", false}, {"uuid", false}};
  return list<RoleGrant>(store, select);
}

bool lasts_as_long(const RoleGrant& held, const std::optional<Timestamp>& wanted) {
  if (!held.expiration_time) return true;
  return wanted && *held.expiration_time >= *wanted;
}

/// Makes what follows from a grant: accounts of a project's people, groups of a resource's roles.
Status follow_grant(Transaction& transaction, const Rules& rules, const RoleGrant& grant) {
  if (grant.scope_type == "resource") {
    return ensure_role_groups(transaction, rules, grant.scope_uuid);
  }
  if (grant.scope_type != "project") return {};
  return ensure_project_accounts(transaction, rules, grant.scope_uuid, grant.user_uuid);
}

}  // namespace

Result<RoleGrant> add_grant(Transaction& transaction, const Rules& rules,
                            const GrantRequest& request) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto role, find_role(store, request.role));
  DRAWBRIDGE_CHECK(check_user(store, request.user_uuid));
  DRAWBRIDGE_CHECK(check_moment(request, transaction.now()));
  DRAWBRIDGE_CHECK(check_scope(store, request));
  DRAWBRIDGE_TRY(const auto held, grants_of(store, request, role.name));
  for (const auto& grant : held) {
    if (grant.expiration_time && *grant.expiration_time <= transaction.now()) continue;
    if (lasts_as_long(grant, request.expiration_time)) {
      return fail(ErrorCode::kInvalid, "User has already the same role in this scope.");
    }
  }
  if (role.scope_type != request.scope_type) {
    return fail(ErrorCode::kInvalid, "Role is not valid for this scope.");
  }
  if (!role.is_active) return fail(ErrorCode::kInvalid, "Role is not active.");
  // A shorter grant of the same role gives way to the longer one: two of them would make
  // update_user and delete_user ambiguous.
  for (const auto& grant : held) DRAWBRIDGE_CHECK(transaction.erase(grant));
  RoleGrant grant;
  grant.uuid = ordered_uuid(transaction.now());
  grant.user_uuid = request.user_uuid;
  grant.role_name = role.name;
  grant.scope_type = request.scope_type;
  grant.scope_uuid = request.scope_uuid;
  grant.expiration_time = request.expiration_time;
  grant.created_by_uuid = request.granted_by;
  DRAWBRIDGE_CHECK(transaction.insert(grant));
  DRAWBRIDGE_CHECK(follow_grant(transaction, rules, grant));
  return grant;
}

Result<RoleGrant> update_grant(Transaction& transaction, const Rules& rules,
                               const GrantRequest& request) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto role, find_role(store, request.role));
  DRAWBRIDGE_CHECK(check_user(store, request.user_uuid));
  DRAWBRIDGE_CHECK(check_moment(request, transaction.now()));
  DRAWBRIDGE_CHECK(check_scope(store, request));
  DRAWBRIDGE_TRY(const auto held, grants_of(store, request, role.name));
  if (held.empty()) {
    return fail(ErrorCode::kNotFound, "The user does not have this role in this scope.");
  }
  auto after = held.front();
  after.expiration_time = request.expiration_time;
  DRAWBRIDGE_CHECK(transaction.update(held.front(), after));
  for (std::size_t at = 1; at < held.size(); ++at) DRAWBRIDGE_CHECK(transaction.erase(held[at]));
  DRAWBRIDGE_CHECK(follow_grant(transaction, rules, after));
  return after;
}

Result<std::int64_t> revoke_grants(Transaction& transaction, const GrantRequest& request) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto role, find_role(store, request.role));
  DRAWBRIDGE_CHECK(check_user(store, request.user_uuid));
  DRAWBRIDGE_TRY(const auto held, grants_of(store, request, role.name));
  for (const auto& grant : held) DRAWBRIDGE_CHECK(transaction.erase(grant));
  if (held.empty()) return 0;
  if (request.scope_type == "project") {
    DRAWBRIDGE_CHECK(end_accounts_without_access(transaction, request.user_uuid));
  }
  DRAWBRIDGE_CHECK(leave_robot_accounts(transaction, request.user_uuid));
  return static_cast<std::int64_t>(held.size());
}

}  // namespace drawbridge::app
