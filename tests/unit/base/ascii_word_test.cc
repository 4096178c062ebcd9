#include "base/ascii_word.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace drawbridge {
namespace {

/// Eight octets of which one, at `place`, is `octet`.
std::string with(std::size_t place, int octet) {
  std::string text = "aZ ~09_@";
  text[place] = static_cast<char>(octet);
  return text;
}

TEST(AsciiWord, IsPrintableWhenEachOctetIs) {
  for (std::size_t place = 0; place < sizeof(AsciiWord); ++place) {
    for (int octet = 0; octet < 256; ++octet) {
      const bool is_printable = octet >= ' ' && octet <= '~';
      EXPECT_EQ(is_printable_word(load_word(with(place, octet).data())), is_printable)
          << octet << " at " << place;
    }
  }
  EXPECT_FALSE(is_printable_word(0));
  EXPECT_FALSE(is_printable_word(~AsciiWord{0}));
  EXPECT_TRUE(is_printable_word(kEachOctet * ' '));
  EXPECT_TRUE(is_printable_word(kEachOctet * '~'));
}

TEST(AsciiWord, IsLoweredAsEachOctetIs) {
  for (std::size_t place = 0; place < sizeof(AsciiWord); ++place) {
    for (int octet = 0; octet < 0x80; ++octet) {
      std::string text = with(place, octet);
      const std::string expected = ascii_lower(text);
      store_word(lower_word(load_word(text.data())), text.data());
      EXPECT_EQ(text, expected) << octet << " at " << place;
    }
  }
}

}  // namespace
}  // namespace drawbridge
