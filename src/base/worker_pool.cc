#include "base/worker_pool.h"

#include <pthread.h>

#include <exception>
#include <utility>

namespace drawbridge {

void name_this_thread(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

WorkerPool::WorkerPool(const std::string& name, std::size_t threads, std::size_t queue_capacity,
                       std::function<void(const std::string&)> on_exception)
    : jobs_(queue_capacity), on_exception_(std::move(on_exception)) {
  threads_.reserve(threads);
  for (std::size_t at = 0; at < threads; ++at) {
    threads_.emplace_back([this, name] { run_jobs(name); });
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::try_run(Job job) {
  return jobs_.try_push(std::move(job)) == BoundedQueue<Job>::Push::kAccepted;
}

void WorkerPool::stop() {
  jobs_.close();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::run_jobs(const std::string& name) {
  name_this_thread(name);
  while (auto job = jobs_.pop()) {
    try {
      (*job)();
    } catch (const std::exception& fault) {
      if (on_exception_) on_exception_(fault.what());
    }
  }
}

}  // namespace drawbridge
