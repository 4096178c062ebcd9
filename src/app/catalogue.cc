#include "app/catalogue.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ordered_uuid.h"
#include "domain/account_records.h"
#include "json/read.h"

namespace drawbridge::app {
namespace {

using domain::Category;
using domain::Role;

constexpr std::array<std::string_view, 5> kScopeTypes = {"customer", "project", "offering",
                                                         "service_provider", "resource"};

Status check_role(Transaction& transaction, const Role& role) {
  if (std::find(kScopeTypes.begin(), kScopeTypes.end(), role.scope_type) == kScopeTypes.end()) {
    return json::invalid_choice(role.scope_type, "content_type");
  }
  DRAWBRIDGE_TRY(
      const auto taken,
      exists<Role>(transaction.store(), where::both(where::equal("name", role.name),
                                                    where::not_(where::equal("uuid", role.uuid)))));
  if (taken) return fail(ErrorCode::kInvalid, "This field must be unique.", "name");
  return {};
}

Result<Role> find_custom_role(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto role, find<Role>(transaction.store(), uuid));
  if (!role) return fail(ErrorCode::kNotFound, "Not found.");
  if (role->is_system_role) {
    return fail(ErrorCode::kForbidden, "System roles cannot be changed.");
  }
  return std::move(*role);
}

}  // namespace

Result<Role> create_role(Transaction& transaction, Role role) {
  role.uuid = ordered_uuid(transaction.now());
  role.is_system_role = false;
  DRAWBRIDGE_CHECK(check_role(transaction, role));
  DRAWBRIDGE_CHECK(transaction.insert(role));
  return role;
}

Result<Role> update_role(Transaction& transaction, const Uuid& uuid, Role after) {
  DRAWBRIDGE_TRY(const auto before, find_custom_role(transaction, uuid));
  DRAWBRIDGE_CHECK(check_role(transaction, after));
  if (after.name != before.name || after.scope_type != before.scope_type) {
    // Grants and the groups made for a role know it by its name.
    const auto by_name = where::equal("role_name", before.name);
    DRAWBRIDGE_TRY(const bool is_held, exists<domain::RoleGrant>(transaction.store(), by_name));
    DRAWBRIDGE_TRY(const bool has_groups,
                   exists<domain::OfferingRoleGroup>(transaction.store(), by_name));
    if (is_held || has_groups) {
      return fail(ErrorCode::kInvalid, "The role is in use.",
                  after.name != before.name ? "name" : "content_type");
    }
  }
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status delete_role(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto role, find_custom_role(transaction, uuid));
  DRAWBRIDGE_TRY(
      const auto is_held,
      exists<domain::RoleGrant>(transaction.store(), where::equal("role_name", role.name)));
  if (is_held) return fail(ErrorCode::kConflict, "Somebody holds this role.");
  return transaction.erase(role);
}

Result<Category> create_category(Transaction& transaction, Category category) {
  category.uuid = ordered_uuid(transaction.now());
  DRAWBRIDGE_CHECK(transaction.insert(category));
  return category;
}

Result<Category> update_category(Transaction& transaction, const Uuid& uuid, Category after) {
  DRAWBRIDGE_TRY(const auto before, find<Category>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Status delete_category(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto category, find<Category>(transaction.store(), uuid));
  if (!category) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_TRY(const auto is_used, exists<domain::Offering>(transaction.store(),
                                                              where::equal("category_uuid", uuid)));
  if (is_used) return fail(ErrorCode::kConflict, "An offering is in this category.");
  return transaction.erase(*category);
}

}  // namespace drawbridge::app
