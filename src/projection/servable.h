#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/views/views.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// Why a record cannot be in any output: `invalid_<field>`, empty when it can. The rules outputs
/// share: text is well-formed UTF-8; names, home and shell are one printable ASCII line without
/// what passwd(5) and group(5) give a meaning; keys are one line; numbers are positive and below
/// 2^32-1.
std::string why_unservable(const app::AccountView& account);
std::string why_unservable(const app::GroupView& group);

/// Why the second of two records with one name is left out.
inline constexpr std::string_view kNameTaken = "name_taken";

/// The name a record has in the outputs.
inline const std::string& name_of(const app::AccountView& account) { return account.username; }
inline const std::string& name_of(const app::GroupView& group) { return group.name; }

/// When the record's view changes by the clock alone, if ever.
std::optional<Due> due_of(const app::AccountView& account);
std::optional<Due> due_of(const app::GroupView& group);

/// Whether both give the same outputs.
bool same_view(const app::AccountView& a, const app::AccountView& b);
bool same_view(const app::GroupView& a, const app::GroupView& b);

}  // namespace drawbridge::projection
