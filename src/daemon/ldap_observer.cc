#include "daemon/ldap_observer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>

namespace drawbridge::daemon {
namespace {

constexpr std::string_view kOther = "other";
/// As records name them; all of content synchronisation is a search too, but counted apart, and
/// what could not be read has no operation.
constexpr std::array<std::string_view, 14> kOperations = {
    "bind",   "search", "sync",   "compare",   "extended",  "abandon",    "unbind",
    "modify", "add",    "delete", "modify_dn", "malformed", "disconnect", kOther};

struct NamedResult {
  std::optional<std::int32_t> code;
  std::string_view name;
  /// No fault of anybody's: success, compare's three, a size limit that was asked for, a base that
  /// does not exist for the asker, as clients probe for them all day, and what a client ended.
  bool is_ordinary;
};

constexpr std::int32_t kInvalidCredentials = 49;

/// The results that get a number of their own (RFC 4511 appendix A.1, RFC 3909), and that of what
/// is never answered.
constexpr std::array kResults = {
    NamedResult{0, "success", true},
    NamedResult{2, "protocol_error", false},
    NamedResult{3, "time_limit_exceeded", false},
    NamedResult{4, "size_limit_exceeded", true},
    NamedResult{5, "compare_false", true},
    NamedResult{6, "compare_true", true},
    NamedResult{7, "auth_method_not_supported", false},
    NamedResult{8, "stronger_auth_required", false},
    NamedResult{11, "admin_limit_exceeded", false},
    NamedResult{12, "unavailable_critical_extension", false},
    NamedResult{13, "confidentiality_required", false},
    NamedResult{16, "no_such_attribute", true},
    NamedResult{17, "undefined_attribute_type", false},
    NamedResult{18, "inappropriate_matching", false},
    NamedResult{19, "constraint_violation", false},
    NamedResult{32, "no_such_object", true},
    NamedResult{34, "invalid_dn_syntax", false},
    NamedResult{kInvalidCredentials, "invalid_credentials", false},
    NamedResult{50, "insufficient_access_rights", false},
    NamedResult{53, "unwilling_to_perform", false},
    NamedResult{118, "canceled", true},
    NamedResult{119, "no_such_operation", true},
    NamedResult{std::nullopt, "none", true},
    NamedResult{-1, kOther, false},
};

const NamedResult& result_of(std::optional<std::int32_t> code) {
  const auto* const found =
      std::find_if(kResults.begin(), kResults.end() - 1,
                   [code](const NamedResult& result) { return result.code == code; });
  return *found;
}

constexpr std::uint32_t kFailureBurst = 50;
constexpr std::chrono::milliseconds kFailureRefill{200};

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::int64_t microseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

}  // namespace

LdapObserver::LdapObserver(Logger& logger, MetricsRegistry& metrics, bool every_operation)
    : logger_(&logger),
      every_operation_(every_operation),
      failures_(kFailureBurst, kFailureRefill),
      entries_(&metrics.counter("drawbridge_ldap_entries_total", "Entries sent to LDAP clients.")),
      held_back_(&metrics.counter("drawbridge_ldap_throttled_binds_total",
                                  "Checks of passwords held back because earlier ones failed.")),
      connections_(&metrics.counter("drawbridge_ldap_connections_total",
                                    "LDAP connections accepted since the start.")),
      open_connections_(
          &metrics.gauge("drawbridge_ldap_connections", "LDAP connections open now.")),
      refused_connections_(&metrics.counter(
          "drawbridge_ldap_connections_refused_total",
          "LDAP connections closed at once, because there were too many or no descriptor.")),
      tls_failures_(&metrics.counter("drawbridge_ldap_tls_failures_total",
                                     "LDAP connections that ended because TLS failed.")),
      unusable_verifiers_(&metrics.counter(
          "drawbridge_ldap_unusable_verifiers_total",
          "Binds refused because the stored hash is damaged or would cost too much.")) {
  for (const auto operation : kOperations) {
    const std::string name(operation);
    Measures& measures = operations_[name];
    for (const NamedResult& result : kResults) {
      const std::string word(result.name);
      measures.results[word] =
          &metrics.counter("drawbridge_ldap_operations_total",
                           "LDAP operations that were answered, or need no answer.",
                           {{"operation", name}, {"result", word}});
    }
    measures.durations = &metrics.histogram(
        "drawbridge_ldap_operation_duration_seconds",
        "From a request to the end of its answer, what a client took to read it included.",
        latency_bounds_seconds(), {{"operation", name}});
  }
}

void LdapObserver::operation(const ldap::server::OperationRecord& record) {
  auto measures = operations_.find(record.operation);
  if (measures == operations_.end()) measures = operations_.find(kOther);
  const NamedResult& result = result_of(record.result_code);
  if (!record.was_recorded) {
    measures->second.results.find(result.name)->second->add();
    measures->second.durations->observe(seconds(record.duration));
  }
  entries_->add(record.entries);
  if (record.delay.count() > 0) held_back_->add();
  if (every_operation_) {
    log_operation(record);
  } else if (!result.is_ordinary) {
    log_failure(record);
  }
}

void LdapObserver::log_operation(const ldap::server::OperationRecord& record) {
  // The result comes last, to be left out where there is none.
  const std::array fields = {LogField("peer", record.peer),
                             LogField("identity", record.identity),
                             LogField("operation", record.operation),
                             LogField("target", record.target),
                             LogField("detail", record.detail),
                             LogField("entries", record.entries),
                             LogField("duration_us", microseconds(record.duration)),
                             LogField("delay_us", microseconds(record.delay)),
                             LogField("result", record.result_code.value_or(0))};
  const std::size_t count = record.result_code ? fields.size() : fields.size() - 1;
  logger_->write_json(Message::kLdapOperation, std::span(fields).first(count));
}

void LdapObserver::log_failure(const ldap::server::OperationRecord& record) {
  const auto left_out = failures_.take(std::chrono::steady_clock::now());
  if (!left_out) return;
  const auto message = record.operation == "bind" && record.result_code == kInvalidCredentials
                           ? Message::kLdapBindFailed
                           : Message::kLdapOperationFailed;
  logger_->write(message, {{"peer", record.peer},
                           {"identity", record.identity},
                           {"operation", record.operation},
                           {"target", record.target},
                           {"result", record.result_code.value_or(0)},
                           {"left_out", *left_out}});
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

void LdapObserver::unusable_verifier(const ldap::dn::Dn& account, std::string_view reason) {
  unusable_verifiers_->add();
  const bool is_first = named_accounts_.with(
      [&](auto& named) { return named.insert(std::string(account.key())).second; });
  if (!is_first) return;
  logger_->write(Message::kLdapBindFailed,
                 {{"account", account.text()}, {"unusable_hash", reason}});
}

}  // namespace drawbridge::daemon
