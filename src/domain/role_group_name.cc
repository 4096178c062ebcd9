#include "domain/role_group_name.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace drawbridge::domain {
namespace {

constexpr std::array<std::pair<std::string_view, std::string RoleGroupNames::*>, 4> kVariables = {
    {{"resource_slug", &RoleGroupNames::resource_slug},
     {"customer_slug", &RoleGroupNames::customer_slug},
     {"project_slug", &RoleGroupNames::project_slug},
     {"role_name", &RoleGroupNames::role_name}}};

constexpr const char* kField = "resource_role_group_template";

/// Calls `text(piece)` and `variable(name)` for the parts in turn.
/// @return whether each brace is closed
template <class Text, class Variable>
bool walk(std::string_view rest, Text&& text, Variable&& variable) {
  while (true) {
    const auto start = rest.find("${");
    text(rest.substr(0, start));
    if (start == std::string_view::npos) return true;
    const auto end = rest.find('}', start);
    if (end == std::string_view::npos) return false;
    variable(rest.substr(start + 2, end - start - 2));
    rest.remove_prefix(end + 1);
  }
}

const std::pair<std::string_view, std::string RoleGroupNames::*>* find(std::string_view name) {
  const auto* const found = std::find_if(kVariables.begin(), kVariables.end(),
                                         [&](const auto& each) { return each.first == name; });
  return found == kVariables.end() ? nullptr : found;
}

}  // namespace

Status check_role_group_template(std::string_view text) {
  if (text.empty() || text.size() > kRoleGroupTemplateMax) {
    return fail(ErrorCode::kInvalid, "The template has 1 to 200 characters.", kField);
  }
  std::optional<std::string> unknown;
  const bool is_closed = walk(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (!unknown && find(name) == nullptr) unknown = std::string(name);
      });
  if (!is_closed) return fail(ErrorCode::kInvalid, "A variable has no closing brace.", kField);
  if (!unknown) return {};
  return fail(ErrorCode::kInvalid,
              "There is no variable " + *unknown +
                  "; there are resource_slug, customer_slug, project_slug and role_name.",
              kField);
}

std::string expand_role_group_template(std::string_view text, const RoleGroupNames& names) {
  std::string expanded;
  walk(
      text, [&](std::string_view piece) { expanded += piece; },
      [&](std::string_view name) {
        if (const auto* variable = find(name)) expanded += names.*(variable->second);
      });
  return expanded;
}

bool is_role_token(std::string_view token) {
  constexpr std::size_t kTokenMax = 32;
  return !token.empty() && token.size() <= kTokenMax &&
         std::all_of(token.begin(), token.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

}  // namespace drawbridge::domain
