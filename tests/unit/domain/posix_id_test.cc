#include "domain/posix_id.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace drawbridge::domain {
namespace {

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min();

TEST(PosixId, NumbersWithAMeaningOfTheirOwnAreNeverIssued) {
  for (const std::int64_t number :
       {kLow, std::int64_t{-1}, std::int64_t{0}, std::int64_t{999}, std::int64_t{65534},
        std::int64_t{65535}, std::int64_t{4294967295}, kHuge}) {
    EXPECT_FALSE(is_issuable(number)) << number;
    EXPECT_FALSE(parse_uid_number(number)) << number;
    EXPECT_FALSE(parse_gid_number(number)) << number;
  }
  for (const std::int64_t number : {1000, 5001, 65533, 65536}) EXPECT_TRUE(is_issuable(number));
  EXPECT_TRUE(is_issuable(4294967294));
  EXPECT_EQ(parse_uid_number(4294967294)->value(), 4294967294U);
  EXPECT_EQ(parse_uid_number(5).error().field, "uidnumber");
  EXPECT_EQ(parse_gid_number(5, "gid").error().field, "gid");
}

TEST(PosixId, TheNextNumberIsTheFirstIssuableAbove) {
  EXPECT_EQ(next_issuable(5000), 5001U);
  EXPECT_EQ(next_issuable(0), 1000U);
  EXPECT_EQ(next_issuable(kLow), 1000U);
  EXPECT_EQ(next_issuable(999), 1000U);
  EXPECT_EQ(next_issuable(65533), 65536U);
  EXPECT_EQ(next_issuable(65534), 65536U);
  EXPECT_EQ(next_issuable(4294967293), 4294967294U);
  EXPECT_FALSE(next_issuable(4294967294));
  EXPECT_FALSE(next_issuable(kHuge));
}

TEST(PosixId, TheFirstAccountGets5001And5001) {
  const InitialNumbers initial;
  const auto uid = next_issuable(initial.uid);
  ASSERT_TRUE(uid);
  EXPECT_EQ(*uid, 5001U);
  EXPECT_EQ(formula_gid(UidNumber(*uid), initial), GidNumber(5001));
  EXPECT_EQ(next_issuable(initial.user_group), 6001U);
}

TEST(PosixId, TheFormulaMovesTheGidWithTheUid) {
  EXPECT_EQ(formula_gid(UidNumber(1001), {1000, 2000, 6000}), GidNumber(2001));
  EXPECT_EQ(formula_gid(UidNumber(5004), {100000, 100000, 6000}), GidNumber(5004));
}

TEST(PosixId, AFormulaOutsideTheRangeGivesNothing) {
  EXPECT_FALSE(formula_gid(UidNumber(5004), {100000, 5000, 6000}));
  EXPECT_FALSE(formula_gid(UidNumber(5001), {5000, 65533, 6000}));
  EXPECT_FALSE(formula_gid(UidNumber(4294967294), {0, 4294967294, 0}));
  EXPECT_FALSE(formula_gid(UidNumber(5001), {kLow, kHuge, 0}));
  EXPECT_FALSE(formula_gid(UidNumber(5001), {kHuge, kHuge, 0}));
}

TEST(PosixId, InitialNumbersAreCheckedByName) {
  EXPECT_TRUE(check_initial_numbers({}));
  EXPECT_TRUE(check_initial_numbers({0, 0, 4294967294}));
  EXPECT_EQ(check_initial_numbers({-1, 0, 0}).error().field, "initial_uidnumber");
  EXPECT_EQ(check_initial_numbers({0, 4294967295, 0}).error().field, "initial_primarygroup_number");
  EXPECT_EQ(check_initial_numbers({0, 0, kHuge}).error().field, "initial_usergroup_number");
}

TEST(PosixIdPool, ARangeIsAllOrNothing) {
  EXPECT_EQ(*check_range({}, {}, {}, "uid"), std::nullopt);
  const auto half = check_range(1000, {}, {}, "uid");
  ASSERT_FALSE(half);
  EXPECT_EQ(half.error().message, "Set both min and max for the UID namespace, or neither.");
  EXPECT_EQ(half.error().field, "max_uid");
  EXPECT_EQ(check_range({}, 2000, {}, "gid").error().field, "min_gid");
  EXPECT_FALSE(check_range({}, {}, 1500, "gid"));
}

TEST(PosixIdPool, ARangeLiesWithinTheIssuableNumbersWithItsCounter) {
  const NumberRange whole{1000, 2000, 1000};
  EXPECT_EQ(check_range(1000, 2000, {}, "uid"), whole);
  EXPECT_TRUE(check_range(1000, 2000, 2001, "uid"));
  EXPECT_TRUE(check_range(1000, 4294967294, {}, "uid"));
  EXPECT_TRUE(check_range(1000, 1000, {}, "uid"));
  EXPECT_EQ(check_range(999, 2000, {}, "uid").error().field, "min_uid");
  EXPECT_EQ(check_range(1000, 4294967295, {}, "uid").error().field, "max_uid");
  EXPECT_EQ(check_range(2001, 2000, {}, "uid").error().field, "min_uid");
  EXPECT_EQ(check_range(1000, 2000, 2002, "uid").error().field, "next_uid");
  EXPECT_EQ(check_range(1000, 2000, 999, "uid").error().field, "next_uid");
  EXPECT_FALSE(check_range(kLow, kHuge, kHuge, "uid"));
}

TEST(PosixIdPool, TheCounterStepsOverWhatIsNeverIssuedAndEnds) {
  EXPECT_EQ((NumberRange{1000, 2000, 1500}.next_number()), 1500U);
  EXPECT_EQ((NumberRange{65000, 66000, 65534}.next_number()), 65536U);
  EXPECT_FALSE((NumberRange{1000, 2000, 2001}.next_number()));
  EXPECT_FALSE((NumberRange{65534, 65535, 65534}.next_number()));
  EXPECT_EQ((NumberRange{1000, 4294967294, 4294967294}.next_number()), 4294967294U);
  EXPECT_EQ((NumberRange{1000, 1999, 1000}.capacity()), 1000);
}

TEST(PosixIdPool, NeedsAUidOrGidRange) {
  const NumberRange some{1000, 2000, 1000};
  EXPECT_TRUE(check_pool_ranges({.uid = some}, false));
  EXPECT_TRUE(check_pool_ranges({.gid = some}, false));
  EXPECT_FALSE(check_pool_ranges({}, true));
  EXPECT_FALSE(check_pool_ranges({.group_gid = some}, true));
}

TEST(PosixIdPool, AGroupRangeIsTheProvidersAndOutsideTheGidRange) {
  const NumberRange low{1000, 2000, 1000};
  const NumberRange high{2001, 3000, 2001};
  const NumberRange across{2000, 2500, 2000};
  EXPECT_TRUE(check_pool_ranges({.gid = low, .group_gid = high}, true));
  EXPECT_EQ(check_pool_ranges({.gid = low, .group_gid = high}, false).error().field,
            "min_group_gid");
  EXPECT_EQ(check_pool_ranges({.gid = low, .group_gid = across}, true).error().field,
            "min_group_gid");
  EXPECT_TRUE(check_pool_ranges({.uid = low, .group_gid = low}, true));
}

TEST(PosixIdPool, TwoPoolsMayOverlapOnlyInDifferentKinds) {
  const NumberRange low{1000, 2000, 1000};
  const NumberRange across{2000, 2500, 2000};
  const NumberRange high{2001, 2500, 2001};
  EXPECT_EQ(check_disjoint({.uid = low}, {.uid = across}).error().field, "min_uid");
  EXPECT_EQ(check_disjoint({.gid = low}, {.gid = across}).error().field, "min_gid");
  EXPECT_TRUE(check_disjoint({.uid = low}, {.gid = across}));
  EXPECT_TRUE(check_disjoint({.uid = low}, {.uid = high}));
}

}  // namespace
}  // namespace drawbridge::domain
