#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "app/events/web_hooks.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/worker_pool.h"
#include "http/events/web_hook_client.h"
#include "http/reader_pool.h"

namespace drawbridge::http {

/// Delivers events to their receivers in the background, each receiver's in their order and one at
/// a time, again and again until it takes them (back-off from 1 second to 5 minutes). Receivers
/// that fail or are slow share a part of the workers, so that they do not keep the others waiting.
/// How far each got is stored once a second: after a crash the last deliveries come once more.
class WebHookDispatcher {
 public:
  struct Options {
    bool allow_private_destinations = false;
    std::chrono::milliseconds first_delay{1000};
    std::chrono::milliseconds longest_delay{300000};
  };

  /// Everything is borrowed and lives longer.
  WebHookDispatcher(app::Store& store, app::Writer& writer, const Clock& clock, Logger& logger,
                    MetricsRegistry& metrics, Options options);
  WebHookDispatcher(const WebHookDispatcher&) = delete;
  WebHookDispatcher& operator=(const WebHookDispatcher&) = delete;
  /// As stop.
  ~WebHookDispatcher();

  /// Something was committed. Any thread; cheap.
  void wake();

  /// Breaks off what runs, stores how far all got. Idempotent.
  void stop();

 private:
  /// What waits for one receiver.
  struct Line {
    domain::WebHook hook;
    app::DeliveryState state;
    bool is_busy = false;
    bool is_dirty = false;  ///< the state is not stored yet
    bool is_slow = false;   ///< the last delivery failed or took long
  };

  void loop();
  bool wait_for_work();
  void refresh(app::StoreReader& reader);
  void start_deliveries();
  void store_states();
  void run(const Uuid& hook_uuid, const domain::WebHook& hook, std::int64_t after,
           std::int64_t end);
  /// @return an error when nothing could be tried at all
  Status deliver_some(const domain::WebHook& hook, std::int64_t after, std::int64_t end);
  bool deliver(const domain::WebHook& hook, const domain::AuditEvent& event);
  void note_delivered(const Uuid& hook, std::int64_t sequence, bool is_slow);
  void note_failed(const domain::WebHook& hook, const Error& error);
  std::chrono::milliseconds delay_after(std::int64_t failures);

  app::Store* store_;
  app::Writer* writer_;
  const Clock* clock_;
  Logger* logger_;
  Options options_;
  ReaderPool readers_;
  Counter *delivered_, *failed_, *refused_;
  Gauge* backlog_;

  std::mutex mutex_;
  std::condition_variable news_;
  bool has_news_ = true;  // these under mutex_
  std::map<Uuid, Line> lines_;
  std::int64_t end_ = 0;  ///< of the log
  std::minstd_rand random_{std::random_device{}()};
  std::atomic<bool> is_stopped_{false};

  WorkerPool pool_;
  std::thread thread_;
};

}  // namespace drawbridge::http
