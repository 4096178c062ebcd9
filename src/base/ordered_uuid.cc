#include "base/ordered_uuid.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace drawbridge {
namespace {

constexpr std::uint64_t kPerMillisecond = 1000;
constexpr std::uint64_t kFractions = 4096;  // what 12 bits can tell apart in a millisecond
constexpr std::size_t kMomentOctets = 6;

}  // namespace

Uuid ordered_uuid(Timestamp made) {
  const auto microseconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>(made.microseconds, 0));
  const std::uint64_t milliseconds = microseconds / kPerMillisecond;
  const std::uint64_t fraction = microseconds % kPerMillisecond * kFractions / kPerMillisecond;
  std::array<std::uint8_t, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  for (std::size_t at = 0; at < kMomentOctets; ++at) {
    bytes[at] = static_cast<std::uint8_t>(milliseconds >> (8 * (kMomentOctets - 1 - at)));
  }
  bytes[6] = static_cast<std::uint8_t>(0x70U | (fraction >> 8U));
  bytes[7] = static_cast<std::uint8_t>(fraction);
  bytes[8] = static_cast<std::uint8_t>(0x80U | (bytes[8] & 0x3fU));
  return Uuid(bytes);
}

}  // namespace drawbridge
