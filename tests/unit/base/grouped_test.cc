#include "base/grouped.h"

#include <gmock/gmock.h>

#include <string>

namespace drawbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Grouped, GivesEachOwnerItsItemsInTheOrderAdded) {
  Grouped<std::string> grouped;
  grouped.add(2, "a");
  grouped.add(0, "b");
  grouped.add(2, "c");
  grouped.order(4);
  EXPECT_THAT(grouped.of(0), ElementsAre("b"));
  EXPECT_THAT(grouped.of(1), IsEmpty());
  EXPECT_THAT(grouped.of(2), ElementsAre("a", "c"));
  EXPECT_THAT(grouped.of(3), IsEmpty());
}

TEST(Grouped, MayHoldNothing) {
  Grouped<int> grouped;
  grouped.order(1);
  EXPECT_THAT(grouped.of(0), IsEmpty());
}

}  // namespace
}  // namespace drawbridge
