#include "app/writer.h"

#include <exception>
#include <string>
#include <utility>

namespace drawbridge::app {
namespace {

/// The accounts and groups whose served view changes carry the moment of the change, so that
/// modifyTimestamp tells clients what to read anew, after a restart as well.
Status stamp_modified(StoreTransaction& store, std::string_view kind, const std::set<Uuid>& uuids,
                      Timestamp now) {
  for (const auto& uuid : uuids) {
    auto stamped = store.update(kind, uuid, {"modified"}, {now.microseconds});
    if (!stamped && stamped.error().code != ErrorCode::kNotFound) return stamped;
  }
  return {};
}

Status advance_counter(StoreTransaction& store, std::string_view name) {
  DRAWBRIDGE_TRY(const auto value, store.counter(name));
  return store.set_counter(name, value + 1);
}

Status advance_revisions(StoreTransaction& store, const ChangeSet& changes) {
  DRAWBRIDGE_CHECK(advance_counter(store, "revision"));
  if (changes.everything) {
    DRAWBRIDGE_TRY(const auto offerings, load_offering_uuids(store));
    for (const auto& uuid : offerings) {
      DRAWBRIDGE_CHECK(advance_counter(store, content_revision_counter(uuid)));
    }
    return {};
  }
  for (const auto& uuid : changes.affected_offerings) {
    DRAWBRIDGE_CHECK(advance_counter(store, content_revision_counter(uuid)));
  }
  return {};
}

}  // namespace

Writer::Writer(Store& store, Projection& projection, const Clock& clock, Limits limits)
    : store_(&store),
      projection_(&projection),
      clock_(&clock),
      limits_(limits),
      queue_(limits.queue_capacity),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  queue_.close();
  thread_.join();
}

Status Writer::submit(Job job) {
  auto answer = job.answer.get_future();
  const auto deadline = std::chrono::steady_clock::now() + limits_.answer_deadline;
  switch (queue_.push_until(std::move(job), deadline)) {
    case BoundedQueue<Job>::Push::kAccepted:
      break;
    case BoundedQueue<Job>::Push::kFull:
      return fail(ErrorCode::kUnavailable, "Too many changes are waiting; try again later.");
    case BoundedQueue<Job>::Push::kClosed:
      return fail(ErrorCode::kUnavailable, "The server is shutting down.");
  }
  // Once accepted a command is carried out, so its outcome is waited for however long it takes:
  // an answer "unavailable" to a change that then happens would be a lie.
  return answer.get();
}

void Writer::loop() {
  while (true) {
    auto batch = queue_.pop_many(limits_.batch_max);
    if (batch.empty()) return;
    run_batch(batch);
  }
}

Status Writer::run_job(Job& job, Touched& touched, Timestamp now) {
  DRAWBRIDGE_CHECK(store_->begin_savepoint());
  Transaction transaction(store_->transaction(), std::move(job.actor), now);
  Status outcome;
  try {
    outcome = job.work(transaction);
  } catch (const std::exception& bug) {
    outcome = fail(ErrorCode::kInternal, bug.what());
  }
  if (!outcome) {
    store_->rollback_savepoint();
    return outcome;
  }
  DRAWBRIDGE_CHECK(store_->release_savepoint());
  touched.merge(std::move(transaction.touched()));
  return {};
}

Status Writer::finish_batch(const Touched& touched, Timestamp now) {
  auto& store = store_->transaction();
  ChangeSet changes;
  if (!touched.empty()) {
    DRAWBRIDGE_TRY(changes, touched.resolve(store));
    DRAWBRIDGE_CHECK(
        stamp_modified(store, domain::OfferingUser::kKind, changes.offering_users, now));
    DRAWBRIDGE_CHECK(stamp_modified(store, domain::RobotAccount::kKind, changes.robots, now));
    DRAWBRIDGE_CHECK(stamp_modified(store, domain::OfferingUserGroup::kKind, changes.groups, now));
    DRAWBRIDGE_CHECK(advance_revisions(store, changes));
  }
  if (changes.empty()) return store_->commit();
  if (!projection_->prepare(store, changes, now)) {
    ChangeSet all;
    all.everything = true;
    DRAWBRIDGE_CHECK(projection_->prepare(store, all, now));
  }
  DRAWBRIDGE_CHECK(store_->commit());
  projection_->publish();
  return {};
}

void Writer::run_batch(std::vector<Job>& batch) {
  const auto now = clock_->now();
  if (const auto begun = store_->begin(); !begun) {
    for (auto& job : batch) job.answer.set_value(begun);
    return;
  }
  Touched touched;
  std::vector<Status> outcomes;
  outcomes.reserve(batch.size());
  for (auto& job : batch) outcomes.push_back(run_job(job, touched, now));
  const auto finished = finish_batch(touched, now);
  if (!finished) store_->rollback();
  if (finished) {
    commit_observer_.with([](const std::function<void()>& observer) {
      if (observer) observer();
    });
  }
  for (std::size_t at = 0; at < batch.size(); ++at) {
    auto& outcome = outcomes[at];
    if (outcome && !finished) outcome = finished;
    batch[at].answer.set_value(std::move(outcome));
  }
}

}  // namespace drawbridge::app
