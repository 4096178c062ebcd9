#include "app/state_file/state_completion.h"

#include <utility>

#include "app/names.h"
#include "app/numbers.h"
#include "app/offering_options.h"
#include "domain/group_name.h"
#include "domain/home_directory.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingRoleGroup;
using domain::OfferingUser;
using domain::OfferingUserGroup;
using domain::RobotAccount;

constexpr const char* kGroupHolder = "offering_user_group";
constexpr const char* kRoleGroupHolder = "offering_role_group";
constexpr const char* kRobotHolder = "robot_account";

Result<Offering> offering_of(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto offering, find<Offering>(transaction.store(), uuid));
  if (!offering) return fail(ErrorCode::kInternal, "A record without its offering.");
  return std::move(*offering);
}

Result<Uuid> offering_of_robot(Transaction& transaction, const RobotAccount& robot) {
  DRAWBRIDGE_TRY(const auto resource,
                 find<domain::Resource>(transaction.store(), robot.resource_uuid));
  if (!resource) return fail(ErrorCode::kInternal, "A robot account without its resource.");
  return resource->offering_uuid;
}

Status claim_optional(Transaction& transaction, std::string_view name_space,
                      const std::optional<std::int64_t>& number, const NumberHolder& holder,
                      std::string_view field) {
  if (!number) return {};
  return claim_number(transaction, name_space, *number, holder, field);
}

Status check_paths(const std::string& home, const std::string& shell) {
  if (!home.empty()) DRAWBRIDGE_CHECK(domain::check_home_directory(home));
  if (!shell.empty()) DRAWBRIDGE_CHECK(domain::check_login_shell(shell));
  return {};
}

bool lacks_anything(const OfferingUser& account) {
  return !account.username || !account.uidnumber || !account.primarygroup ||
         account.login_shell.empty() || account.home_directory.empty();
}

template <class Group>
Status adopt_group(Transaction& transaction, const Rules& rules, const char* holder_kind,
                   const std::optional<Group>& before, const Group& after) {
  if (!after.name.empty()) {
    DRAWBRIDGE_CHECK(domain::check_group_name(rules.names, after.name));
    auto claimed =
        claim_name(transaction, rules, after.offering_uuid, after.name, {holder_kind, after.uuid});
    if (!claimed) return fail(claimed.error().code, claimed.error().message, "name");
  }
  if (before && before->name != after.name) {
    DRAWBRIDGE_CHECK(release_name(transaction, before->offering_uuid, before->name, ""));
  }
  return claim_optional(transaction, "gid", after.gid,
                        {holder_kind, after.uuid, after.offering_uuid}, "gid");
}

}  // namespace

Status Completion::adopt(const std::optional<OfferingUser>& before, OfferingUser& after) {
  DRAWBRIDGE_CHECK(check_paths(after.home_directory, after.login_shell));
  if (after.username) {
    DRAWBRIDGE_CHECK(claim_name(*transaction_, *rules_, after.offering_uuid, *after.username,
                                {"user", after.user_uuid}));
    if (!before && after.state == domain::OfferingUserState::kRequested) {
      after.state = domain::state_after_naming(after.state);
    }
  }
  if (before && before->username && before->username != after.username) {
    DRAWBRIDGE_CHECK(release_name(*transaction_, before->offering_uuid, *before->username,
                                  before->home_directory));
  }
  const NumberHolder holder{"user", after.user_uuid, after.offering_uuid};
  DRAWBRIDGE_CHECK(claim_optional(*transaction_, "uid", after.uidnumber, holder, "uidnumber"));
  DRAWBRIDGE_CHECK(
      claim_optional(*transaction_, "gid", after.primarygroup, holder, "primarygroup"));
  if (lacks_anything(after)) accounts_.push_back(after.uuid);
  return {};
}

Status Completion::adopt(const std::optional<OfferingUserGroup>& before, OfferingUserGroup& after) {
  DRAWBRIDGE_CHECK(adopt_group(*transaction_, *rules_, kGroupHolder, before, after));
  if (after.name.empty() || !after.gid) groups_.push_back(after.uuid);
  return {};
}

Status Completion::adopt(const std::optional<OfferingRoleGroup>& before, OfferingRoleGroup& after) {
  return adopt_group(*transaction_, *rules_, kRoleGroupHolder, before, after);
}

Status Completion::adopt(const std::optional<RobotAccount>& before, RobotAccount& after) {
  DRAWBRIDGE_CHECK(check_paths(after.home_directory, after.login_shell));
  DRAWBRIDGE_TRY(const auto offering, offering_of_robot(*transaction_, after));
  if (!after.username.empty()) {
    DRAWBRIDGE_CHECK(
        claim_name(*transaction_, *rules_, offering, after.username, {kRobotHolder, after.uuid}));
  }
  if (before && !before->username.empty() && before->username != after.username) {
    DRAWBRIDGE_CHECK(
        release_name(*transaction_, offering, before->username, before->home_directory));
  }
  const NumberHolder holder{kRobotHolder, after.uuid, offering};
  DRAWBRIDGE_CHECK(claim_optional(*transaction_, "uid", after.uidnumber, holder, "uidnumber"));
  DRAWBRIDGE_CHECK(
      claim_optional(*transaction_, "gid", after.primarygroup, holder, "primarygroup"));
  robots_.push_back(after.uuid);
  return {};
}

