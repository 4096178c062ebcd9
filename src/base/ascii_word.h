#pragma once

#include <cstdint>
#include <cstring>

namespace drawbridge {

/// Eight octets of a text that are looked at together: as a number, so that one operation does what
/// it does to all of them.
using AsciiWord = std::uint64_t;

constexpr AsciiWord kEachOctet = 0x0101010101010101;
constexpr AsciiWord kHighestBits = kEachOctet * 0x80;

inline AsciiWord load_word(const char* octets) {
  AsciiWord word = 0;
  std::memcpy(&word, octets, sizeof word);
  return word;
}

inline void store_word(AsciiWord word, char* octets) { std::memcpy(octets, &word, sizeof word); }

/// Whether each octet is a blank or a visible character of ASCII: none has its highest bit, gets it
/// when one is added (DEL), or has to borrow when a blank is taken away (controls).
constexpr bool is_printable_word(AsciiWord word) {
  const AsciiWord below = (word - kEachOctet * ' ') & ~word;
  return ((below | (word + kEachOctet) | word) & kHighestBits) == 0;
}

/// The word with letters in lower case.
/// REQUIRES: ASCII, so that no sum is carried into the next octet.
constexpr AsciiWord lower_word(AsciiWord word) {
  const AsciiWord from_a = word + kEachOctet * (0x80 - 'A');
  const AsciiWord behind_z = word + kEachOctet * (0x7f - 'Z');
  return word | (((from_a ^ behind_z) & kHighestBits) >> 2U);
}

}  // namespace drawbridge
