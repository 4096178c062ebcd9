#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

/// Names of the groups of people who hold one role on one resource (Waldur's role groups).
namespace drawbridge::domain {

inline constexpr std::string_view kRoleGroupTemplate = "${resource_slug}_${role_name}";
inline constexpr std::size_t kRoleGroupTemplateMax = 200;  ///< octets

/// What stands for the variables of a template.
struct RoleGroupNames {
  std::string resource_slug, customer_slug, project_slug;
  std::string role_name;  ///< the token that the offering's map gives the role
};

/// Whether every `${...}` is a variable there is. Waldur leaves unknown ones in the name, where
/// they break `getent group`; here they are refused.
/// @return kInvalid with field `resource_role_group_template`
Status check_role_group_template(std::string_view text);

/// The template with its variables put in. It may be no group name yet: see project_group_name.
/// REQUIRES: check_role_group_template(text)
std::string expand_role_group_template(std::string_view text, const RoleGroupNames& names);

/// Whether a role may be called so in group names: 1 to 32 of `a-z0-9_-`.
bool is_role_token(std::string_view token);

}  // namespace drawbridge::domain
