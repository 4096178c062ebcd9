#include "domain/group_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace drawbridge::domain {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool may_follow(char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

}  // namespace

bool is_group_name(std::string_view name) {
  return !name.empty() && name.size() <= kGroupNameMax &&
         (is_lower(name.front()) || name.front() == '_') &&
         std::all_of(name.begin(), name.end(), may_follow);
}

Status check_group_name(const NameRules& rules, std::string_view name) {
  if (name.empty()) return fail(ErrorCode::kInvalid, "This field may not be blank.", "name");
  if (!is_group_name(name)) {
    return fail(ErrorCode::kInvalid,
                "Enter a valid group name: it must match ^[a-z_][a-z0-9_-]{0,31}$.", "name");
  }
  if (rules.is_reserved(name)) {
    return fail(ErrorCode::kInvalid, "This group name is reserved for the operating system.",
                "name");
  }
  return {};
}

std::string project_group_name(std::string_view slug, const Uuid& project) {
  std::string name;
  for (const char raw : slug) {
    const char c = ascii_lower(raw);
    if (may_follow(c) && c != '-') {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  name.resize(std::min(name.size(), kGroupNameMax));
  if (name.empty() || !is_lower(name.front())) return "p" + project.hex().substr(0, 8);
  return name;
}

std::string numbered_group_name(std::string_view base, std::uint64_t number) {
  const std::string suffix = number <= 1 ? std::string() : fmt::format("-{}", number);
  return std::string(base.substr(0, kGroupNameMax - suffix.size())) + suffix;
}

}  // namespace drawbridge::domain
