#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>

namespace drawbridge::fuzz {

/// Runs the check on every file of a parser's corpus and on truncations of it: to every length, or
/// to so many.
/// @return the number of files
inline std::size_t replay(const std::string& parser,
                          const std::function<void(std::string_view)>& check,
                          std::size_t truncations = std::string::npos) {
  const std::filesystem::path folder =
      std::filesystem::path(DRAWBRIDGE_SOURCE_DIR) / "tests/fuzz/corpus" / parser;
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const std::size_t step = bytes.size() / truncations + 1;
    for (std::size_t n = bytes.size() % step; n <= bytes.size(); n += step) {
      const std::string copy = bytes.substr(0, n);  // a buffer of its own, for AddressSanitizer
      check(copy);
    }
    ++files;
  }
  return files;
}

}  // namespace drawbridge::fuzz
