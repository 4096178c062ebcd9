#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace drawbridge {

/// Sorts what has a member `hash` of 64 bits, evenly spread, as std::stable_sort would: by counting
/// instead of comparing, of which a million need twenty each.
/// @param less  an order whose first part is that of the hashes
template <class T, class Less>
void sort_by_hash(std::vector<T>& items, const Less& less) {
  constexpr std::size_t kWorthCounting = 4096;
  if (items.size() < kWorthCounting) return std::stable_sort(items.begin(), items.end(), less);
  // The upper 33 bits tell all but a few hashes apart.
  constexpr unsigned kDigitBits = 11;
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  constexpr std::array<unsigned, 3> kShifts = {31, 42, 53};
  const auto digit = [](const T& item, unsigned shift) {
    return static_cast<std::size_t>(item.hash >> shift) & (kDigits - 1);
  };
  std::vector<std::array<std::size_t, kDigits>> begins(kShifts.size());
  for (const T& item : items) {
    for (std::size_t pass = 0; pass < kShifts.size(); ++pass) {
      ++begins[pass][digit(item, kShifts[pass])];
    }
  }
  std::vector<T> others(items.size());
  for (std::size_t pass = 0; pass < kShifts.size(); ++pass) {
    auto& next = begins[pass];
    std::size_t sum = 0;
    for (std::size_t& begin : next) sum += std::exchange(begin, sum);
    for (const T& item : items) others[next[digit(item, kShifts[pass])]++] = item;
    items.swap(others);
  }
  for (auto begin = items.begin(); begin != items.end();) {
    const std::uint64_t upper = begin->hash >> kShifts.front();
    auto end = begin + 1;
    while (end != items.end() && end->hash >> kShifts.front() == upper) ++end;
    if (!std::is_sorted(begin, end, less)) std::stable_sort(begin, end, less);
    begin = end;
  }
}

}  // namespace drawbridge