Result<bool> Completion::is_known(const domain::PosixIdentity& identity) {
  DRAWBRIDGE_TRY(const auto known, find_where<domain::PosixIdentity>(
                                       transaction_->store(),
                                       where::both(where::equal("namespace", identity.name_space),
                                                   where::equal("value", identity.value))));
  return known && known->holder_uuid == identity.holder_uuid &&
         known->holder_kind == identity.holder_kind;
}

Result<bool> Completion::is_known(const domain::AccountName& name) {
  DRAWBRIDGE_TRY(
      const auto known,
      find_where<domain::AccountName>(transaction_->store(),
                                      where::both(where::equal("offering_uuid", name.offering_uuid),
                                                  where::equal("folded", name.folded))));
  return known && known->holder_uuid == name.holder_uuid && known->holder_kind == name.holder_kind;
}

Status Completion::complete_account(const Uuid& uuid) {
  auto& store = transaction_->store();
  DRAWBRIDGE_TRY(const auto before, find<OfferingUser>(store, uuid));
  if (!before) return {};
  DRAWBRIDGE_TRY(const auto offering, offering_of(*transaction_, before->offering_uuid));
  DRAWBRIDGE_TRY(const auto user, find<domain::User>(store, before->user_uuid));
  if (!user) return fail(ErrorCode::kInternal, "An account without its user.");
  const auto options = read_offering_options(offering.plugin_options);
  auto after = *before;
  DRAWBRIDGE_TRY(
      const auto numbers,
      allocate_numbers(*transaction_, offering, options, {"user", user->uuid, offering.uuid},
                       {before->uidnumber, before->primarygroup}, &*user));
  after.uidnumber = numbers.uid;
  after.primarygroup = numbers.gid;
  if (!after.username) {
    DRAWBRIDGE_TRY(auto choice, choose_username(*transaction_, *rules_, offering, options, *user,
                                                after.uidnumber));
    after.username = std::move(choice.username);
    if (after.username) {
      DRAWBRIDGE_CHECK(
          claim_name(*transaction_, *rules_, offering.uuid, *after.username, {"user", user->uuid}));
      after.state = domain::state_after_naming(after.state);
    } else if (after.service_provider_comment.empty()) {
      after.service_provider_comment = std::move(choice.reason);
    }
  }
  if (after.login_shell.empty()) after.login_shell = options.login_shell;
  if (after.home_directory.empty() && after.username) {
    DRAWBRIDGE_TRY(after.home_directory,
                   domain::home_directory(options.homedir_prefix, *after.username));
  }
  return transaction_->update(*before, after);
}

Status Completion::complete_group(const Uuid& uuid) {
  auto& store = transaction_->store();
  DRAWBRIDGE_TRY(const auto before, find<OfferingUserGroup>(store, uuid));
  if (!before || before->project_uuids.empty()) return {};
  DRAWBRIDGE_TRY(const auto offering, offering_of(*transaction_, before->offering_uuid));
  DRAWBRIDGE_TRY(const auto project, find<domain::Project>(store, before->project_uuids.front()));
  if (!project) return fail(ErrorCode::kInternal, "A group without its project.");
  auto after = *before;
  if (after.name.empty()) {
    DRAWBRIDGE_TRY(after.name,
                   choose_group_name(*transaction_, *rules_, offering.uuid,
                                     domain::project_group_name(project->slug, project->uuid),
                                     {kGroupHolder, uuid}));
  }
  DRAWBRIDGE_TRY(
      after.gid,
      allocate_group_number(*transaction_, offering, read_offering_options(offering.plugin_options),
                            {kGroupHolder, uuid, offering.uuid}, before->gid));
  return transaction_->update(*before, after);
}

Status Completion::complete_robot(const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find<RobotAccount>(transaction_->store(), uuid));
  if (!before) return {};
  DRAWBRIDGE_TRY(const auto offering_uuid, offering_of_robot(*transaction_, *before));
  DRAWBRIDGE_TRY(const auto offering, offering_of(*transaction_, offering_uuid));
  const auto options = read_offering_options(offering.plugin_options);
  auto after = *before;
  DRAWBRIDGE_TRY(
      const auto numbers,
      allocate_numbers(*transaction_, offering, options, {kRobotHolder, uuid, offering_uuid},
                       {before->uidnumber, before->primarygroup}, nullptr));
  after.uidnumber = numbers.uid;
  after.primarygroup = numbers.gid;
  if (after.login_shell.empty()) after.login_shell = options.login_shell;
  if (after.home_directory.empty() && !after.username.empty()) {
    DRAWBRIDGE_TRY(after.home_directory,
                   domain::home_directory(options.homedir_prefix, after.username));
  }
  return transaction_->update(*before, after);
}

Result<std::size_t> Completion::complete(
    const std::function<void(std::string_view, std::size_t, std::size_t)>& progress) {
  std::size_t done = 0;
  const auto all = accounts_.size() + groups_.size() + robots_.size();
  const auto step = [&] {
    constexpr std::size_t kProgressEvery = 1000;
    if (progress && ++done % kProgressEvery == 0) progress("completing", done, all);
  };
  for (const auto& uuid : groups_) {
    DRAWBRIDGE_CHECK(complete_group(uuid));
    step();
  }
  for (const auto& uuid : accounts_) {
    DRAWBRIDGE_CHECK(complete_account(uuid));
    step();
  }
  for (const auto& uuid : robots_) {
    DRAWBRIDGE_CHECK(complete_robot(uuid));
    step();
  }
  return all;
}

}  // namespace drawbridge::app
