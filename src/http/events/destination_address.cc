#include "http/events/destination_address.h"

#include <algorithm>
#include <array>

namespace drawbridge::http {
namespace {

struct Range4 {
  std::uint32_t network;
  unsigned bits;
};

constexpr std::array<Range4, 14> kReserved4 = {{
    {0x00000000U, 8},   // this network
    {0x0a000000U, 8},   // private
    {0x64400000U, 10},  // carrier-grade NAT
    {0x7f000000U, 8},   // loopback
    {0xa9fe0000U, 16},  // link-local
    {0xac100000U, 12},  // private
    {0xc0000000U, 24},  // protocol assignments
    {0xc0000200U, 24},  // documentation
    {0xc0586300U, 24},  // 6to4 relays
    {0xc0a80000U, 16},  // private
    {0xc6120000U, 15},  // benchmarks
    {0xc6336400U, 24},  // documentation
    {0xcb007100U, 24},  // documentation
    {0xe0000000U, 3},   // multicast, reserved, broadcast
}};

bool is_public4(std::span<const std::uint8_t> bytes) {
  std::uint32_t address = 0;
  for (const auto byte : bytes) address = (address << 8U) | byte;
  return std::none_of(kReserved4.begin(), kReserved4.end(), [&](const Range4& range) {
    return (address >> (32U - range.bits)) == (range.network >> (32U - range.bits));
  });
}

bool begins_with(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> start) {
  return std::equal(start.begin(), start.end(), bytes.begin());
}

bool is_public6(std::span<const std::uint8_t> bytes) {
  if (begins_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) {
    return is_public4(bytes.subspan(12));  // mapped
  }
  if (begins_with(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
    return is_public4(bytes.subspan(12));  // NAT64
  }
  if (begins_with(bytes, {0x20, 0x02})) return is_public4(bytes.subspan(2, 4));  // 6to4
  // What was given out so far is 2000::/3, without Teredo and the documentation's network.
  return (bytes[0] & 0xe0U) == 0x20U && !begins_with(bytes, {0x20, 0x01, 0, 0}) &&
         !begins_with(bytes, {0x20, 0x01, 0x0d, 0xb8});
}

}  // namespace

bool is_public_address(std::span<const std::uint8_t> bytes) {
  if (bytes.size() == 4) return is_public4(bytes);
  return bytes.size() == 16 && is_public6(bytes);
}

}  // namespace drawbridge::http
