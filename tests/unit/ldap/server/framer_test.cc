#include "ldap/server/framer.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace drawbridge::ldap::server {
namespace {

using namespace std::string_literals;

const std::string kPdu = "\x30\x03\x02\x01\x05"s;

TEST(Framer, GivesAPduOnlyWhenItIsWhole) {
  Framer framer;
  for (std::size_t i = 0; i < kPdu.size(); ++i) {
    ASSERT_TRUE(framer.next(100));
    EXPECT_FALSE(*framer.next(100)) << i;
    framer.feed(kPdu.substr(i, 1));
  }
  EXPECT_EQ(**framer.next(100), kPdu);
}

TEST(Framer, CutsSeveralPdusOfOneSegment) {
  Framer framer;
  framer.feed(kPdu + "\x30\x01\x01"s + kPdu.substr(0, 2));
  EXPECT_EQ(**framer.next(100), kPdu);
  EXPECT_EQ(framer.octets_left(), 5U);
  framer.release();
  EXPECT_EQ(**framer.next(100), "\x30\x01\x01"s);
  framer.release();
  EXPECT_FALSE(*framer.next(100));
  EXPECT_FALSE(framer.is_empty());
  framer.feed(kPdu.substr(2));
  EXPECT_EQ(**framer.next(100), kPdu);
  framer.release();
  EXPECT_TRUE(framer.is_empty());
}

TEST(Framer, LetsOneLookAtThePdusThatAreWhole) {
  Framer framer;
  std::array<std::string_view, 3> seen;
  EXPECT_EQ(framer.peek(seen), 0U);
  framer.feed(kPdu + "\x30\x01\x01"s + kPdu.substr(0, 2));
  ASSERT_EQ(framer.peek(seen), 2U);
  EXPECT_EQ(seen[0], kPdu);
  EXPECT_EQ(seen[1], "\x30\x01\x01"s);
  EXPECT_EQ(framer.peek(std::span(seen).first(1)), 1U);
  EXPECT_EQ(**framer.next(100), kPdu);
  EXPECT_EQ(framer.peek(seen), 2U);
  framer.release();
  framer.feed(kPdu.substr(2) + kPdu + kPdu);
  EXPECT_EQ(framer.peek(seen), 3U);
  EXPECT_EQ(seen[2], kPdu);
}

TEST(Framer, LetsOneLookAtNothingBehindWhatIsNoPdu) {
  for (const std::string& broken :
       {"\x1f\x01\x01"s, "\x30\x80\x00"s, "\x30\x84\xff\xff\xff\xff\x01"s}) {
    Framer framer;
    framer.feed(kPdu + broken + kPdu);
    std::array<std::string_view, 4> seen;
    EXPECT_EQ(framer.peek(seen), 1U);
  }
}

TEST(Framer, LeavesAPduInPlaceWhileMoreArrives) {
  Framer framer;
  framer.feed(kPdu);
  const std::string_view pdu = **framer.next(100);
  for (int i = 0; i < 1000; ++i) framer.feed(kPdu);
  EXPECT_EQ(pdu, kPdu);
  framer.release();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(**framer.next(100), kPdu);
    framer.release();
  }
  EXPECT_TRUE(framer.is_empty());
}

TEST(Framer, ShowsWhatWaitsBehindAPdu) {
  const std::string other = "\x30\x01\x01"s;
  Framer framer;
  framer.feed(kPdu + other + kPdu.substr(0, 2));
  const std::string_view pdu = **framer.next(100);
  EXPECT_EQ(framer.next_waiting(), other);
  EXPECT_FALSE(framer.next_waiting()) << "a part is no PDU";
  framer.feed(kPdu.substr(2) + other);
  EXPECT_EQ(framer.next_waiting(), kPdu);
  framer.drop_waiting();
  EXPECT_EQ(framer.next_waiting(), other);
  EXPECT_FALSE(framer.next_waiting());
  EXPECT_EQ(pdu, kPdu) << "it stays where it was";
  EXPECT_EQ(framer.octets_left(), 2 * other.size());
  framer.release();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(**framer.next(100), other);
    EXPECT_EQ(framer.next_waiting(),
              i == 0 ? std::optional<std::string_view>(other) : std::nullopt);
    framer.release();
  }
  EXPECT_TRUE(framer.is_empty());
}

TEST(Framer, ShowsWhatWaitsWithoutAPduBeingOut) {
  Framer framer;
  framer.feed(kPdu + kPdu.substr(0, 3));
  EXPECT_EQ(framer.next_waiting(), kPdu);
  EXPECT_FALSE(framer.next_waiting());
  framer.release();
  framer.feed(kPdu.substr(3));
  EXPECT_EQ(**framer.next(100), kPdu);
  framer.release();
  EXPECT_EQ(**framer.next(100), kPdu);
  framer.release();
  EXPECT_TRUE(framer.is_empty());
}

TEST(Framer, ShowsNothingThatWaitsAfterTheEndOfIt) {
  Framer framer;
  framer.feed(kPdu + kPdu + kPdu);
  ASSERT_TRUE(*framer.next(100));
  EXPECT_TRUE(framer.next_waiting());
  framer.end_waiting();
  EXPECT_FALSE(framer.next_waiting());
  framer.feed(kPdu);
  EXPECT_FALSE(framer.next_waiting());
  framer.release();
  ASSERT_TRUE(*framer.next(100));
  EXPECT_TRUE(framer.next_waiting());
}

TEST(Framer, ShowsNothingThatIsNoPdu) {
  for (const std::string& octets : {"\x30\x80xx"s, "\x30\x84\xff\xff\xff\xff"s, "\x1f\x1f\x01"s}) {
    Framer framer;
    framer.feed(kPdu + octets);
    ASSERT_TRUE(*framer.next(100));
    EXPECT_FALSE(framer.next_waiting());
    EXPECT_FALSE(framer.next_waiting());
    EXPECT_EQ(framer.octets_left(), octets.size());
  }
}

TEST(Framer, RefusesALengthOverTheLimitBeforeTheOctetsAreThere) {
  Framer framer;
  framer.feed("\x30\x84\x7f\xff\xff\xff"s);
  ASSERT_FALSE(framer.next(65'536));
  EXPECT_EQ(framer.next(65'536).error().code, ErrorCode::kTooLarge);
}

TEST(Framer, CountsTheHeaderToTheLimit) {
  Framer framer;
  framer.feed(kPdu);
  EXPECT_FALSE(framer.next(4));
  EXPECT_TRUE(framer.next(5));
}

TEST(Framer, RefusesWhatIsNoLdapMessage) {
  for (const std::string& junk : {"\x16\x03\x01\x02"s, "GET / HTTP/1.1\r\n"s, "\x30\x80"s,
                                  "\x30\x85\x01\x01\x01\x01\x01"s, "\x00"s}) {
    Framer framer;
    framer.feed(junk);
    ASSERT_FALSE(framer.next(65'536));
    EXPECT_EQ(framer.next(65'536).error().code, ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
