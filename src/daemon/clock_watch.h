#pragma once

#include <string_view>
#include <thread>

#include "app/last_contacts.h"
#include "app/writer.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/published.h"
#include "projection/snapshot.h"

namespace drawbridge::daemon {

/// The background job of the clock. Once a second it asks the snapshot whether a grant ran out or a
/// retention ended and has the writer make anew what that changes (job `access`), and settles what
/// follows from expired grants (job `expired_grants`); every ten seconds it stores when tokens and
/// service accounts were last used (job `last_contacts`). Costs two lookups while nothing is due,
/// and may be killed at any moment. Metrics: drawbridge_background_job_runs_total by job and
/// outcome, drawbridge_background_job_last_success_seconds by job.
class ClockWatch {
 public:
  /// Everything is borrowed and lives longer.
  ClockWatch(const Published<projection::Snapshot>& snapshot, app::Store& store,
             app::Writer& writer, const Clock& clock, Logger& logger, MetricsRegistry& metrics,
             app::LastContacts& last_contacts);
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;
  ~ClockWatch();

 private:
  struct Job {
    std::string_view name;
    Counter* done;
    Counter* failed;
    Gauge* last_success;
  };

  Job job(std::string_view name, MetricsRegistry& metrics);
  void loop();
  void note(const Job& job, const Status& outcome);

  Job access_, expired_grants_, last_use_;
  const Published<projection::Snapshot>* snapshot_;
  app::Store* store_;
  app::Writer* writer_;
  const Clock* clock_;
  Logger* logger_;
  app::LastContacts* last_contacts_;
  BoundedQueue<bool> end_{1};
  std::thread thread_;
};

/// Settles every grant that ran out by `now`. None: nothing is asked of the writer.
Status settle_due_grants(app::Store& store, app::Writer& writer, Timestamp now);

/// Has the writer make anew what the clock changed by `now`. Nothing due: nothing is asked of it.
Status apply_due_changes(const projection::Snapshot& snapshot, app::Writer& writer, Timestamp now);

}  // namespace drawbridge::daemon
