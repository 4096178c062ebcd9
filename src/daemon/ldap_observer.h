#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/metrics.h"
#include "ldap/server/observer.h"

namespace drawbridge::daemon {

/// Counts and logs what the LDAP server does.
class LdapObserver final : public ldap::server::Observer {
 public:
  /// @param every_operation  a JSON line for each answer, not for refused and failed ones alone
  LdapObserver(Logger& logger, MetricsRegistry& metrics, bool every_operation);

  bool wants_details() const override { return every_operation_; }
  void operation(const ldap::server::OperationRecord& record) override;
  void connected(std::string_view peer) override;
  void disconnected(std::string_view peer, std::string_view reason) override;
  void refused(std::uint64_t connections, std::string_view reason) override;
  void tls_failed(std::string_view peer, std::string_view reason) override;

 private:
  struct Counts {
    Counter* answered;
    Counter* refused;
  };

  Logger* logger_;
  bool every_operation_;
  std::map<std::string, Counts, std::less<>> counts_;  ///< By operation; never changes.
  Counter* entries_;
  Counter* connections_;
  Gauge* open_connections_;
  Counter* refused_connections_;
  Counter* tls_failures_;
};

}  // namespace drawbridge::daemon
