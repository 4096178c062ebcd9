#include <gtest/gtest.h>

#include "fuzz/control_properties.h"
#include "fuzz/extended_properties.h"
#include "fuzz/message_properties.h"
#include "fuzz/replay.h"

namespace drawbridge::fuzz {
namespace {

TEST(FuzzCorpus, HoldsForMessages) { EXPECT_GT(replay("message", check_message), 0u); }
TEST(FuzzCorpus, HoldsForControls) { EXPECT_GT(replay("control", check_control), 0u); }

TEST(FuzzCorpus, HoldsForExtendedRequests) { EXPECT_GT(replay("extended", check_extended), 0u); }

}  // namespace
}  // namespace drawbridge::fuzz
