#include "daemon/huge_pages.h"

#include <gtest/gtest.h>

namespace drawbridge::daemon {
namespace {

constexpr std::string_view kForThoseWhoAsk = "always [madvise] never\n";

TEST(HugePages, AreAskedForWhereTheSystemGivesThemToThoseWhoAsk) {
  EXPECT_EQ(tunables_with_huge_pages("", kForThoseWhoAsk), "glibc.malloc.hugetlb=1");
  EXPECT_EQ(tunables_with_huge_pages("", "[always] madvise never\n"), std::nullopt);
  EXPECT_EQ(tunables_with_huge_pages("", "always madvise [never]\n"), std::nullopt);
  EXPECT_EQ(tunables_with_huge_pages("", ""), std::nullopt);
}

TEST(HugePages, LeaveOtherSettingsAsTheyAre) {
  EXPECT_EQ(tunables_with_huge_pages("glibc.malloc.check=3", kForThoseWhoAsk),
            "glibc.malloc.check=3:glibc.malloc.hugetlb=1");
}

TEST(HugePages, AreNotAskedForTwiceNorAgainstTheOperator) {
  EXPECT_EQ(tunables_with_huge_pages("glibc.malloc.hugetlb=1", kForThoseWhoAsk), std::nullopt);
  EXPECT_EQ(tunables_with_huge_pages("a=1:glibc.malloc.hugetlb=0", kForThoseWhoAsk), std::nullopt);
}

}  // namespace
}  // namespace drawbridge::daemon
