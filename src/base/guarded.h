#pragma once

#include <functional>
#include <mutex>
#include <type_traits>
#include <utility>

namespace drawbridge {

/// A value that can only be reached under its lock.
///
/// `counts.with([](auto& map) { ++map["x"]; });` The function must not keep a reference to the
/// value, nor take another lock that somebody holds while asking for this one.
template <class T>
class Guarded {
 public:
  Guarded() = default;
  template <class... Args>
  requires std::is_constructible_v<T, Args...>
  explicit Guarded(std::in_place_t, Args&&... args) : value_(std::forward<Args>(args)...) {}
  explicit Guarded(T value) : value_(std::move(value)) {}
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  template <class Function>
  decltype(auto) with(Function&& function) {
    const std::lock_guard lock(mutex_);
    return std::invoke(std::forward<Function>(function), value_);
  }

  template <class Function>
  decltype(auto) with(Function&& function) const {
    const std::lock_guard lock(mutex_);
    return std::invoke(std::forward<Function>(function), std::as_const(value_));
  }

  /// A copy of the value.
  T load() const requires std::is_copy_constructible_v<T> {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  void store(T next) {
    const std::lock_guard lock(mutex_);
    std::swap(value_, next);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace drawbridge
