#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/uuid.h"
#include "http/call.h"
#include "http/response.h"
#include "http/router.h"

/// add_user, update_user, delete_user and list_users of any scope (identity spec 7.1).
namespace drawbridge::http {

struct RoleScope {
  std::string type;  ///< `customer project offering service_provider resource`
  Uuid uuid;
  /// The caller may change roles by a role on this very scope alone, and so not the own one.
  bool only_by_scope_role = false;
};

/// The scope of a call's path, once the caller may change roles there; else 404 or 403.
using FindRoleScope = std::function<Result<RoleScope>(const Call&)>;

/// POST `<object>add_user/`, `update_user/` and `delete_user/`.
/// @param object  pattern of one object: `/api/projects/{uuid}/`
void add_role_action_routes(Router& router, std::string_view object, FindRoleScope find_scope);

/// The unexpired grants of active users on a scope, oldest first, paged. The caller may see them.
Result<Response> list_scope_users(const Call& call, const RoleScope& scope);

}  // namespace drawbridge::http
