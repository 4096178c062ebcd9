#include "app/membership_sync.h"

#include <utility>

#include "app/principal.h"
#include "base/ordered_uuid.h"

namespace drawbridge::app {
namespace {

using domain::MembershipSyncStatus;
using domain::Resource;

Result<std::optional<Uuid>> find_person(StoreReader& store, const Resource& resource,
                                        const MembershipSyncReport& report) {
  if (report.user_uuid) return report.user_uuid;
  DRAWBRIDGE_TRY(const auto account,
                 find_where<domain::OfferingUser>(
                     store, where::both(where::equal("offering_uuid", resource.offering_uuid),
                                        where::equal_no_case("username", report.username))));
  if (account) return std::optional(account->user_uuid);
  DRAWBRIDGE_TRY(const auto user,
                 find_where<domain::User>(store, where::equal("username", report.username)));
  return user ? std::optional(user->uuid) : std::nullopt;
}

Result<bool> has_role(Transaction& transaction, const Resource& resource, const Uuid& user,
                      const std::string& role) {
  return exists<domain::RoleGrant>(
      transaction.store(),
      where::all_of({where::equal("user_uuid", user), where::equal("role_name", role),
                     grant_in_force(transaction.now()),
                     where::any_of({on_scope("resource", resource.uuid),
                                    on_scope("project", resource.project_uuid)})}));
}

Status put(Transaction& transaction, const Uuid& resource, const Uuid& user,
           const MembershipSyncReport& report) {
  DRAWBRIDGE_TRY(
      const auto before,
      find_where<MembershipSyncStatus>(
          transaction.store(),
          where::all_of({where::equal("resource_uuid", resource), where::equal("user_uuid", user),
                         where::equal("role_name", report.role_name)})));
  auto after = before.value_or(MembershipSyncStatus());
  after.state = report.state;
  after.message = report.message;
  if (before) return transaction.update(*before, after);
  after.uuid = ordered_uuid(transaction.now());
  after.resource_uuid = resource;
  after.user_uuid = user;
  after.role_name = report.role_name;
  return transaction.insert(after);
}

/// @return why the report is not kept; empty when it is
Result<std::string> store_one(Transaction& transaction, const Resource& resource,
                              const MembershipSyncReport& report) {
  const auto who = report.user_uuid ? report.user_uuid->hex() : report.username;
  if (report.is_of_resource_project) return who + ": the resource has no projects of its own.";
  DRAWBRIDGE_TRY(const auto user, find_person(transaction.store(), resource, report));
  if (!user) return who + ": there is no such user.";
  DRAWBRIDGE_TRY(const bool is_member, has_role(transaction, resource, *user, report.role_name));
  if (!is_member) return who + ": has no role " + report.role_name + " here.";
  DRAWBRIDGE_CHECK(put(transaction, resource.uuid, *user, report));
  return std::string();
}

}  // namespace

Result<MembershipSyncOutcome> store_membership_sync(
    Transaction& transaction, const Uuid& uuid, const std::vector<MembershipSyncReport>& reports) {
  DRAWBRIDGE_TRY(const auto resource, find<Resource>(transaction.store(), uuid));
  if (!resource) return fail(ErrorCode::kNotFound, "Not found.");
  if (resource->state == domain::ResourceState::kTerminated) {
    return fail(ErrorCode::kConflict, "The resource is terminated.");
  }
  MembershipSyncOutcome outcome;
  for (const auto& report : reports) {
    DRAWBRIDGE_TRY(auto reason, store_one(transaction, *resource, report));
    if (reason.empty()) {
      ++outcome.stored;
    } else {
      outcome.skipped.push_back(std::move(reason));
    }
  }
  return outcome;
}

}  // namespace drawbridge::app
