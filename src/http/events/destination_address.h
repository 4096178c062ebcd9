#pragma once

#include <cstdint>
#include <span>

namespace drawbridge::http {

/// Whether an IP address (4 or 16 bytes in network order) may be a destination for requests that
/// others asked us to make: not this machine, the local network, link-local (there live the
/// metadata services of clouds), carrier networks, multicast, or anything reserved (RFC 6890). IPv6
/// addresses that carry an IPv4 one are judged by that.
bool is_public_address(std::span<const std::uint8_t> bytes);

}  // namespace drawbridge::http
