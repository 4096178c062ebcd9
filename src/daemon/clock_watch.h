#pragma once

#include <thread>

#include "app/writer.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/published.h"
#include "projection/snapshot.h"

namespace drawbridge::daemon {

/// Makes the outputs follow the clock: once a second it asks the snapshot whether a grant ran out
/// or a retention ended, and has the writer make anew what that changes. Costs nothing while
/// nothing is due.
class ClockWatch {
 public:
  /// Everything is borrowed and lives longer.
  ClockWatch(const Published<projection::Snapshot>& snapshot, app::Writer& writer,
             const Clock& clock, Logger& logger);
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;
  ~ClockWatch();

 private:
  void loop();

  const Published<projection::Snapshot>* snapshot_;
  app::Writer* writer_;
  const Clock* clock_;
  Logger* logger_;
  BoundedQueue<bool> end_{1};
  std::thread thread_;
};

/// Has the writer make anew what the clock changed by `now`. Nothing due: nothing is asked of it.
Status apply_due_changes(const projection::Snapshot& snapshot, app::Writer& writer, Timestamp now);

}  // namespace drawbridge::daemon
