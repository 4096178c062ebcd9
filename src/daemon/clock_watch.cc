#include "daemon/clock_watch.h"

#include <chrono>
#include <set>

#include "app/records.h"
#include "base/worker_pool.h"

namespace drawbridge::daemon {
namespace {

constexpr std::chrono::seconds kInterval{1};
constexpr int kIntervalsBetweenStamps = 10;

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
                       const Clock& clock, Logger& logger, app::LastContacts& last_contacts)
    : snapshot_(&snapshot),
      writer_(&writer),
      clock_(&clock),
      logger_(&logger),
      last_contacts_(&last_contacts),
      thread_([this] { loop(); }) {}

ClockWatch::~ClockWatch() {
  end_.close();
  thread_.join();
}

void ClockWatch::log_failure(std::string_view doing, const Status& outcome) {
  if (outcome) return;
  logger_->write(Message::kStoreFailed, {{"doing", doing}, {"reason", outcome.error().message}});
}

void ClockWatch::loop() {
  name_this_thread("clock-watch");
  int intervals = 0;
  while (!end_.is_closed()) {
    const auto snapshot = snapshot_->load();
    log_failure("changes by the clock", apply_due_changes(*snapshot, *writer_, clock_->now()));
    if (++intervals % kIntervalsBetweenStamps == 0) {
      log_failure("stamps of last use", last_contacts_->store(*writer_));
    }
    (void)end_.pop_many_until(1, std::chrono::steady_clock::now() + kInterval);
  }
  log_failure("stamps of last use", last_contacts_->store(*writer_));
}

}  // namespace drawbridge::daemon
