#include "http/authentication.h"

#include <gtest/gtest.h>

namespace drawbridge::http {
namespace {

TEST(TokenOf, TakesTokenAndBearerInAnyCase) {
  for (const auto* header : {"Token abc", "token abc", "BEARER abc", "Bearer   abc "}) {
    const auto token = token_of(header);
    ASSERT_TRUE(token) << header;
    EXPECT_EQ(*token, "abc") << header;
  }
}

TEST(TokenOf, RefusesInTheWordsThatClientsKnow) {
  const std::pair<const char*, const char*> faults[] = {
      {"", "Authentication credentials were not provided."},
      {"Basic abc", "Authentication credentials were not provided."},
      {"Token", "Invalid token. No credentials provided."},
      {"Token  ", "Invalid token. No credentials provided."},
      {"Token a b", "Invalid token. Token string should not contain spaces."}};
  for (const auto& [header, text] : faults) {
    const auto token = token_of(header);
    ASSERT_FALSE(token) << header;
    EXPECT_EQ(token.error().code, ErrorCode::kUnauthenticated);
    EXPECT_EQ(token.error().message, text) << header;
  }
}

}  // namespace
}  // namespace drawbridge::http
