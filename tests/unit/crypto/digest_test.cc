#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"
#include "crypto/token.h"

namespace drawbridge::crypto {
namespace {

TEST(Digest, GivesThePublishedVectors) {
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex_encode(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha512_hex("abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(sha256("abc").size(), 32U);
}

TEST(Hmac, GivesTheVectorsOfRfc4231) {
  EXPECT_EQ(hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hmac, TakesAnEmptyKeyForWhatItIs) {
  hmac_sha256("another", "x");
  EXPECT_EQ(hex_encode(hmac_sha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(ConstantTimeEqual, ComparesWholeTexts) {
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
}

TEST(Token, HasTheFormOfWaldursAndIsNeverTwice) {
  std::set<std::string> seen;
  for (int time = 0; time < 1000; ++time) {
    const auto token = random_token();
    EXPECT_EQ(token.reveal().size(), 40U);
    EXPECT_EQ(token.reveal().find_first_not_of("0123456789abcdef"), std::string_view::npos);
    EXPECT_TRUE(seen.emplace(token.reveal()).second);
  }
  EXPECT_TRUE(random_token("svc_").reveal().starts_with("svc_"));
}

TEST(Token, MatchesItsOwnDigestOnly) {
  const auto digest = token_digest("a-token");
  EXPECT_EQ(digest, sha256_hex("a-token"));
  EXPECT_TRUE(token_matches("a-token", digest));
  EXPECT_FALSE(token_matches("a-tokem", digest));
  EXPECT_FALSE(token_matches("a-token", ""));
}

}  // namespace
}  // namespace drawbridge::crypto
