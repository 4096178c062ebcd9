#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace drawbridge {

/// Octets that are put together piece by piece. Up to a few thousand lie in the object itself: what
/// is made a hundred thousand times one after the other needs no memory for it.
class OctetBuffer {
 public:
  OctetBuffer() = default;
  OctetBuffer(const OctetBuffer&) = delete;
  OctetBuffer& operator=(const OctetBuffer&) = delete;

  std::size_t size() const { return size_; }
  /// Until more is appended.
  std::string_view view() const { return {begin(), size_}; }

  void append(const char* octets, std::size_t count) {
    if (count == 0) return;
    if (count > capacity_ - size_) grow(size_ + count);
    copy(octets, count, begin() + size_);
    size_ += count;
  }
  void append(std::string_view octets) { append(octets.data(), octets.size()); }

 private:
  static constexpr std::size_t kUsual = 4000;

  char* begin() { return memory_ ? memory_.get() : usual_.data(); }
  const char* begin() const { return memory_ ? memory_.get() : usual_.data(); }

  /// Most of what is appended is a few octets, for which a call of memcpy takes longer than they
  /// do.
  static void copy(const char* octets, std::size_t count, char* out) {
    if (count <= 2 * sizeof(std::uint64_t) && count >= sizeof(std::uint64_t)) {
      copy_both_ends<std::uint64_t>(octets, count, out);
    } else if (count < sizeof(std::uint64_t) && count >= sizeof(std::uint32_t)) {
      copy_both_ends<std::uint32_t>(octets, count, out);
    } else if (count < sizeof(std::uint32_t)) {
      for (std::size_t at = 0; at < count; ++at) out[at] = octets[at];
    } else {
      std::memcpy(out, octets, count);
    }
  }

  /// Of `count` octets as many as Word has at the beginning, and as many at the end.
  template <class Word>
  static void copy_both_ends(const char* octets, std::size_t count, char* out) {
    Word first{};
    Word last{};
    const std::size_t distance = count - sizeof(Word);
    std::memcpy(&first, octets, sizeof(Word));
    std::memcpy(&last, octets + distance, sizeof(Word));
    std::memcpy(out, &first, sizeof(Word));
    std::memcpy(out + distance, &last, sizeof(Word));
  }

  void grow(std::size_t least) {
    const std::size_t capacity = std::max(least, 2 * capacity_);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(larger.get(), begin(), size_);
    memory_ = std::move(larger);
    capacity_ = capacity;
  }

  std::array<char, kUsual> usual_;
  std::unique_ptr<char[]> memory_;  ///< Null: they lie in `usual_`.
  std::size_t capacity_ = kUsual;
  std::size_t size_ = 0;
};

}  // namespace drawbridge
