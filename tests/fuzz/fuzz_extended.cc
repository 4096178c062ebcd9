#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/extended_properties.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  drawbridge::fuzz::check_extended({reinterpret_cast<const char*>(data), size});
  return 0;
}
