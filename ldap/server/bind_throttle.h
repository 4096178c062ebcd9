#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"

namespace drawbridge::ldap::server {

/// Holds binds back by a delay that grows with the failures of an account, so that passwords cannot
/// be tried out. Shared by all event loops; any thread.
///
/// Attempts at one account from one source come one after the other, at most one in `longest` once
/// enough have failed; what would have to wait for more than twice that is refused without a look
/// at the password. An account's attempts from all sources together delay one of them by a quarter
/// of `longest` and refuse none: nobody can lock a person out from elsewhere. An attempt counts as
/// a failure until it turns out right, so that many at once gain nothing. Failures are forgotten
/// one by one with time, all of them after a success, and at a restart.
///
/// Names are counted whether there is such an account or not. Memory is fixed: what has failed
/// least makes room for a new name.
class BindThrottle {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  struct Options {
    std::chrono::milliseconds longest{2000};  ///< Between two attempts; 0: nothing is held back.
    std::size_t slots = 32'768;               ///< Of each of two tables, 32 octets a slot.
  };

  BindThrottle() : BindThrottle(Options()) {}
  explicit BindThrottle(Options options);

  struct Admission {
    Moment at;                ///< When the attempt may be looked at, or is to be refused.
    bool is_admitted = true;  ///< False: refuse it then.
  };
  /// Counts an attempt.
  /// @param name  normal key of the account's DN
  /// @param peer  `host:port`; the port does not count, nor the last 64 bits of an IPv6 address
  Admission admit(std::string_view name, std::string_view peer, Moment now);

  /// The attempt turned out right.
  void succeeded(std::string_view name, std::string_view peer);

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: empty
    Moment last{};
    Moment next{};
    std::uint32_t failures = 0;

    void forget_with_time(Moment now);
  };
  class Table {
   public:
    explicit Table(std::size_t slots);
    /// The slot of that hash, another one's or an empty one if need be.
    Slot& take(std::uint64_t hash, Moment now);
    void forget(std::uint64_t hash);

   private:
    Slot* begin_of(std::uint64_t hash);
    std::vector<Slot> slots_;
  };
  struct Tables {
    Table by_account_and_source, by_account;
  };

  Options options_;
  Guarded<Tables> tables_;
};

/// What stands for where a peer (`host:port`) comes from: its host, and of an IPv6 address the
/// octets of its network of 64 bits, as one client has all addresses of such a network.
std::string source_of(std::string_view peer);

}  // namespace drawbridge::ldap::server
