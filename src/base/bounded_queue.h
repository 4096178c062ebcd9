#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace drawbridge {

/// First in, first out, between threads, never longer than its capacity.
///
/// `close()` refuses further items and lets the takers have what is left.
template <class T>
class BoundedQueue {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  enum class Push {
    kAccepted,
    kFull,    ///< No room (now, or until the deadline); the item was not touched.
    kClosed,  ///< The item was not touched.
  };

  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  /// Takes the item if there is room; never waits. `item` is moved from only when accepted.
  Push try_push(T&& item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return Push::kClosed;
      if (items_.size() >= capacity_) return Push::kFull;
      items_.push_back(std::move(item));
    }
    not_empty_.notify_one();
    return Push::kAccepted;
  }

  /// Waits for room until the deadline.
  Push push_until(T&& item, Deadline deadline) {
    {
      std::unique_lock lock(mutex_);
      const bool ready = not_full_.wait_until(
          lock, deadline, [this] { return closed_ || items_.size() < capacity_; });
      if (closed_) return Push::kClosed;
      if (!ready) return Push::kFull;
      items_.push_back(std::move(item));
    }
    not_empty_.notify_one();
    return Push::kAccepted;
  }

  /// Waits for an item. Nothing means closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return take_front(lock);
  }

  /// Waits for an item until the deadline. Nothing means none came, or closed and empty.
  std::optional<T> pop_until(Deadline deadline) {
    std::unique_lock lock(mutex_);
    not_empty_.wait_until(lock, deadline, [this] { return closed_ || !items_.empty(); });
    return take_front(lock);
  }

  /// Waits for an item, then takes up to `most` of those that are there, in order (`most` >= 1).
  /// Empty means closed and empty.
  std::vector<T> pop_many(std::size_t most) {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return take_many(lock, most);
  }

  /// As pop_many, but waits no longer than the deadline; empty also when none came.
  std::vector<T> pop_many_until(std::size_t most, Deadline deadline) {
    std::unique_lock lock(mutex_);
    not_empty_.wait_until(lock, deadline, [this] { return closed_ || !items_.empty(); });
    return take_many(lock, most);
  }

  /// Idempotent.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    not_empty_.notify_all();
    not_full_.notify_all();
  }

  bool is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }
  std::size_t capacity() const { return capacity_; }

 private:
  std::optional<T> take_front(std::unique_lock<std::mutex>& lock) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    lock.unlock();
    not_full_.notify_one();
    return item;
  }

  std::vector<T> take_many(std::unique_lock<std::mutex>& lock, std::size_t most) {
    std::vector<T> taken;
    while (!items_.empty() && taken.size() < most) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    lock.unlock();
    not_full_.notify_all();
    return taken;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable not_empty_;
  std::condition_variable not_full_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace drawbridge
