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
  const auto of_long_text = MessageDigest("SHA1").of(long_text);
  for (int round = 0; round < 3; ++round) {
    // FIPS 180-2, appendix A.1, and the empty text.
    EXPECT_EQ(hex_encode(sha1.of("abc").view()), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex_encode(sha1.of("").view()), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    EXPECT_EQ(sha1.of(long_text).view(), of_long_text.view());
  }
}

TEST(MessageDigest, IsThatOfThePartsBehindOneAnother) {
  MessageDigest sha256("SHA256");
  const auto whole = sha256.of("abc");
  EXPECT_EQ(hex_encode(whole.view()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256.of({"a", "", "bc"}).view(), whole.view());
  EXPECT_NE(sha256.of({"a", "cb"}).view(), whole.view());
  EXPECT_EQ(sha256.of({}).view(), sha256.of("").view());
}

TEST(MessageDigest, IsRefusedUnderANameThatOpensslDoesNotKnow) {
  EXPECT_THROW(MessageDigest("no such digest"), std::runtime_error);
}

}  // namespace
}  // namespace drawbridge
