#include "base/metrics.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace drawbridge {
namespace {

TEST(Metrics, CountWithoutLossFromManyThreads) {
  MetricsRegistry registry;
  auto& counter = registry.counter("drawbridge_things_total", "Things.");
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 12; ++thread) {
      threads.emplace_back([&counter] {
        for (int time = 0; time < 1000; ++time) counter.add();
      });
    }
  }
  EXPECT_EQ(counter.value(), 12000U);
}

TEST(Metrics, AreTheSameForTheSameNameAndLabels) {
  MetricsRegistry registry;
  auto& ok = registry.counter("drawbridge_binds_total", "Binds.", {{"result", "ok"}});
  EXPECT_EQ(&ok, &registry.counter("drawbridge_binds_total", "Binds.", {{"result", "ok"}}));
  EXPECT_NE(&ok, &registry.counter("drawbridge_binds_total", "Binds.", {{"result", "no"}}));
}

TEST(Metrics, AreWrittenInThePrometheusTextFormat) {
  MetricsRegistry registry;
  registry.gauge("drawbridge_accounts", "Accounts.").set(-3);
  registry.counter("drawbridge_requests_total", "Requests.", {{"method", "GET"}}).add(2);
  registry.counter("drawbridge_requests_total", "Requests.", {{"method", "a\"\\\n"}});
  constexpr std::array kBounds = {0.5, 1.0};
  auto& spread =
      registry.histogram("drawbridge_wait_seconds", "Waits.", kBounds, {{"queue", "writer"}});
  for (const double value : {0.25, 0.5, 0.75, 4.0}) spread.observe(value);
  EXPECT_EQ(registry.exposition(), R"(# HELP drawbridge_accounts Accounts.
# TYPE drawbridge_accounts gauge
drawbridge_accounts -3
# HELP drawbridge_requests_total Requests.
# TYPE drawbridge_requests_total counter
drawbridge_requests_total{method="GET"} 2
drawbridge_requests_total{method="a\"\\\n"} 0
# HELP drawbridge_wait_seconds Waits.
# TYPE drawbridge_wait_seconds histogram
drawbridge_wait_seconds_bucket{queue="writer",le="0.5"} 2
drawbridge_wait_seconds_bucket{queue="writer",le="1"} 3
drawbridge_wait_seconds_bucket{queue="writer",le="+Inf"} 4
drawbridge_wait_seconds_sum{queue="writer"} 5.5
drawbridge_wait_seconds_count{queue="writer"} 4
)");
}

}  // namespace
}  // namespace drawbridge
