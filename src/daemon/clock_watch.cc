#include "daemon/clock_watch.h"

#include <chrono>
#include <set>

#include "app/records.h"
#include "base/worker_pool.h"

namespace drawbridge::daemon {
namespace {

constexpr std::chrono::seconds kInterval{1};

template <class R>
Status note_all(app::Transaction& transaction, const std::set<Uuid>& uuids) {
  for (const auto& uuid : uuids) {
    DRAWBRIDGE_TRY(const auto record, app::find<R>(transaction.store(), uuid));
    if (record) transaction.touched().note(*record);
  }
  return {};
}

}  // namespace

Status apply_due_changes(const projection::Snapshot& snapshot, app::Writer& writer, Timestamp now) {
  const auto next = snapshot.next_change_at();
  if (!next || *next > now) return {};
  const auto due = snapshot.due_changes(now);
  return writer.run({std::nullopt, "background", {}}, [&](app::Transaction& transaction) -> Status {
    DRAWBRIDGE_CHECK(note_all<domain::OfferingUser>(transaction, due.offering_users));
    DRAWBRIDGE_CHECK(note_all<domain::OfferingUserGroup>(transaction, due.groups));
    DRAWBRIDGE_CHECK(note_all<domain::RobotAccount>(transaction, due.robots));
    return note_all<domain::Offering>(transaction, due.offerings);
  });
}

ClockWatch::ClockWatch(const Published<projection::Snapshot>& snapshot, app::Writer& writer,
                       const Clock& clock, Logger& logger)
    : snapshot_(&snapshot), writer_(&writer), clock_(&clock), logger_(&logger), thread_([this] {
        loop();
      }) {}

ClockWatch::~ClockWatch() {
  end_.close();
  thread_.join();
}

void ClockWatch::loop() {
  name_this_thread("clock-watch");
  while (!end_.is_closed()) {
    const auto snapshot = snapshot_->load();
    if (const auto applied = apply_due_changes(*snapshot, *writer_, clock_->now()); !applied) {
      logger_->write(Message::kStoreFailed,
                     {{"doing", "changes by the clock"}, {"reason", applied.error().message}});
    }
    (void)end_.pop_many_until(1, std::chrono::steady_clock::now() + kInterval);
  }
}

}  // namespace drawbridge::daemon
