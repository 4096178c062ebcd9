#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace drawbridge {

/// Items by the number of what they belong to, in one piece of memory: first all are added, then
/// they are ordered once, then looked at.
template <class T>
class Grouped {
 public:
  /// REQUIRES: fewer than 2^32 items and owners.
  void add(std::size_t owner, T item) {
    added_.emplace_back(static_cast<std::uint32_t>(owner), std::move(item));
  }

  /// Items of one owner stay in the order in which they were added.
  /// REQUIRES: no item of an owner >= `owners`.
  void order(std::size_t owners) {
    begins_.assign(owners + 1, 0);
    for (const auto& [owner, item] : added_) ++begins_[owner + 1];
    for (std::size_t owner = 0; owner < owners; ++owner) begins_[owner + 1] += begins_[owner];
    std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
    items_.resize(added_.size());
    for (auto& [owner, item] : added_) items_[next[owner]++] = std::move(item);
    // Assigning {} would keep the memory.
    added_ = decltype(added_)();
  }

  /// The items of an owner; valid until more are added.
  std::span<const T> of(std::size_t owner) const {
    return std::span(items_).subspan(begins_[owner], begins_[owner + 1] - begins_[owner]);
  }

 private:
  std::vector<std::pair<std::uint32_t, T>> added_;
  std::vector<std::uint32_t> begins_;
  std::vector<T> items_;
};

}  // namespace drawbridge
