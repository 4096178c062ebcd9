#include "base/message_digest.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "base/encoding.h"

namespace drawbridge {
namespace {

TEST(MessageDigest, IsTheSameWhateverWasDigestedBefore) {
  MessageDigest sha1("SHA1");
  const std::string long_text(100'000, 'x');
  const std::string of_long_text = MessageDigest("SHA1").of(long_text);
  for (int round = 0; round < 3; ++round) {
    // FIPS 180-2, appendix A.1, and the empty text.
    EXPECT_EQ(hex_encode(sha1.of("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex_encode(sha1.of("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    EXPECT_EQ(sha1.of(long_text), of_long_text);
  }
}

TEST(MessageDigest, IsRefusedUnderANameThatOpensslDoesNotKnow) {
  EXPECT_THROW(MessageDigest("no such digest"), std::runtime_error);
}

}  // namespace
}  // namespace drawbridge
