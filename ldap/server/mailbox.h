#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/guarded.h"
#include "base/result.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/password_change.h"
#include "ldap/server/session.h"

namespace drawbridge::ldap::server {

/// The outcome of a bind, for a connection that may have gone.
struct BindDone {
  std::uint64_t connection;
  std::uint64_t serial;
  std::shared_ptr<const Identity> identity;
};

/// The answer to a change of a password, likewise.
struct PasswordChangeDone {
  std::uint64_t connection;
  std::uint64_t serial;
  PasswordChangeAnswer answer;
};

/// An accepted connection for a loop to own.
struct Arrival {
  UniqueFd socket;
  Peer peer;
};

/// Accept no more, finish what runs, say goodbye.
struct Stop {
  std::chrono::steady_clock::time_point deadline;
};

/// Another tree is published: for the connections that synchronise.
struct TreePublished {};

using Letter = std::variant<BindDone, PasswordChangeDone, Arrival, Stop, TreePublished>;

/// How other threads reach an event loop: a list and an eventfd that wakes it. Shared with the
/// outcomes that are still owed, so that they may come after the loop has ended.
class Mailbox {
 public:
  /// @return kUnavailable when the system gives no descriptor
  static Result<std::shared_ptr<Mailbox>> make();

  /// From any thread.
  void post(Letter&& letter);
  /// From any thread. One that is not read yet stands for all.
  void post_publication();

  /// All letters so far, oldest first; clears the wake-up.
  std::vector<Letter> take();

  int descriptor() const { return wake_up_.get(); }

 private:
  explicit Mailbox(UniqueFd wake_up) : wake_up_(std::move(wake_up)) {}

  void wake();

  UniqueFd wake_up_;
  Guarded<std::vector<Letter>> letters_;
};

}  // namespace drawbridge::ldap::server
