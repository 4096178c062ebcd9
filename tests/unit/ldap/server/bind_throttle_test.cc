#include "ldap/server/bind_throttle.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::ldap::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kHere = "192.0.2.1:1000";
constexpr const char* kThere = "198.51.100.7:2000";
constexpr milliseconds kLongest{2000};

class BindThrottleTest : public testing::Test {
 protected:
  milliseconds wait(std::string_view name, std::string_view peer) {
    const auto admission = throttle.admit(name, peer, now);
    return std::chrono::duration_cast<milliseconds>(admission.at - now);
  }
  /// Failures one after the other, each awaited.
  void fail(int count, std::string_view name, std::string_view peer) {
    for (int i = 0; i < count; ++i) now += wait(name, peer);
  }

  BindThrottle throttle{{.longest = kLongest, .slots = 1024}};
  BindThrottle::Moment now{seconds(1'000'000)};
};

TEST_F(BindThrottleTest, LetsMistypingPassAndThenDelaysMoreAndMoreUpToTheLongest) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(wait("anna", kHere), milliseconds(0)) << i;
  milliseconds before{0};
  for (int i = 0; i < 5; ++i) {
    const auto delay = wait("anna", kHere);
    EXPECT_GT(delay, before) << i;
    now += delay;
    before = delay;
  }
  fail(20, "anna", kHere);
  EXPECT_EQ(wait("anna", kHere), kLongest);
}

TEST_F(BindThrottleTest, PutsAttemptsThatComeTogetherOneAfterTheOtherAndRefusesTheRest) {
  fail(20, "anna", kHere);
  int admitted = 0;
  for (int i = 0; i < 100; ++i) {
    const auto admission = throttle.admit("anna", kHere, now);
    EXPECT_LE(admission.at - now, 2 * kLongest);
    admitted += admission.is_admitted ? 1 : 0;
  }
  EXPECT_LE(admitted, 3);
}

TEST_F(BindThrottleTest, KeepsNobodyOutWhoComesFromElsewhere) {
  for (int attacker = 0; attacker < 200; ++attacker) {
    for (int i = 0; i < 50; ++i) {
      throttle.admit("anna", "203.0.113." + std::to_string(attacker) + ":9", now);
    }
  }
  const auto admission = throttle.admit("anna", kThere, now);
  EXPECT_TRUE(admission.is_admitted);
  EXPECT_LE(admission.at - now, kLongest / 4);
}

TEST_F(BindThrottleTest, DelaysNoOtherAccountOfTheSameAddress) {
  fail(50, "anna", kHere);
  for (int person = 0; person < 200; ++person) {
    EXPECT_EQ(wait("person" + std::to_string(person), kHere), milliseconds(0)) << person;
  }
}

TEST_F(BindThrottleTest, CountsTheAddressAndNotThePort) {
  fail(20, "anna", "192.0.2.1:1");
  EXPECT_GT(wait("anna", "192.0.2.1:65535"), milliseconds(0));
  EXPECT_EQ(source_of("[2001:db8:1:2:3:4:5:6]:389"), source_of("[2001:db8:1:2::9]:390"));
  EXPECT_NE(source_of("[2001:db8:1:2::9]:389"), source_of("[2001:db8:1:3::9]:389"));
  EXPECT_EQ(source_of("[2001:db8::1]:389"), source_of("[2001:db8::ffff:0:0:1]:389"));
  EXPECT_NE(source_of("[::ffff:192.0.2.1]:389"), source_of("[::ffff:192.0.2.2]:389"));
}

TEST_F(BindThrottleTest, ForgetsAfterASuccessAndWithTime) {
  fail(20, "anna", kHere);
  throttle.succeeded("anna", kHere);
  EXPECT_EQ(wait("anna", kHere), milliseconds(0));
  fail(20, "mari", kHere);
  now += minutes(5);
  EXPECT_GT(wait("mari", kHere) + wait("mari", kHere), milliseconds(0)) << "ten of twenty are left";
  now += minutes(30);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(wait("mari", kHere), milliseconds(0)) << i;
}

TEST_F(BindThrottleTest, RemembersWhoFailedMostInAFloodOfNames) {
  fail(20, "anna", kHere);
  for (int i = 0; i < 100'000; ++i) throttle.admit("name" + std::to_string(i), kHere, now);
  EXPECT_EQ(wait("anna", kHere), kLongest);
}

TEST_F(BindThrottleTest, CanBeTurnedOff) {
  BindThrottle off({.longest = milliseconds(0)});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(off.admit("anna", kHere, now).at, now);
}

}  // namespace
}  // namespace drawbridge::ldap::server
