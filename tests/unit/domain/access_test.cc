#include "domain/access.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

namespace drawbridge::domain {
namespace {

constexpr std::int64_t kDay = std::int64_t{86'400} * 1'000'000;
constexpr Timestamp kNow{1'800'000'000'000'000};

AccessFacts everything_well() {
  return {.has_username = true,
          .has_numbers = true,
          .state = OfferingUserState::kOk,
          .is_user_active = true,
          .has_project_role = true};
}

EffectiveAccess access_of(const AccessFacts& facts) { return effective_access(facts, kNow, 90); }

TEST(EffectiveAccess, IsLiveWhenNothingStandsAgainstIt) {
  EXPECT_EQ(access_of(everything_well()), (EffectiveAccess{Access::kLive, AccessReason::kNone}));
}

TEST(EffectiveAccess, EachFactAloneDisablesWithItsReason) {
  const auto with = [](auto change) {
    auto facts = everything_well();
    change(facts);
    return access_of(facts);
  };
  using Facts = AccessFacts;
  const auto disabled = [](AccessReason reason) {
    return EffectiveAccess{Access::kDisabled, reason};
  };
  const auto omitted = [](AccessReason reason) {
    return EffectiveAccess{Access::kOmitted, reason};
  };
  EXPECT_EQ(with([](Facts& f) { f.has_username = false; }), omitted(AccessReason::kNoUsername));
  EXPECT_EQ(with([](Facts& f) { f.has_numbers = false; }), omitted(AccessReason::kNoNumbers));
  EXPECT_EQ(with([](Facts& f) { f.is_restricted = true; }), disabled(AccessReason::kRestricted));
  EXPECT_EQ(with([](Facts& f) { f.is_user_active = false; }),
            disabled(AccessReason::kUserInactive));
  EXPECT_EQ(with([](Facts& f) { f.is_consent_ok = false; }), disabled(AccessReason::kNoConsent));
  EXPECT_EQ(with([](Facts& f) { f.has_project_role = false; }),
            disabled(AccessReason::kNoProjectRole));
  EXPECT_EQ(with([](Facts& f) { f.is_member_access_restricted = true; }),
            disabled(AccessReason::kMemberAccessRestricted));
}

TEST(EffectiveAccess, EveryStateInDeletionDisablesAndEveryLiveOneDoesNot) {
  for (const auto state : all_offering_user_states()) {
    auto facts = everything_well();
    facts.state = state;
    EXPECT_EQ(access_of(facts).access, is_live(state) ? Access::kLive : Access::kDisabled)
        << to_word(state);
  }
}

TEST(EffectiveAccess, ADeletedAccountStaysDisabledUntilTheRetentionIsOver) {
  auto facts = everything_well();
  facts.state = OfferingUserState::kDeleted;
  facts.deleted_since = Timestamp{kNow.microseconds - 90 * kDay + 1};
  EXPECT_EQ(access_of(facts), (EffectiveAccess{Access::kDisabled, AccessReason::kInDeletion}));
  facts.deleted_since = Timestamp{kNow.microseconds - 90 * kDay};
  EXPECT_EQ(access_of(facts), (EffectiveAccess{Access::kOmitted, AccessReason::kRetentionOver}));
  facts.deleted_since = kNow;
  EXPECT_EQ(effective_access(facts, kNow, 0).access, Access::kOmitted);
  facts.deleted_since.reset();
  EXPECT_EQ(access_of(facts).access, Access::kDisabled);
}

TEST(EffectiveAccess, AnOldMomentOfDeletionDoesNotHurtARestoredAccount) {
  auto facts = everything_well();
  facts.deleted_since = Timestamp{0};
  EXPECT_EQ(access_of(facts).access, Access::kLive);
}

TEST(EffectiveAccess, RetentionDoesNotOverflow) {
  constexpr auto kHuge = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(retention_end(kNow, kHuge).microseconds, kHuge);
  EXPECT_EQ(retention_end(Timestamp{-1}, kHuge).microseconds, kHuge);
  EXPECT_EQ(retention_end(kNow, 1).microseconds, kNow.microseconds + kDay);
  EXPECT_EQ(retention_end(kNow, -5), kNow);
}

TEST(EffectiveAccess, EveryReasonHasAWordOfItsOwn) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(AccessReason::kMemberAccessRestricted); ++i) {
    words.insert(std::string(to_word(static_cast<AccessReason>(i))));
  }
  EXPECT_EQ(words.size(), 10U);
  EXPECT_EQ(to_word(AccessReason::kNone), "");
}

}  // namespace
}  // namespace drawbridge::domain
