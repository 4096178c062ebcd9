#pragma once

#include <cstddef>

namespace drawbridge {

/// Has the processor fetch these octets into its caches while other work goes on. A hint: says
/// nothing about whether they may be read.
inline void prefetch(const void* begin, std::size_t octets) {
  constexpr std::size_t kLine = 64;
  const char* const at = static_cast<const char*>(begin);
  for (std::size_t offset = 0; offset < octets; offset += kLine) {
    __builtin_prefetch(at + offset);
    // GCC drops calls of functions that do nothing but prefetch, as being without effect.
    asm volatile("");
  }
}

}  // namespace drawbridge
