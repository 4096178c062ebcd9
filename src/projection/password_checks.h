#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/guarded.h"
#include "base/secret.h"
#include "base/worker_pool.h"

namespace drawbridge::projection {

/// Checks people's own passwords on threads of its own: Argon2id takes tens of milliseconds, which
/// no event loop has. What was right once is known again without that work, by a keyed digest of
/// verifier and password that lives in memory alone; a new password has a new verifier, so nothing
/// is ever taken back. Any thread.
class PasswordChecks {
 public:
  using Answer = std::function<void(bool is_right)>;

  /// @param threads  at least 1; each works in 19 MiB
  explicit PasswordChecks(std::size_t threads);

  /// Whether this password was right for this verifier before. Cheap.
  bool is_known(std::string_view verifier, std::string_view password) const;

  /// Answers from another thread; here and with false when too many checks wait already.
  /// @param verifier  empty: nobody's, which takes as long and is false
  void check(std::string verifier, std::string_view password, Answer answer);

  /// Takes no more and finishes those that wait. Idempotent.
  void stop() { workers_.stop(); }

 private:
  std::string digest(std::string_view verifier, std::string_view password) const;

  Secret key_;
  Guarded<std::unordered_set<std::string>> known_;
  WorkerPool workers_;  // the last: its jobs use what stands above
};

}  // namespace drawbridge::projection
