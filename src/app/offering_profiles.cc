#include "app/offering_profiles.h"

#include <algorithm>

#include "base/ordered_uuid.h"

namespace drawbridge::app {
namespace {

using domain::OfferingProfile;

Result<OfferingProfile> find_profile(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto profile, find<OfferingProfile>(transaction.store(), uuid));
  if (!profile) return fail(ErrorCode::kNotFound, "Not found.");
  return std::move(*profile);
}

Status check_name(Transaction& transaction, const OfferingProfile& profile) {
  DRAWBRIDGE_TRY(
      const auto is_taken,
      exists<OfferingProfile>(transaction.store(),
                              where::both(where::equal("name", profile.name),
                                          where::not_(where::equal("uuid", profile.uuid)))));
  if (is_taken) return fail(ErrorCode::kInvalid, "This field must be unique.", "name");
  return {};
}

void put(OfferingProfile& profile, const ProfileChange& change) {
  if (change.name) profile.name = *change.name;
  if (change.description) profile.description = *change.description;
}

}  // namespace

Result<OfferingProfile> create_offering_profile(Transaction& transaction,
                                                const ProfileChange& wanted) {
  OfferingProfile profile;
  profile.uuid = ordered_uuid(transaction.now());
  put(profile, wanted);
  DRAWBRIDGE_CHECK(check_name(transaction, profile));
  DRAWBRIDGE_CHECK(transaction.insert(profile));
  return profile;
}

Result<OfferingProfile> update_offering_profile(Transaction& transaction, const Uuid& uuid,
                                                const ProfileChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_profile(transaction, uuid));
  auto after = before;
  put(after, change);
  DRAWBRIDGE_CHECK(check_name(transaction, after));
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status delete_offering_profile(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto profile, find_profile(transaction, uuid));
  return transaction.erase(profile);
}

Result<OfferingProfile> set_profile_role(Transaction& transaction, const Uuid& uuid,
                                         const Uuid& role, bool is_member) {
  DRAWBRIDGE_TRY(const auto before, find_profile(transaction, uuid));
  DRAWBRIDGE_TRY(const auto is_role,
                 exists<domain::Role>(transaction.store(), where::equal("uuid", role)));
  if (!is_role) return fail(ErrorCode::kInvalid, "Object does not exist.", "role");
  auto after = before;
  auto& roles = after.role_uuids;
  roles.erase(std::remove(roles.begin(), roles.end(), role), roles.end());
  if (is_member) roles.push_back(role);
  std::sort(roles.begin(), roles.end());
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

}  // namespace drawbridge::app
