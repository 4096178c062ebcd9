#include "domain/access.h"

#include <limits>

namespace drawbridge::domain {
namespace {

constexpr std::int64_t kMicrosecondsPerDay = std::int64_t{86'400} * 1'000'000;

constexpr EffectiveAccess disabled(AccessReason reason) { return {Access::kDisabled, reason}; }
constexpr EffectiveAccess omitted(AccessReason reason) { return {Access::kOmitted, reason}; }

bool is_retention_over(const AccessFacts& facts, Timestamp now, std::int64_t days) {
  return facts.state == OfferingUserState::kDeleted && facts.deleted_since &&
         now >= retention_end(*facts.deleted_since, days);
}

}  // namespace

std::string_view to_word(AccessReason reason) {
  switch (reason) {
    case AccessReason::kNone:
      return "";
    case AccessReason::kNoUsername:
      return "no_username";
    case AccessReason::kNoNumbers:
      return "no_numbers";
    case AccessReason::kRetentionOver:
      return "retention_over";
    case AccessReason::kInDeletion:
      return "in_deletion";
    case AccessReason::kRestricted:
      return "restricted";
    case AccessReason::kUserInactive:
      return "user_inactive";
    case AccessReason::kNoConsent:
      return "no_consent";
    case AccessReason::kNoProjectRole:
      return "no_project_role";
    case AccessReason::kMemberAccessRestricted:
      return "member_access_restricted";
  }
  return "";
}

EffectiveAccess effective_access(const AccessFacts& facts, Timestamp now,
                                 std::int64_t deleted_retention_days) {
  if (!facts.has_username) return omitted(AccessReason::kNoUsername);
  if (!facts.has_numbers) return omitted(AccessReason::kNoNumbers);
  if (is_retention_over(facts, now, deleted_retention_days)) {
    return omitted(AccessReason::kRetentionOver);
  }
  if (is_in_deletion(facts.state)) return disabled(AccessReason::kInDeletion);
  if (facts.is_restricted) return disabled(AccessReason::kRestricted);
  if (!facts.is_user_active) return disabled(AccessReason::kUserInactive);
  if (!facts.is_consent_ok) return disabled(AccessReason::kNoConsent);
  if (!facts.has_project_role) return disabled(AccessReason::kNoProjectRole);
  if (facts.is_member_access_restricted) return disabled(AccessReason::kMemberAccessRestricted);
  return {Access::kLive, AccessReason::kNone};
}

Timestamp retention_end(Timestamp deleted_since, std::int64_t deleted_retention_days) {
  if (deleted_retention_days <= 0) return deleted_since;
  std::int64_t span = 0;
  std::int64_t end = 0;
  const bool is_beyond_time =
      __builtin_mul_overflow(deleted_retention_days, kMicrosecondsPerDay, &span) ||
      __builtin_add_overflow(deleted_since.microseconds, span, &end);
  return {is_beyond_time ? std::numeric_limits<std::int64_t>::max() : end};
}

}  // namespace drawbridge::domain
