#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace drawbridge {

/// A sequence of at most `kCapacity` elements that lie in the object itself, so that it needs no
/// memory of its own. More elements than that, or an index that is none, are the caller's fault.
template <class T, std::size_t kCapacity>
class FixedVector {
 public:
  FixedVector() = default;
  FixedVector(const FixedVector& other) { append(other.begin(), other.end()); }
  FixedVector& operator=(const FixedVector&) = delete;
  ~FixedVector() { std::destroy(begin(), end()); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  T* begin() { return reinterpret_cast<T*>(storage_); }
  T* end() { return begin() + size_; }
  const T* begin() const { return reinterpret_cast<const T*>(storage_); }
  const T* end() const { return begin() + size_; }
  T& operator[](std::size_t index) { return begin()[index]; }
  const T& operator[](std::size_t index) const { return begin()[index]; }
  T& front() { return *begin(); }
  const T& front() const { return *begin(); }

  void push_back(T value) {
    std::construct_at(end(), std::move(value));
    ++size_;
  }

  /// Puts an element before the one at `index`, or last.
  void insert(std::size_t index, T value) {
    push_back(std::move(value));
    std::rotate(begin() + index, end() - 1, end());
  }

  void erase(std::size_t index) {
    std::move(begin() + index + 1, end(), begin() + index);
    std::destroy_at(end() - 1);
    --size_;
  }

  /// Appends the elements of [first, last).
  template <class Iterator>
  void append(Iterator first, Iterator last) {
    std::uninitialized_copy(first, last, end());
    size_ += static_cast<std::size_t>(std::distance(first, last));
  }

  /// Moves the elements from `index` on to the end of `to`.
  void move_tail(std::size_t index, FixedVector& to) {
    to.append(std::make_move_iterator(begin() + index), std::make_move_iterator(end()));
    std::destroy(begin() + index, end());
    size_ = index;
  }

 private:
  std::size_t size_ = 0;
  alignas(T) std::byte storage_[kCapacity * sizeof(T)];
};

}  // namespace drawbridge
