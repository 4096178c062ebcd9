#pragma once

#include <cstddef>
#include <cstdint>

namespace drawbridge {

/// Has the processor fetch these octets into its caches while other work goes on. A hint: says
/// nothing about whether they may be read.
inline void prefetch(const void* begin, std::size_t octets) {
  constexpr std::size_t kLine = 64;
  const char* at = static_cast<const char*>(begin);
  const char* const end = at + octets;
  at -= reinterpret_cast<std::uintptr_t>(at) % kLine;
  for (; at < end; at += kLine) {
    __builtin_prefetch(at);
    // GCC drops calls of functions that do nothing but prefetch, as being without effect.
    asm volatile("");
  }
}

}  // namespace drawbridge
