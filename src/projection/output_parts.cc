#include "projection/output_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "projection/offering_builder.h"

namespace drawbridge::projection {
namespace {

using app::AccountView;
using app::GroupView;

/// Whatever a name holds, a warning is one line.
std::string in_quotes(std::string_view text) {
  std::string shown;
  for (const char c : text) shown += static_cast<unsigned char>(c) < ' ' ? '?' : c;
  return "'" + shown + "'";
}

template <class T>
void sort_once(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// Puts offerings together, one record at a time.
class Merger {
 public:
  void add(const OfferingOutput& offering) {
    add_facts(offering.facts);
    for (auto cursor = offering.accounts.begin(); !cursor.at_end(); cursor.next()) {
      add_account(*cursor->value);
    }
    for (auto cursor = offering.groups.begin(); !cursor.at_end(); cursor.next()) {
      if (offering.why_hidden(*cursor->value).empty()) add_group(offering, *cursor->value);
    }
  }

  MergedOutput finish() {
    app::OfferingContents contents;
    contents.facts = std::move(facts_);
    for (auto& [name, account] : accounts_) {
      contents.accounts.push_back(std::make_shared<const AccountView>(std::move(account)));
    }
    for (auto& [name, group] : groups_) {
      sort_once(group.members);
      contents.groups.push_back(std::make_shared<const GroupView>(std::move(group)));
    }
    return {std::make_shared<const OfferingOutput>(
                build_offering(std::move(contents), std::nullopt, Threads::kOne)),
            std::move(warnings_)};
  }

 private:
  void add_facts(const app::OfferingFacts& facts) {
    if (std::exchange(is_begun_, true)) {
      facts_.emit_display_name = facts_.emit_display_name || facts.emit_display_name;
      facts_.emit_waldur_username = facts_.emit_waldur_username || facts.emit_waldur_username;
      if (facts_.shared_password_sha256 == facts.shared_password_sha256 || differs_) return;
      differs_ = true;
      facts_.shared_password_sha256.reset();
      warnings_.push_back("The offerings have differing shared passwords: none is served.");
      return;
    }
    facts_ = facts;
  }

  void add_account(const AccountView& account) {
    const auto key = ascii_lowered(account.username);
    const auto found = accounts_.find(key);
    if (found != accounts_.end()) {
      if (unite(found->second, account)) kept_.insert(account.uuid);
      return;
    }
    if (account.user_uuid) {
      const auto [person, is_new] = names_by_person_.emplace(*account.user_uuid, account.username);
      if (!is_new) {
        warnings_.push_back(fmt::format("{} and {} are one person: the first is kept.",
                                        in_quotes(person->second), in_quotes(account.username)));
        return;
      }
    }
    const auto holder = names_by_uid_.find(account.uid_number);
    if (holder != names_by_uid_.end()) {
      warnings_.push_back(fmt::format("uid {} is {} and {}: the first is kept.", account.uid_number,
                                      in_quotes(holder->second), in_quotes(account.username)));
      return;
    }
    names_by_uid_.emplace(account.uid_number, account.username);
    accounts_.emplace(key, account);
    kept_.insert(account.uuid);
  }

  /// Whether both are the same account.
  bool unite(AccountView& kept, const AccountView& other) {
    if (kept.uid_number != other.uid_number) {
      warnings_.push_back(fmt::format("The name {} has uids {} and {}: the first is kept.",
                                      in_quotes(kept.username), kept.uid_number, other.uid_number));
      return false;
    }
    if (kept.disabled && !other.disabled) {
      kept.disabled = false;
      kept.reason = other.reason;
      kept.ssh_keys = other.ssh_keys;
    }
    // Whoever chose a password of their own is not to be open to the shared one.
    if (!other.disabled && !kept.own_password) kept.own_password = other.own_password;
    kept.groups.insert(kept.groups.end(), other.groups.begin(), other.groups.end());
    sort_once(kept.groups);
    return true;
  }

  /// The members whose account of this offering is kept: a namesake at another one is no member.
  std::vector<std::string> members_of(const OfferingOutput& offering, const GroupView& group) {
    std::vector<std::string> members;
    for (const auto& name : offering.served_members_of(group)) {
      const auto* account = offering.find_account(name);
      if (account != nullptr && kept_.contains(account->uuid)) members.emplace_back(name);
    }
    return members;
  }

  void add_group(const OfferingOutput& offering, GroupView group) {
    group.members = members_of(offering, group);
    const auto key = ascii_lowered(group.name);
    const auto found = groups_.find(key);
    if (found != groups_.end()) {
      unite(found->second, group);
      return;
    }
    const auto holder = names_by_gid_.find(group.gid);
    if (holder != names_by_gid_.end()) {
      warnings_.push_back(fmt::format("gid {} is {} and {}: the first is kept.", group.gid,
                                      in_quotes(holder->second), in_quotes(group.name)));
      return;
    }
    names_by_gid_.emplace(group.gid, group.name);
    groups_.emplace(key, std::move(group));
  }

  void unite(GroupView& kept, const GroupView& other) {
    if (kept.gid != other.gid) {
      warnings_.push_back(fmt::format("The group {} has gids {} and {}: the first is kept.",
                                      in_quotes(kept.name), kept.gid, other.gid));
      return;
    }
    kept.members.insert(kept.members.end(), other.members.begin(), other.members.end());
  }

  static std::string ascii_lowered(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                   [](char c) { return ascii_lower(c); });
    return lowered;
  }

  app::OfferingFacts facts_;
  bool is_begun_ = false, differs_ = false;
  std::map<std::string, AccountView> accounts_;
  std::map<std::string, GroupView> groups_;
  std::map<Uuid, std::string> names_by_person_;
  std::map<std::int64_t, std::string> names_by_uid_, names_by_gid_;
  std::set<Uuid> kept_;  ///< accounts that are in the whole, be it under another's record
  std::vector<std::string> warnings_;
};

bool concerns(const GroupView& group, const app::OfferingOutputs::ResourcePart& part) {
  if (group.kind == GroupView::Kind::kRole) return group.resource_uuid == part.resource_uuid;
  const auto& projects = group.project_uuids;
  return std::find(projects.begin(), projects.end(), part.project_uuid) != projects.end();
}

}  // namespace

OfferingPointer resource_part(const OfferingOutput& offering,
                              const app::OfferingOutputs::ResourcePart& part) {
  app::OfferingContents contents;
  contents.facts = offering.facts;
  for (const auto* uuids : {&part.offering_users, &part.robots}) {
    for (const auto& uuid : *uuids) {
      if (const auto* item = offering.accounts_by_uuid.find(uuid)) {
        contents.accounts.push_back(item->value);
      }
    }
  }
  std::sort(contents.accounts.begin(), contents.accounts.end(),
            [](const auto& left, const auto& right) { return left->username < right->username; });
  for (auto cursor = offering.groups.begin(); !cursor.at_end(); cursor.next()) {
    const GroupPointer& group = cursor->value;
    if (concerns(*group, part) && offering.why_hidden(*group).empty()) {
      contents.groups.push_back(group);
    }
  }
  return std::make_shared<const OfferingOutput>(
      build_offering(std::move(contents), std::nullopt, Threads::kOne));
}

MergedOutput merge_outputs(const std::vector<OfferingPointer>& offerings) {
  Merger merger;
  for (const auto& offering : offerings) merger.add(*offering);
  return merger.finish();
}

}  // namespace drawbridge::projection
