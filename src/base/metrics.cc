#include "base/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>

namespace drawbridge {
namespace {

/// Label values by the text format's rule: backslash, quote and line break are escaped.
std::string label_text(const std::vector<Label>& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (!text.empty()) text += ',';
    text += name;
    text += "=\"";
    for (const char c : value) {
      if (c == '\n') {
        text += "\\n";
        continue;
      }
      if (c == '\\' || c == '"') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text;
}

std::string in_braces(std::string_view labels) {
  return labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
}

void append_histogram(std::string& out, std::string_view name, const std::string& labels,
                      const Histogram& histogram) {
  const auto counts = histogram.counts();
  const std::string comma = labels.empty() ? "" : ",";
  std::uint64_t total = 0;
  for (std::size_t at = 0; at < counts.size(); ++at) {
    total += counts[at];
    const auto bound = at < histogram.upper_bounds().size()
                           ? fmt::format("{}", histogram.upper_bounds()[at])
                           : std::string("+Inf");
    fmt::format_to(std::back_inserter(out), "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma,
                   bound, total);
  }
  fmt::format_to(std::back_inserter(out), "{}_sum{} {}\n{}_count{} {}\n", name, in_braces(labels),
                 histogram.sum(), name, in_braces(labels), total);
}

constexpr std::array kLatencyBounds = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025,
                                       0.005,   0.01,   0.025,   0.05,   0.1,   0.25,
                                       0.5,     1.0,    2.5,     5.0,    10.0};

}  // namespace

std::uint64_t Counter::value() const {
  std::uint64_t total = 0;
  for (const auto& cell : cells_) total += cell.value.load(std::memory_order_relaxed);
  return total;
}

std::size_t Counter::cell_of_this_thread() {
  static std::atomic<std::size_t> threads_seen{0};
  thread_local const std::size_t mine =
      threads_seen.fetch_add(1, std::memory_order_relaxed) % kCells;
  return mine;
}

Histogram::Histogram(std::span<const double> upper_bounds)
    : upper_bounds_(upper_bounds.begin(), upper_bounds.end()), counts_(upper_bounds.size() + 1) {}

void Histogram::observe(double value) {
  const auto bucket = std::lower_bound(upper_bounds_.begin(), upper_bounds_.end(), value);
  const auto at = static_cast<std::size_t>(bucket - upper_bounds_.begin());
  counts_[at].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
  std::vector<std::uint64_t> counts;
  counts.reserve(counts_.size());
  for (const auto& count : counts_) counts.push_back(count.load(std::memory_order_relaxed));
  return counts;
}

std::span<const double> latency_bounds_seconds() { return kLatencyBounds; }

/// All metrics of one name; one of the maps is in use.
struct MetricsRegistry::Family {
  std::string help;
  std::string kind;
  std::map<std::string, std::unique_ptr<Counter>> counters;
  std::map<std::string, std::unique_ptr<Gauge>> gauges;
  std::map<std::string, std::unique_ptr<Histogram>> histograms;
};

MetricsRegistry::MetricsRegistry() = default;
MetricsRegistry::~MetricsRegistry() = default;

MetricsRegistry::Family& MetricsRegistry::family(std::string_view name, std::string_view help,
                                                 std::string_view kind) {
  auto found = families_.find(name);
  if (found == families_.end()) {
    auto fresh = std::make_unique<Family>();
    fresh->help = help;
    fresh->kind = kind;
    found = families_.emplace(std::string(name), std::move(fresh)).first;
  }
  assert(found->second->kind == kind);
  return *found->second;
}

Counter& MetricsRegistry::counter(std::string_view name, std::string_view help,
                                  std::vector<Label> labels) {
  const std::lock_guard lock(mutex_);
  auto& slot = family(name, help, "counter").counters[label_text(labels)];
  if (!slot) slot = std::make_unique<Counter>();
  return *slot;
}

Gauge& MetricsRegistry::gauge(std::string_view name, std::string_view help,
                              std::vector<Label> labels) {
  const std::lock_guard lock(mutex_);
  auto& slot = family(name, help, "gauge").gauges[label_text(labels)];
  if (!slot) slot = std::make_unique<Gauge>();
  return *slot;
}

Histogram& MetricsRegistry::histogram(std::string_view name, std::string_view help,
                                      std::span<const double> upper_bounds,
                                      std::vector<Label> labels) {
  const std::lock_guard lock(mutex_);
  auto& known = family(name, help, "histogram").histograms;
  const std::vector<double> bounds =
      known.empty() ? std::vector<double>(upper_bounds.begin(), upper_bounds.end())
                    : known.begin()->second->upper_bounds();
  auto& slot = known[label_text(labels)];
  if (!slot) slot = std::make_unique<Histogram>(bounds);
  return *slot;
}

std::string MetricsRegistry::exposition() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, family->help,
                   name, family->kind);
    for (const auto& [labels, counter] : family->counters) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, in_braces(labels),
                     counter->value());
    }
    for (const auto& [labels, gauge] : family->gauges) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, in_braces(labels), gauge->value());
    }
    for (const auto& [labels, histogram] : family->histograms) {
      append_histogram(out, name, labels, *histogram);
    }
  }
  return out;
}

}  // namespace drawbridge
