#include <gtest/gtest.h>

#include "fuzz/message_properties.h"
#include "fuzz/replay.h"

namespace drawbridge::fuzz {
namespace {

TEST(FuzzCorpus, HoldsForMessages) { EXPECT_GT(replay("message", check_message), 0u); }

}  // namespace
}  // namespace drawbridge::fuzz
