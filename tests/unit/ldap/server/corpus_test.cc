#include <gtest/gtest.h>

#include "fuzz/replay.h"
#include "fuzz/session_properties.h"

namespace drawbridge::fuzz {
namespace {

TEST(FuzzCorpus, HoldsForSessions) { EXPECT_GT(replay("session", check_session, 20), 0u); }

}  // namespace
}  // namespace drawbridge::fuzz
