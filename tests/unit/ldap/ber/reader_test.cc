#include "ldap/ber/reader.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace drawbridge::ldap::ber {
namespace {

using namespace std::string_literals;

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();

struct IntegerCase {
  std::string octets;
  std::int32_t value;
};

class Integer : public testing::TestWithParam<IntegerCase> {};

TEST_P(Integer, IsDecoded) {
  const auto value = decode_integer(GetParam().octets, kMin, kMax);
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(Table, Integer,
                         testing::Values(IntegerCase{"\x00"s, 0}, IntegerCase{"\x01"s, 1},
                                         IntegerCase{"\x7f"s, 127}, IntegerCase{"\x00\x80"s, 128},
                                         IntegerCase{"\xff"s, -1}, IntegerCase{"\x80"s, -128},
                                         IntegerCase{"\xff\x7f"s, -129},
                                         IntegerCase{"\x01\x00"s, 256},
                                         IntegerCase{"\x7f\xff\xff"s, 8388607},
                                         IntegerCase{"\x7f\xff\xff\xff"s, kMax},
                                         IntegerCase{"\x80\x00\x00\x00"s, kMin}));

TEST(DecodeInteger, RefusesNoOctetsMoreThanFourAndSuperfluousOnes) {
  for (const std::string& octets : {""s, "\x00\x00\x00\x00\x01"s, "\x00\x01"s, "\x00\x00"s,
                                    "\xff\xff"s, "\xff\x80"s, "\x00\x80\x00\x00\x00"s}) {
    EXPECT_FALSE(decode_integer(octets, kMin, kMax)) << testing::PrintToString(octets);
  }
}

TEST(DecodeInteger, KeepsToTheRange) {
  EXPECT_TRUE(decode_integer("\x03"s, 3, 3));
  EXPECT_FALSE(decode_integer("\x03"s, 4, 9));
  EXPECT_FALSE(decode_integer("\x03"s, 0, 2));
  EXPECT_FALSE(decode_integer("\xff"s, 0, kMax));
}

TEST(DecodeBoolean, TakesOnlyTheTwoValuesOfLdap) {
  for (int octet = 0; octet <= 0xff; ++octet) {
    const auto value = decode_boolean(std::string(1, static_cast<char>(octet)));
    if (octet == 0x00 || octet == 0xff) {
      ASSERT_TRUE(value);
      EXPECT_EQ(*value, octet == 0xff);
    } else {
      EXPECT_FALSE(value) << octet;
    }
  }
  EXPECT_FALSE(decode_boolean(""));
  EXPECT_FALSE(decode_boolean("\xff\xff"));
}

TEST(Reader, ReadsElementsInOrder) {
  const auto bytes = "\x02\x01\x07\x04\x02hi\x01\x01\xff\x0a\x01\x02\x30\x03\x02\x01\x09"s;
  Reader reader(bytes);
  EXPECT_EQ(reader.peek(), kInteger);
  EXPECT_EQ(*reader.integer(0, 10), 7);
  EXPECT_EQ(*reader.octet_string(), "hi");
  EXPECT_EQ(*reader.boolean(), true);
  EXPECT_EQ(*reader.enumerated(0, 2), 2);
  auto inner = reader.enter(kSequence);
  ASSERT_TRUE(inner);
  EXPECT_EQ(*inner->integer(0, 10), 9);
  EXPECT_TRUE(inner->finish());
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(reader.finish());
  EXPECT_FALSE(reader.peek());
}

TEST(Reader, ReadsEveryFormOfALength) {
  for (const std::size_t length : {0U, 1U, 127U, 128U, 255U, 256U, 65'535U, 65'536U}) {
    const std::string contents(length, 'x');
    for (std::size_t octets = 0; octets <= 4; ++octets) {
      if (octets == 0 ? length > 127 : length >> (8 * octets) != 0) continue;
      std::string element(1, '\x04');
      element += static_cast<char>(octets == 0 ? length : 0x80 + octets);
      for (std::size_t at = octets; at > 0; --at) {
        element += static_cast<char>((length >> (8 * (at - 1))) & 0xffU);
      }
      element += contents;
      Reader reader(element);
      EXPECT_EQ(reader.octet_string(), contents) << length << " in " << octets;
      EXPECT_TRUE(reader.at_end());
      Reader other(element);
      EXPECT_TRUE(other.pass());
      EXPECT_TRUE(other.at_end());
      element.pop_back();
      Reader cut(element);
      EXPECT_FALSE(cut.octet_string());
      EXPECT_FALSE(cut.pass());
      EXPECT_EQ(cut.rest(), element);
    }
  }
}

TEST(Reader, StaysWhereItIsAfterARefusal) {
  const auto bytes = "\x04\x02hi"s;
  Reader reader(bytes);
  EXPECT_FALSE(reader.integer(0, 1));
  EXPECT_FALSE(reader.boolean());
  EXPECT_FALSE(reader.enter(kSequence));
  EXPECT_FALSE(reader.element(kNull));
  EXPECT_EQ(*reader.octet_string(), "hi");

  const auto too_big = "\x02\x01\x07"s;
  Reader integers(too_big);
  EXPECT_FALSE(integers.integer(0, 3));
  EXPECT_EQ(*integers.integer(0, 7), 7);
}

TEST(Reader, LeavesAnOptionalElementThatIsAnother) {
  const auto bytes = "\x04\x01x"s;
  Reader reader(bytes);
  const auto absent = reader.optional_element(kBoolean);
  ASSERT_TRUE(absent);
  EXPECT_FALSE(*absent);
  const auto present = reader.optional_element(kOctetString);
  ASSERT_TRUE(present && *present);
  EXPECT_EQ(**present, "x");
  const auto at_end = reader.optional_element(kOctetString);
  ASSERT_TRUE(at_end);
  EXPECT_FALSE(*at_end);
}

TEST(Reader, RefusesAnOptionalElementThatIsBroken) {
  Reader reader("\x04\x05x");
  EXPECT_FALSE(reader.optional_element(kOctetString));
}

TEST(Reader, RefusesEveryTruncation) {
  const auto bytes = "\x30\x07\x04\x05hello"s;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    Reader reader(std::string_view(bytes).substr(0, n));
    EXPECT_FALSE(reader.next()) << n;
  }
}

TEST(Reader, RefusesLengthsThatRunPastTheEnd) {
  for (const std::string& bytes :
       {"\x04\x02x"s, "\x04\x81\x02x"s, "\x04\x84\xff\xff\xff\xffx"s, "\x04\x84\x7f\xff\xff\xffx"s,
        "\x04\x85\x00\x00\x00\x00\x01x"s, "\x04\x80x\x00\x00"s,
        "\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff"s}) {
    Reader reader(bytes);
    EXPECT_FALSE(reader.next()) << testing::PrintToString(bytes);
  }
}

TEST(Reader, RefusesAConstructedOctetString) {
  Reader reader("\x24\x03\x04\x01x");
  EXPECT_FALSE(reader.octet_string());
}

TEST(Reader, CountsWhatIsLeftAsAFault) { EXPECT_FALSE(Reader("\x05").finish()); }

}  // namespace
}  // namespace drawbridge::ldap::ber
