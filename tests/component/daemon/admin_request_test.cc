#include "daemon/admin_request.h"

#include <gtest/gtest.h>

namespace drawbridge::daemon {
namespace {

TEST(AdminRequestTest, ComesBackAsItWasSent) {
  const AdminRequest sent{"token create", {{"user", "O\"Brien\\\n"}, {"staff", true}}};
  const auto line = encode_request(sent);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto got = decode_request(line);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->command, sent.command);
  EXPECT_EQ(got->arguments, sent.arguments);
}

TEST(AdminRequestTest, RefusesWhatIsNoRequest) {
  EXPECT_FALSE(decode_request(""));
  EXPECT_FALSE(decode_request("[]"));
  EXPECT_FALSE(decode_request("{\"command\":1e999}"));
  EXPECT_FALSE(decode_request("{\"arguments\":{}}"));
  EXPECT_FALSE(decode_request("{\"command\":\"x\",\"arguments\":[]}"));
  EXPECT_FALSE(decode_request(std::string(kMaxRequestBytes + 1, ' ')));
  EXPECT_FALSE(decode_request("{\"command\":\"x\",\"arguments\":" + std::string(40, '[')));
}

}  // namespace
}  // namespace drawbridge::daemon
