#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/ldap_requests.h"
#include "bench/measurements.h"

namespace drawbridge::bench {

/// What all conversations of a run share.
struct Task {
  Kind kind = Kind::kUid;
  std::string base;
  Account account;
  std::vector<Person> people;
  std::size_t in_flight = 1;  ///< Searches at a time on a connection.
  /// For a peer that answers everything alike: only the form of the answers is checked.
  bool takes_any_answer = false;

  bool is_over = false;         ///< Nothing more is asked, and what still comes is not counted.
  std::size_t outstanding = 0;  ///< Requests without an answer.
  Measurements seen;

  const Person& next_person() { return people[turn++ % people.size()]; }
  /// Ends a request that began then; true when another one may follow.
  bool finish(SteadyClock::time_point begin, bool is_right);

  std::size_t turn = 0;
};

/// What one connection says, and what it expects to hear.
class Conversation {
 public:
  /// What the connection is to do after an answer.
  enum class Next { kGoOn, kReconnect };

  explicit Conversation(Task& task) : task_(&task) {}
  virtual ~Conversation() = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// The first requests on a connection; `opened` is when it began to be made.
  virtual void begin(std::string& out, SteadyClock::time_point opened) = 0;

  /// Takes an answer and appends what is to be said now.
  virtual Next take(const Answer& answer, std::string& out) = 0;

 protected:
  Task& task() { return *task_; }

 private:
  Task* task_;
};

std::unique_ptr<Conversation> make_conversation(Task& task);

/// A number for a set of people that does not depend on their order.
std::uint64_t digest(const std::vector<Person>& people);

}  // namespace drawbridge::bench
