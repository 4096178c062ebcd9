#include "projection/glauth_directory.h"

#include <string_view>
#include <utility>
#include <vector>

namespace drawbridge::projection {
namespace {

using ldap::client::PlainEntry;
using ldap::dn::Dn;

/// What GLauth shows where the record has an empty string.
constexpr std::string_view kDefaultShell = "/bin/bash";
constexpr std::string_view kDefaultHomeFolder = "/home/";

/// Names of one directory.
class Names {
 public:
  static Result<Names> below(const GlauthNaming& naming) {
    Names names;
    names.naming_ = &naming;
    DRAWBRIDGE_TRY(names.users_, naming.base.child("ou", "users"));
    DRAWBRIDGE_TRY(names.groups_, naming.base.child("ou", "groups"));
    return names;
  }

  Result<Dn> group(std::string_view name) const {
    return groups_.child(naming_->group_attribute, name);
  }
  Result<Dn> group_below_users(std::string_view name) const {
    return users_.child(naming_->group_attribute, name);
  }
  /// An account's primary group is its personal one and has its name.
  Result<Dn> user(std::string_view name) const {
    DRAWBRIDGE_TRY(const auto parent, group_below_users(name));
    return parent.child(naming_->name_attribute, name);
  }

 private:
  const GlauthNaming* naming_ = nullptr;
  Dn users_, groups_;
};

void add(PlainEntry& entry, std::string_view name, std::string_view value) {
  if (!value.empty()) entry.attributes.push_back({std::string(name), {std::string(value)}});
}

std::string or_default(const std::string& value, std::string fallback) {
  return value.empty() ? std::move(fallback) : value;
}

Result<std::vector<std::string>> member_of(const Names& names, const OfferingOutput& offering,
                                           const app::AccountView& account) {
  DRAWBRIDGE_TRY(const auto primary, names.group(account.username));
  std::vector<std::string> groups{primary.text()};
  if (account.kind == app::AccountView::Kind::kRobot) return groups;
  for (const auto* group : offering.served_groups_of(account)) {
    DRAWBRIDGE_TRY(const auto name, names.group(group->name));
    groups.push_back(name.text());
  }
  return groups;
}

Result<PlainEntry> user_entry(const Names& names, const OfferingOutput& offering,
                              const app::AccountView& account) {
  DRAWBRIDGE_TRY(const auto name, names.user(account.username));
  PlainEntry entry{name.text(), {}};
  entry.attributes.push_back({"objectClass", {"posixAccount", "shadowAccount"}});
  for (const std::string_view attribute : {"cn", "uid", "ou"}) {
    add(entry, attribute, account.username);
  }
  add(entry, "givenName", account.first_name);
  add(entry, "sn", account.last_name);
  add(entry, "mail", account.email);
  add(entry, "userPrincipalName", account.email);
  add(entry, "uidNumber", std::to_string(account.uid_number));
  add(entry, "gidNumber", std::to_string(account.primary_gid));
  add(entry, "accountStatus", account.disabled ? "inactive" : "active");
  add(entry, "loginShell", or_default(account.login_shell, std::string(kDefaultShell)));
  add(entry, "homeDirectory",
      or_default(account.home_directory, std::string(kDefaultHomeFolder) + account.username));
  if (!account.disabled) {
    entry.attributes.push_back(
        {"sshPublicKey", {account.ssh_keys.begin(), account.ssh_keys.end()}});
  }
  DRAWBRIDGE_TRY(auto groups, member_of(names, offering, account));
  entry.attributes.push_back({"memberOf", std::move(groups)});
  return entry;
}

/// The group in both of its places.
Status give_group(const Names& names, std::string_view name, std::int64_t gid,
                  const std::vector<std::string_view>& members,
                  const ldap::client::EntrySink& sink) {
  PlainEntry content;
  for (const std::string_view attribute : {"cn", "ou"}) add(content, attribute, name);
  add(content, "gidNumber", std::to_string(gid));
  std::vector<std::string> member_names, member_dns;
  for (const auto member : members) {
    DRAWBRIDGE_TRY(const auto dn, names.user(member));
    member_names.emplace_back(member);
    member_dns.push_back(dn.text());
  }
  content.attributes.push_back({"uniqueMember", std::move(member_dns)});

  PlainEntry unique_names = content;
  DRAWBRIDGE_TRY(const auto group, names.group(name));
  unique_names.dn = group.text();
  unique_names.attributes.push_back({"objectClass", {"groupOfUniqueNames", "top"}});
  DRAWBRIDGE_CHECK(sink(std::move(unique_names)));

  DRAWBRIDGE_TRY(const auto below_users, names.group_below_users(name));
  content.dn = below_users.text();
  content.attributes.push_back({"objectClass", {"posixGroup", "top"}});
  content.attributes.push_back({"memberUid", std::move(member_names)});
  return sink(std::move(content));
}

}  // namespace

Status each_glauth_entry(const OfferingOutput& offering, const GlauthNaming& naming,
                         const ldap::client::EntrySink& sink) {
  DRAWBRIDGE_TRY(const auto names, Names::below(naming));
  for (auto account = offering.accounts.begin(); !account.at_end(); account.next()) {
    const app::AccountView& view = *account->value;
    DRAWBRIDGE_CHECK(give_group(names, view.username, view.primary_gid, {view.username}, sink));
    DRAWBRIDGE_TRY(auto user, user_entry(names, offering, view));
    DRAWBRIDGE_CHECK(sink(std::move(user)));
  }
  for (auto group = offering.groups.begin(); !group.at_end(); group.next()) {
    const app::GroupView& view = *group->value;
    if (!offering.why_hidden(view).empty()) continue;
    DRAWBRIDGE_CHECK(
        give_group(names, view.name, view.gid, offering.served_members_of(view), sink));
  }
  return {};
}

}  // namespace drawbridge::projection
