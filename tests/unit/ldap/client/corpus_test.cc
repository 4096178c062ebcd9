#include <gtest/gtest.h>

#include "fuzz/ldif_properties.h"
#include "fuzz/replay.h"

namespace drawbridge::fuzz {
namespace {

TEST(FuzzCorpus, HoldsForTheLdifWriter) { EXPECT_GT(replay("ldif", check_ldif_writer), 0u); }
TEST(FuzzCorpus, HoldsForTheLdifReader) { EXPECT_GT(replay("ldif", check_ldif_reader), 0u); }

}  // namespace
}  // namespace drawbridge::fuzz
