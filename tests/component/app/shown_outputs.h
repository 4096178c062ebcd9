#pragma once

#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

#include "json/read.h"

namespace drawbridge::app {

/// What an output says of an account or a group, to be compared with another output.
struct ShownAccount {
  std::int64_t uid = 0, gid = 0;
  bool disabled = false;
  std::string home, shell;
  std::set<std::string> keys;
  std::set<std::string> groups;

  friend bool operator==(const ShownAccount&, const ShownAccount&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const ShownAccount& shown) {
  out << shown.uid << '/' << shown.gid << (shown.disabled ? " disabled " : " live ") << shown.home;
  for (const auto& group : shown.groups) out << ' ' << group;
  return out;
}

/// Accounts and groups by name.
struct Shown {
  std::map<std::string, ShownAccount> accounts;
  std::map<std::string, std::int64_t> groups;

  friend bool operator==(const Shown&, const Shown&) = default;
};

inline std::set<std::string> texts_of(const toml::table& table, std::string_view key) {
  std::set<std::string> texts;
  if (const auto* values = table[key].as_array()) {
    for (const auto& value : *values) texts.insert(*value.value<std::string>());
  }
  return texts;
}

/// Also expects that no name and no gid comes twice.
inline Shown shown_by_glauth(const std::string& text) {
  const auto table = toml::parse(text);
  Shown shown;
  std::map<std::int64_t, std::string> names;
  if (const auto* groups = table["groups"].as_array()) {
    for (const auto& each : *groups) {
      const auto& group = *each.as_table();
      const auto name = *group["name"].value<std::string>();
      const auto gid = *group["gidnumber"].value<std::int64_t>();
      EXPECT_TRUE(shown.groups.emplace(name, gid).second) << name << " comes twice";
      EXPECT_TRUE(names.emplace(gid, name).second) << gid << " comes twice";
    }
  }
  const auto* users = table["users"].as_array();
  if (users == nullptr) return shown;
  for (const auto& each : *users) {
    const auto& user = *each.as_table();
    ShownAccount account;
    account.uid = *user["uidnumber"].value<std::int64_t>();
    account.gid = *user["primarygroup"].value<std::int64_t>();
    account.disabled = user["disabled"].value_or(false);
    account.home = *user["homeDir"].value<std::string>();
    account.shell = *user["loginShell"].value<std::string>();
    account.keys = texts_of(user, "sshkeys");
    if (const auto* gids = user["otherGroups"].as_array()) {
      for (const auto& gid : *gids) account.groups.insert(names[*gid.value<std::int64_t>()]);
    }
    const auto name = *user["name"].value<std::string>();
    EXPECT_TRUE(shown.accounts.emplace(name, account).second) << name << " comes twice";
  }
  return shown;
}

inline ShownAccount shown_account(const json::Value& user) {
  ShownAccount account;
  account.uid = user["uidnumber"].get<std::int64_t>();
  account.gid = user["personal_group"].get<std::int64_t>();
  account.disabled = user.value("disabled", false);
  account.home = user["home_dir"].get<std::string>();
  account.shell = user["login_shell"].get<std::string>();
  for (const auto& key : user["ssh_keys"]) account.keys.insert(key.get<std::string>());
  return account;
}

/// Also expects that people's memberships and the groups' members agree.
inline Shown shown_by_tree(const std::string& text) {
  const auto tree = *json::parse(text);
  Shown shown;
  for (const auto* list : {"users", "robot_accounts"}) {
    for (const auto& user : tree[list]) {
      shown.accounts.emplace(user["username"].get<std::string>(), shown_account(user));
    }
  }
  for (const auto& group : tree["groups"]) {
    const auto name = group["name"].get<std::string>();
    shown.groups.emplace(name, group["gid"].get<std::int64_t>());
    if (group["kind"] == "personal") continue;
    for (const auto& member : group["members"]) {
      shown.accounts.at(member.get<std::string>()).groups.insert(name);
    }
  }
  for (const auto& user : tree["users"]) {
    std::set<std::string> memberships;
    for (const auto& each : user["memberships"]) {
      memberships.insert(each["group_name"].get<std::string>());
    }
    EXPECT_EQ(memberships, shown.accounts.at(user["username"].get<std::string>()).groups);
  }
  return shown;
}

}  // namespace drawbridge::app
