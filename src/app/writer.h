#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

#include "app/projection.h"
#include "app/transaction.h"
#include "base/bounded_queue.h"
#include "base/guarded.h"

namespace drawbridge::app {

/// The single writer: every change of the store goes through here. Commands that wait together
/// share one commit, each in a savepoint of its own, so that one that fails takes no other along.
/// Order per batch: run, commit (durable), publish (visible), answer.
class Writer {
 public:
  struct Limits {
    std::size_t queue_capacity = 1024;
    std::size_t batch_max = 128;
    std::chrono::milliseconds answer_deadline{30000};
  };

  /// `store` and `projection` outlive the writer. The thread starts at once.
  Writer(Store& store, Projection& projection, const Clock& clock, Limits limits);
  Writer(Store& store, Projection& projection, const Clock& clock)
      : Writer(store, projection, clock, Limits()) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  /// Finishes what is queued, then ends.
  ~Writer();

  /// Has `observer` called, in the writer's thread, after each commit is durable and published; an
  /// empty one ends it. Must be quick, and must not call the writer. Any thread.
  void set_commit_observer(std::function<void()> observer) {
    commit_observer_.store(std::move(observer));
  }

  /// Runs `command` (callable with Transaction&, returning Result<T> or Status) in the writer's
  /// thread and waits until its effects are durable and published.
  ///
  /// @return the command's own result; its error means that nothing of it was kept. kUnavailable
  ///         when the queue is full or the disk refused.
  template <class Command>
  auto run(Actor actor, Command&& command) -> std::invoke_result_t<Command&, Transaction&> {
    using Outcome = std::invoke_result_t<Command&, Transaction&>;
    auto outcome = std::make_shared<std::optional<Outcome>>();
    Job job;
    job.actor = std::move(actor);
    job.work = [outcome,
                work = std::forward<Command>(command)](Transaction& transaction) mutable -> Status {
      outcome->emplace(work(transaction));
      if (!**outcome) return tl::unexpected((*outcome)->error());
      return {};
    };
    const Status done = submit(std::move(job));
    if (!done) return tl::unexpected(done.error());
    return std::move(**outcome);
  }

 private:
  struct Job {
    Actor actor;
    std::function<Status(Transaction&)> work;
    std::promise<Status> answer;
  };

  Status submit(Job job);
  void loop();
  void run_batch(std::vector<Job>& batch);
  Status run_job(Job& job, Touched& touched, Timestamp now);
  Status finish_batch(const Touched& touched, Timestamp now);

  Store* store_;
  Projection* projection_;
  const Clock* clock_;
  Limits limits_;
  BoundedQueue<Job> queue_;
  Guarded<std::function<void()>> commit_observer_;
  std::thread thread_;
};

}  // namespace drawbridge::app
