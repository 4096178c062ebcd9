#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uuid.h"
#include "domain/username.h"

namespace drawbridge::domain {

inline constexpr std::size_t kGroupNameMax = 32;

/// `^[a-z_][a-z0-9_-]{0,31}$`: no group name may hold a character that LDAP filters or group(5)
/// give a meaning, for one such name breaks `getent group` on a whole node.
bool is_group_name(std::string_view name);

/// Whether a group may be called `name`.
/// @return kInvalid with field `name` when it is no group name or reserved.
Status check_group_name(const NameRules& rules, std::string_view name);

/// The name of a project's group: the slug in lower case, runs of other characters made `-`, `-` at
/// the ends left out, cut to 32; `p` and the first 8 hex digits of the project's uuid when that
/// does not start with a letter. May be reserved or taken: then numbered_group_name.
std::string project_group_name(std::string_view slug, const Uuid& project);

/// `base` for 1, else `base-2`, `base-3`, ...; the base cut so that both fit 32.
std::string numbered_group_name(std::string_view base, std::uint64_t number);

}  // namespace drawbridge::domain
