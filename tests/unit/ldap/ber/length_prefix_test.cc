#include "ldap/ber/length_prefix.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::ldap::ber {
namespace {

using namespace std::string_literals;

struct LengthCase {
  std::size_t length;
  std::string header;
};

class LengthPrefix : public testing::TestWithParam<LengthCase> {};

TEST_P(LengthPrefix, IsWrittenInTheShortestForm) {
  std::string out;
  append_header(out, kOctetString, GetParam().length);
  EXPECT_EQ(out, GetParam().header);
  EXPECT_EQ(out.size(), header_size(GetParam().length));
}

TEST_P(LengthPrefix, IsReadBack) {
  const auto header = read_header(GetParam().header);
  ASSERT_TRUE(header && *header);
  EXPECT_EQ((*header)->tag, kOctetString);
  EXPECT_EQ((*header)->length, GetParam().length);
  EXPECT_EQ((*header)->size, GetParam().header.size());
}

TEST_P(LengthPrefix, AsksForMoreWhileItIsIncomplete) {
  for (std::size_t n = 0; n < GetParam().header.size(); ++n) {
    const auto header = read_header(std::string_view(GetParam().header).substr(0, n));
    ASSERT_TRUE(header) << n;
    EXPECT_FALSE(*header) << n;
  }
}

INSTANTIATE_TEST_SUITE_P(Boundaries, LengthPrefix,
                         testing::Values(LengthCase{0, "\x04\x00"s}, LengthCase{1, "\x04\x01"s},
                                         LengthCase{127, "\x04\x7f"s},
                                         LengthCase{128, "\x04\x81\x80"s},
                                         LengthCase{255, "\x04\x81\xff"s},
                                         LengthCase{256, "\x04\x82\x01\x00"s},
                                         LengthCase{65535, "\x04\x82\xff\xff"s},
                                         LengthCase{65536, "\x04\x83\x01\x00\x00"s},
                                         LengthCase{16777215, "\x04\x83\xff\xff\xff"s},
                                         LengthCase{16777216, "\x04\x84\x01\x00\x00\x00"s},
                                         LengthCase{4294967295, "\x04\x84\xff\xff\xff\xff"s}));

TEST(ReadHeader, AcceptsLongFormsThatAreNotTheShortest) {
  for (const std::string& header : {"\x30\x81\x05"s, "\x30\x82\x00\x05"s, "\x30\x83\x00\x00\x05"s,
                                    "\x30\x84\x00\x00\x00\x05"s}) {
    const auto read = read_header(header);
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->length, 5u);
    EXPECT_EQ((*read)->size, header.size());
  }
}

TEST(ReadHeader, RefusesTheIndefiniteForm) { EXPECT_FALSE(read_header("\x30\x80"s)); }

TEST(ReadHeader, RefusesFiveAndMoreLengthOctetsBeforeTheyArrive) {
  for (int first = 0x85; first <= 0xff; ++first) {
    EXPECT_FALSE(read_header(std::string("\x30") + static_cast<char>(first))) << first;
  }
}

TEST(ReadHeader, RefusesMultiOctetTagsAtTheFirstOctet) {
  for (const char tag : {'\x1f', '\x3f', '\x5f', '\x7f', '\x9f', '\xbf', '\xdf', '\xff'}) {
    EXPECT_FALSE(read_header(std::string(1, tag)));
  }
}

}  // namespace
}  // namespace drawbridge::ldap::ber
