#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "domain/offering_user_state.h"

namespace drawbridge::domain {

/// What the outputs show of an account.
enum class Access : std::uint8_t {
  kLive,      ///< Binds, has keys.
  kDisabled,  ///< Resolves (files keep their owner's name), no keys, no bind, expired.
  kOmitted,   ///< Not there.
};

/// Why an account is not live; the first rule that hits, in this order.
enum class AccessReason : std::uint8_t {
  kNone,
  kNoUsername,
  kNoNumbers,
  kRetentionOver,  ///< Deleted for longer than accounts.deleted_retention_days.
  kInDeletion,
  kRestricted,
  kUserInactive,
  kNoConsent,
  kNoProjectRole,           ///< No unexpired project role on a live resource of the offering.
  kMemberAccessRestricted,  ///< All those resources have restrict_member_access.
};

/// `no_username`, `no_numbers`, `retention_over`, `in_deletion`, `restricted`, `user_inactive`,
/// `no_consent`, `no_project_role`, `member_access_restricted`; empty for kNone.
std::string_view to_word(AccessReason reason);

/// All that effective access depends on.
struct AccessFacts {
  bool has_username = false;
  bool has_numbers = false;  ///< uid and primary gid.
  OfferingUserState state = OfferingUserState::kRequested;
  bool is_restricted = false;
  bool is_user_active = false;
  bool has_project_role = false;             ///< Unexpired now, on a project with a live resource.
  bool is_consent_ok = true;                 ///< Given, or not asked for.
  bool is_member_access_restricted = false;  ///< On all those resources, where it is honoured.
  std::optional<Timestamp> deleted_since = {};  ///< When the state became Deleted.
};

struct EffectiveAccess {
  Access access = Access::kOmitted;
  AccessReason reason = AccessReason::kNone;

  friend bool operator==(const EffectiveAccess&, const EffectiveAccess&) = default;
};

/// Access at `now`. A Deleted account without a known moment of deletion stays disabled.
/// @param deleted_retention_days 0 = a Deleted account is omitted at once.
EffectiveAccess effective_access(const AccessFacts& facts, Timestamp now,
                                 std::int64_t deleted_retention_days);

/// When a Deleted account turns from disabled to omitted, so that a timer can be set.
Timestamp retention_end(Timestamp deleted_since, std::int64_t deleted_retention_days);

}  // namespace drawbridge::domain
