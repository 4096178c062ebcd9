#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drawbridge {

/// A number that only grows. Lock-free; threads mostly count on cache lines of their own.
class Counter {
 public:
  Counter() = default;
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void add(std::uint64_t amount = 1) {
    cells_[cell_of_this_thread()].value.fetch_add(amount, std::memory_order_relaxed);
  }
  std::uint64_t value() const;

 private:
  static constexpr std::size_t kCells = 8;
  struct alignas(64) Cell {
    std::atomic<std::uint64_t> value{0};
  };
  static std::size_t cell_of_this_thread();

  std::array<Cell, kCells> cells_{};
};

/// A number that goes up and down. Lock-free.
class Gauge {
 public:
  Gauge() = default;
  Gauge(const Gauge&) = delete;
  Gauge& operator=(const Gauge&) = delete;

  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// How a measured value spreads over fixed buckets. Lock-free.
class Histogram {
 public:
  /// @param upper_bounds  rising, in the unit the metric's name ends with (`_seconds`, `_bytes`);
  ///                      the bucket without bound is added
  explicit Histogram(std::span<const double> upper_bounds);
  Histogram(const Histogram&) = delete;
  Histogram& operator=(const Histogram&) = delete;

  void observe(double value);

  const std::vector<double>& upper_bounds() const { return upper_bounds_; }
  /// Observations in each bucket (not summed up), the one without bound last.
  std::vector<std::uint64_t> counts() const;
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::vector<double> upper_bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::atomic<double> sum_{0};
};

/// Bounds from 50 microseconds to 10 seconds.
std::span<const double> latency_bounds_seconds();

using Label = std::pair<std::string, std::string>;

/// All metrics of a process, made by the composition root and passed by reference.
///
/// Ask for a metric once, at start, and keep the reference: it lives as long as the registry.
/// Labels must come from fixed sets of ours, never from what a client sent. The same name and
/// labels give the same metric. Any thread may call.
class MetricsRegistry {
 public:
  MetricsRegistry();
  MetricsRegistry(const MetricsRegistry&) = delete;
  MetricsRegistry& operator=(const MetricsRegistry&) = delete;
  ~MetricsRegistry();

  /// @param name  `drawbridge_http_requests_total`; [a-zA-Z_][a-zA-Z0-9_]*, one kind a name
  /// @param help  one line
  Counter& counter(std::string_view name, std::string_view help, std::vector<Label> labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, std::vector<Label> labels = {});
  /// The bounds of a name's first histogram hold for all of its labels.
  Histogram& histogram(std::string_view name, std::string_view help,
                       std::span<const double> upper_bounds, std::vector<Label> labels = {});

  /// Prometheus text exposition format 0.0.4, sorted by name and labels.
  std::string exposition() const;

 private:
  struct Family;
  Family& family(std::string_view name, std::string_view help, std::string_view kind);

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace drawbridge
