#include "daemon/ldap_observer.h"

#include <array>

namespace drawbridge::daemon {
namespace {

constexpr std::string_view kOther = "other";
constexpr std::array<std::string_view, 5> kOperations = {"bind", "search", "compare", "extended",
                                                         kOther};

// Result codes of RFC 4511 appendix A.1.
constexpr std::int32_t kSizeLimitExceeded = 4;
constexpr std::int32_t kNoSuchObject = 32;
constexpr std::int32_t kInvalidCredentials = 49;

/// Answers that are no fault of anybody's: success, compare's two, a size limit that was asked
/// for, and a base that does not exist for the asker, as clients probe for them all day.
bool is_ordinary(std::int32_t code) {
  return code == 0 || code == 5 || code == 6 || code == kSizeLimitExceeded || code == kNoSuchObject;
}

}  // namespace

LdapObserver::LdapObserver(Logger& logger, MetricsRegistry& metrics, bool every_operation)
    : logger_(&logger),
      every_operation_(every_operation),
      entries_(&metrics.counter("drawbridge_ldap_entries_total", "Entries sent to LDAP clients.")),
      connections_(&metrics.counter("drawbridge_ldap_connections_total",
                                    "LDAP connections accepted since the start.")),
      open_connections_(
          &metrics.gauge("drawbridge_ldap_connections", "LDAP connections open now.")),
      refused_connections_(&metrics.counter(
          "drawbridge_ldap_connections_refused_total",
          "LDAP connections closed at once, because there were too many or no descriptor.")),
      tls_failures_(&metrics.counter("drawbridge_ldap_tls_failures_total",
                                     "LDAP connections that ended because TLS failed.")) {
  constexpr std::string_view kName = "drawbridge_ldap_operations_total";
  constexpr std::string_view kHelp = "LDAP operations answered.";
  for (const auto operation : kOperations) {
    const std::string name(operation);
    counts_.emplace(
        name, Counts{&metrics.counter(kName, kHelp, {{"operation", name}, {"result", "ok"}}),
                     &metrics.counter(kName, kHelp, {{"operation", name}, {"result", "refused"}})});
  }
}

void LdapObserver::operation(const ldap::server::OperationRecord& record) {
  auto counts = counts_.find(record.operation);
  if (counts == counts_.end()) counts = counts_.find(kOther);
  const bool ordinary = is_ordinary(record.result_code);
  (ordinary ? counts->second.answered : counts->second.refused)->add();
  entries_->add(record.entries);
  if (every_operation_) {
    logger_->write_json(Message::kLdapOperation, {{"peer", record.peer},
                                                  {"identity", record.identity},
                                                  {"operation", record.operation},
                                                  {"target", record.target},
                                                  {"detail", record.detail},
                                                  {"result", record.result_code},
                                                  {"entries", record.entries}});
  } else if (!ordinary) {
    const auto message = record.result_code == kInvalidCredentials ? Message::kLdapBindFailed
                                                                   : Message::kLdapOperationFailed;
    logger_->write(message, {{"peer", record.peer},
                             {"identity", record.identity},
                             {"operation", record.operation},
                             {"target", record.target},
                             {"result", record.result_code}});
  }
}

void LdapObserver::connected(std::string_view peer) {
  connections_->add();
  open_connections_->add(1);
  logger_->write(Message::kLdapConnectionOpened, {{"peer", peer}});
}

void LdapObserver::disconnected(std::string_view peer, std::string_view reason) {
  open_connections_->add(-1);
  logger_->write(Message::kLdapConnectionClosed, {{"peer", peer}, {"reason", reason}});
}

void LdapObserver::refused(std::uint64_t connections, std::string_view reason) {
  refused_connections_->add(connections);
  logger_->write(Message::kLdapAcceptPaused, {{"reason", reason}, {"refused", connections}});
}

void LdapObserver::tls_failed(std::string_view peer, std::string_view reason) {
  tls_failures_->add();
  logger_->write(Message::kLdapTlsFailed, {{"peer", peer}, {"reason", reason}});
}

}  // namespace drawbridge::daemon
