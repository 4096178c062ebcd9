#include "base/octet_buffer.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace drawbridge {
namespace {

TEST(OctetBuffer, HoldsWhatWasAppendedInItsOrder) {
  OctetBuffer buffer;
  EXPECT_EQ(buffer.view(), "");
  buffer.append("one");
  buffer.append(std::string_view());
  buffer.append("\0two", 4);
  EXPECT_EQ(buffer.view(), std::string_view("one\0two", 7));
  EXPECT_EQ(buffer.size(), 7U);
}

TEST(OctetBuffer, KeepsEachOctetInItsPlace) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t size = 0; size <= kLetters.size(); ++size) {
    OctetBuffer buffer;
    buffer.append(kLetters.substr(0, size));
    buffer.append("!");
    EXPECT_EQ(buffer.view(), std::string(kLetters.substr(0, size)) + "!");
  }
}

TEST(OctetBuffer, GrowsByPiecesOfEverySize) {
  for (const std::size_t piece : {1U, 3U, 4U, 7U, 8U, 16U, 17U, 3999U, 4000U, 4001U, 100'000U}) {
    OctetBuffer buffer;
    std::string expected;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      const std::string octets(piece, letter);
      buffer.append(octets);
      expected += octets;
      ASSERT_EQ(buffer.view(), expected);
    }
    for (std::size_t at = 0; at < 10'000; ++at) buffer.append("x");
    EXPECT_EQ(buffer.view(), expected + std::string(10'000, 'x'));
  }
}

}  // namespace
}  // namespace drawbridge
