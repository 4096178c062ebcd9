#pragma once

#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "app/ports.h"
#include "base/guarded.h"
#include "base/metrics.h"
#include "base/worker_pool.h"
#include "http/dispatcher.h"

namespace drawbridge::http {

/// Clients that wait for a change (Response::wait). They cost a socket each and no thread of the
/// server: one thread watches them all, and a small pool asks their requests again, with the
/// authentication anew, when a commit may have brought something and when their time is over. Each
/// connection ends with its answer.
class WaitingReaders {
 public:
  /// @param store, dispatcher, metrics  borrowed; live longer
  /// @param most  waiting clients at once
  WaitingReaders(app::Store& store, Dispatcher& dispatcher, MetricsRegistry& metrics,
                 std::size_t most);
  WaitingReaders(const WaitingReaders&) = delete;
  WaitingReaders& operator=(const WaitingReaders&) = delete;
  /// As stop.
  ~WaitingReaders();

  /// Takes a place for one client; false when all are taken. Each place is given to wait().
  bool reserve();
  /// Keeps the client of a reserved place until there is an answer.
  void wait(Poco::Net::StreamSocket socket, Request request, const Wait& wait);

  /// Something was committed. Any thread; cheap, and next to nothing while nobody waits.
  void wake();

  /// Closes all connections and ends the threads. Idempotent.
  void stop();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Client {
    Poco::Net::StreamSocket socket;
    Request request;
    std::int64_t since = 0;
    Moment deadline;
  };
  using Clients = std::vector<std::unique_ptr<Client>>;

  void signal();
  void loop();
  void take_arrivals();
  void drop_departed(const std::vector<bool>& has_left);
  std::vector<bool> watch();
  std::int64_t newest_change(app::StoreReader& reader);
  void start_answers(std::int64_t newest);
  void ask_again(std::unique_ptr<Client> client);
  void release() { places_->add(-1), --taken_; }

  app::Store* store_;
  Dispatcher* dispatcher_;
  std::size_t most_;
  Gauge* places_;
  int wake_;  ///< eventfd
  std::atomic<std::size_t> taken_{0};
  std::atomic<bool> is_stopped_{false};
  Guarded<Clients> arrivals_;
  Clients waiting_;  ///< of the watching thread
  /// Of the watching thread: how far the events were looked at; nothing: nobody waited since.
  std::optional<std::int64_t> known_end_;
  std::int64_t known_change_ = 0;  ///< of the watching thread
  WorkerPool pool_;
  std::thread thread_;
};

}  // namespace drawbridge::http
