#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

/// What must hold for any octets. The fuzz targets and the replay of their corpus share these.
namespace drawbridge::fuzz {

inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "property broken: " << what << '\n';
  std::abort();
}

inline bool is_inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace drawbridge::fuzz
