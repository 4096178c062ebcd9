#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace drawbridge {

/// An immutable value that one thread replaces and many read.
///
/// Readers hold a `Published<T>::Reader`, which keeps its own shared_ptr and re-reads only when
/// the revision moved: the hot path is one acquire load and touches no shared reference count.
/// `std::atomic<std::shared_ptr>` is not used: libstdc++ 12 unlocks it with a relaxed store,
/// which ThreadSanitizer reports.
template <class T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> first) : value_(std::move(first)) {}

  void publish(std::shared_ptr<const T> next) {
    const std::lock_guard lock(mutex_);
    value_.swap(next);
    revision_.fetch_add(1, std::memory_order_release);
  }  // our hold on the previous value ends here, after the lock

  /// The current value, held for as long as the caller keeps it. Takes the lock; for a reader
  /// that asks often, use a Reader.
  std::shared_ptr<const T> load() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  /// One thread's view of the value. Not to be shared between threads.
  class Reader {
   public:
    explicit Reader(const Published& source) : source_(&source) {}

    /// Current value. Valid until the next call on this reader.
    const T& get() { return *hold(); }

    /// Current value with its owner, for work that outlives the next call.
    const std::shared_ptr<const T>& hold() {
      if (const auto now = source_->revision_.load(std::memory_order_acquire); now != seen_) {
        const std::lock_guard lock(source_->mutex_);
        // A count of references of this reader's own: those who go on with a value take it and
        // give it back all the time, on a cache line that no other thread writes.
        const auto own = std::make_shared<const std::shared_ptr<const T>>(source_->value_);
        mine_ = std::shared_ptr<const T>(own, own->get());
        seen_ = source_->revision_.load(std::memory_order_relaxed);
      }
      return mine_;
    }

   private:
    const Published* source_;
    std::shared_ptr<const T> mine_;
    std::uint64_t seen_ = 0;
  };

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
  std::atomic<std::uint64_t> revision_{1};
};

}  // namespace drawbridge
