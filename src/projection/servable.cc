#include "projection/servable.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include "base/utf8.h"
#include "domain/group_name.h"

namespace drawbridge::projection {
namespace {

constexpr std::int64_t kNumberEnd = 4294967295;  // 2^32-1 is (uid_t)-1: "no change" to chown(2)

bool is_passwd_field(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != ':' && c != ',';
  });
}

bool is_key_line(std::string_view text) {
  if (text.empty()) return false;
  return is_printable_ascii(text) || (valid_utf8(text) && !has_control_characters(text));
}

bool is_number(std::int64_t number) { return number > 0 && number < kNumberEnd; }

std::string refuse(std::string_view field) { return fmt::format("invalid_{}", field); }

auto tied(const app::AccountView& a) {
  return std::tie(a.kind, a.uuid, a.offering_uuid, a.user_uuid, a.username, a.uid_number,
                  a.primary_gid, a.login_shell, a.home_directory, a.waldur_username, a.first_name,
                  a.last_name, a.email, a.ssh_keys, a.disabled, a.reason, a.groups, a.created,
                  a.modified, a.changes_at);
}

auto tied(const app::GroupView& g) {
  return std::tie(g.uuid, g.offering_uuid, g.name, g.gid, g.members, g.project_uuids, g.created,
                  g.modified, g.changes_at);
}

}  // namespace

std::string why_unservable(const app::AccountView& account) {
  if (!is_passwd_field(account.username)) return refuse("username");
  if (!is_number(account.uid_number)) return refuse("uidnumber");
  if (!is_number(account.primary_gid)) return refuse("primarygroup");
  if (!is_passwd_field(account.home_directory)) return refuse("home_directory");
  if (!is_passwd_field(account.login_shell)) return refuse("login_shell");
  if (!valid_utf8(account.first_name)) return refuse("first_name");
  if (!valid_utf8(account.last_name)) return refuse("last_name");
  if (!valid_utf8(account.email)) return refuse("email");
  if (!valid_utf8(account.waldur_username)) return refuse("waldur_username");
  if (!std::all_of(account.ssh_keys.begin(), account.ssh_keys.end(), is_key_line)) {
    return refuse("ssh_keys");
  }
  return {};
}

std::string why_unservable(const app::GroupView& group) {
  if (!domain::is_group_name(group.name)) return refuse("name");
  if (!is_number(group.gid)) return refuse("gid");
  return {};
}

std::optional<Due> due_of(const app::AccountView& account) {
  if (!account.changes_at) return std::nullopt;
  const bool is_robot = account.kind == app::AccountView::Kind::kRobot;
  return Due{*account.changes_at, is_robot ? Due::Kind::kRobot : Due::Kind::kPerson, account.uuid};
}

std::optional<Due> due_of(const app::GroupView& group) {
  if (!group.changes_at) return std::nullopt;
  return Due{*group.changes_at, Due::Kind::kGroup, group.uuid};
}

bool same_view(const app::AccountView& a, const app::AccountView& b) {
  const auto& mine = a.own_password;
  const auto& theirs = b.own_password;
  const bool is_same_password = mine == theirs || (mine && theirs && *mine == *theirs);
  return is_same_password && tied(a) == tied(b);
}

bool same_view(const app::GroupView& a, const app::GroupView& b) { return tied(a) == tied(b); }

}  // namespace drawbridge::projection
