#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/ldif_properties.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  drawbridge::fuzz::check_ldif_writer(octets);
  drawbridge::fuzz::check_ldif_reader(octets);
  return 0;
}
