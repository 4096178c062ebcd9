#pragma once

#include <string_view>
#include <thread>

#include "app/last_contacts.h"
#include "app/writer.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/published.h"
#include "projection/snapshot.h"

namespace drawbridge::daemon {

/// Makes the outputs follow the clock: once a second it asks the snapshot whether a grant ran out
/// or a retention ended, and has the writer make anew what that changes; and stores when tokens and
/// service accounts were last used, every ten seconds. Costs nothing while nothing is due.
class ClockWatch {
 public:
  /// Everything is borrowed and lives longer.
  ClockWatch(const Published<projection::Snapshot>& snapshot, app::Writer& writer,
             const Clock& clock, Logger& logger, app::LastContacts& last_contacts);
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;
  ~ClockWatch();

 private:
  void loop();
  void log_failure(std::string_view doing, const Status& outcome);

  const Published<projection::Snapshot>* snapshot_;
  app::Writer* writer_;
  const Clock* clock_;
  Logger* logger_;
  app::LastContacts* last_contacts_;
  BoundedQueue<bool> end_{1};
  std::thread thread_;
};

/// Has the writer make anew what the clock changed by `now`. Nothing due: nothing is asked of it.
Status apply_due_changes(const projection::Snapshot& snapshot, app::Writer& writer, Timestamp now);

}  // namespace drawbridge::daemon
