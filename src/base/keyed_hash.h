#pragma once

#include <cstdint>
#include <string_view>

namespace drawbridge {

/// SipHash-2-4 under a key drawn once for the process: nobody outside can choose values that
/// clash. Never to be stored or sent, as it differs from run to run.
std::uint64_t keyed_hash(std::string_view bytes);

}  // namespace drawbridge
