#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"

namespace drawbridge {

/// A fixed number of named threads over a bounded queue of jobs. Refuses when the queue is full.
class WorkerPool {
 public:
  using Job = std::function<void()>;

  /// @param name            shown by ps and debuggers; the kernel keeps 15 characters of it
  /// @param threads         at least 1
  /// @param queue_capacity  jobs that may wait
  /// @param on_exception    told what an exception that left a job said; the thread lives on
  WorkerPool(const std::string& name, std::size_t threads, std::size_t queue_capacity,
             std::function<void(const std::string&)> on_exception = {});
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// As stop().
  ~WorkerPool();

  /// @return false when the queue is full or the pool is stopped; the job is not run then
  bool try_run(Job job);

  /// Takes no more jobs, finishes those that wait, joins. Idempotent; not from a job.
  void stop();

  std::size_t waiting() const { return jobs_.size(); }

 private:
  void run_jobs(const std::string& name);

  BoundedQueue<Job> jobs_;
  std::function<void(const std::string&)> on_exception_;
  std::vector<std::thread> threads_;
};

/// Names the calling thread; the kernel keeps 15 characters.
void name_this_thread(const std::string& name);

}  // namespace drawbridge
