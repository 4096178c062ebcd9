#include <gtest/gtest.h>

#include "fuzz/name_properties.h"
#include "fuzz/replay.h"

namespace drawbridge::fuzz {
namespace {

TEST(FuzzCorpus, HoldsForTheBerReader) { EXPECT_GT(replay("ber", check_ber), 0u); }
TEST(FuzzCorpus, HoldsForDistinguishedNames) { EXPECT_GT(replay("dn", check_dn), 0u); }
TEST(FuzzCorpus, HoldsForFilters) { EXPECT_GT(replay("filter", check_filter), 0u); }

}  // namespace
}  // namespace drawbridge::fuzz
