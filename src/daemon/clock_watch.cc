#include "daemon/clock_watch.h"

#include <chrono>
#include <set>

#include "app/expired_grants.h"
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
    DRAWBRIDGE_CHECK(note_all<domain::OfferingRoleGroup>(transaction, due.groups));
    DRAWBRIDGE_CHECK(note_all<domain::RobotAccount>(transaction, due.robots));
    return note_all<domain::Offering>(transaction, due.offerings);
  });
}

Status settle_due_grants(app::Store& store, app::Writer& writer, Timestamp now) {
  DRAWBRIDGE_TRY(const auto reader, store.reader());
  while (true) {
    DRAWBRIDGE_TRY(const bool is_due, app::has_unsettled_grants(*reader, now));
    if (!is_due) return {};
    DRAWBRIDGE_CHECK(writer.run({std::nullopt, "background", {}}, app::settle_expired_grants));
  }
}

ClockWatch::ClockWatch(const Published<projection::Snapshot>& snapshot, app::Store& store,
                       app::Writer& writer, const Clock& clock, Logger& logger,
                       MetricsRegistry& metrics, app::LastContacts& last_contacts)
    : access_(job("access", metrics)),
      expired_grants_(job("expired_grants", metrics)),
      last_use_(job("last_contacts", metrics)),
      snapshot_(&snapshot),
      store_(&store),
      writer_(&writer),
      clock_(&clock),
      logger_(&logger),
      last_contacts_(&last_contacts),
      thread_([this] { loop(); }) {}

ClockWatch::~ClockWatch() {
  end_.close();
  thread_.join();
}

ClockWatch::Job ClockWatch::job(std::string_view name, MetricsRegistry& metrics) {
  const auto runs = [&](std::string outcome) {
    return &metrics.counter("drawbridge_background_job_runs_total", "Runs of a background job",
                            {{"job", std::string(name)}, {"outcome", std::move(outcome)}});
  };
  return {name, runs("done"), runs("failed"),
          &metrics.gauge("drawbridge_background_job_last_success_seconds",
                         "When a background job last ended well, in seconds since 1970",
                         {{"job", std::string(name)}})};
}

void ClockWatch::note(const Job& job, const Status& outcome) {
  if (outcome) {
    job.done->add();
    job.last_success->set(clock_->now().microseconds / 1000000);
    return;
  }
  job.failed->add();
  logger_->write(Message::kStoreFailed, {{"doing", job.name}, {"reason", outcome.error().message}});
}

void ClockWatch::loop() {
  name_this_thread("clock-watch");
  int intervals = 0;
  while (!end_.is_closed()) {
    const auto snapshot = snapshot_->load();
    note(access_, apply_due_changes(*snapshot, *writer_, clock_->now()));
    note(expired_grants_, settle_due_grants(*store_, *writer_, clock_->now()));
    if (++intervals % kIntervalsBetweenStamps == 0) {
      note(last_use_, last_contacts_->store(*writer_));
    }
    (void)end_.pop_many_until(1, std::chrono::steady_clock::now() + kInterval);
  }
  note(last_use_, last_contacts_->store(*writer_));
}

}  // namespace drawbridge::daemon
