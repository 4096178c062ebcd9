#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/guarded.h"
#include "base/log.h"
#include "base/metrics.h"
#include "daemon/line_budget.h"
#include "ldap/dn/dn.h"
#include "ldap/server/observer.h"

namespace drawbridge::daemon {

/// What the LDAP server does, as metrics and log lines. Any thread.
class LdapObserver final : public ldap::server::Observer {
 public:
  /// @param every_operation  one JSON line for each operation; else for refused and failed ones, of
  ///                         which a bounded number reaches the log
  LdapObserver(Logger& logger, MetricsRegistry& metrics, bool every_operation);

  bool wants_details() const override { return every_operation_; }
  void operation(const ldap::server::OperationRecord& record) override;
  void connected(std::string_view peer) override;
  void disconnected(std::string_view peer, std::string_view reason) override;
  void refused(std::uint64_t connections, std::string_view reason) override;
  void tls_failed(std::string_view peer, std::string_view reason) override;

  /// A bind of that account was refused because the stored hash of its password cannot be used.
  /// Every one is counted; an account has one line of the log until the server ends.
  /// @param account  one that exists, so that there are only so many
  void unusable_verifier(const ldap::dn::Dn& account, std::string_view reason);

 private:
  struct Measures {
    std::map<std::string, Counter*, std::less<>> results;
    Histogram* durations = nullptr;
  };

  void log_operation(const ldap::server::OperationRecord& record);
  void log_failure(const ldap::server::OperationRecord& record);

  Logger* logger_;
  bool every_operation_;
  LineBudget failures_;
  std::map<std::string, Measures, std::less<>> operations_;
  Counter* entries_;
  Counter* held_back_;
  Counter* connections_;
  Gauge* open_connections_;
  Counter* refused_connections_;
  Counter* tls_failures_;
  Counter* unusable_verifiers_;
  Guarded<std::unordered_set<std::string>> named_accounts_;  // keys of those that have had a line
};

}  // namespace drawbridge::daemon
