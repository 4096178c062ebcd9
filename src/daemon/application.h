#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "crypto/tls.h"
#include "daemon/admin_socket.h"
#include "daemon/clock_watch.h"
#include "daemon/core.h"
#include "daemon/ldap_observer.h"
#include "http/dispatcher.h"
#include "http/events/web_hook_dispatcher.h"
#include "http/router.h"
#include "http/server.h"
#include "http/services.h"
#include "http/waiting_readers.h"
#include "ldap/server/server.h"
#include "projection/directory_authenticator.h"
#include "projection/password_changes.h"
#include "settings/settings.h"

namespace drawbridge::daemon {

/// What the LDAP server is started with: the configured limits, and for the others its own.
ldap::server::ServerOptions ldap_options(const settings::LdapSettings& settings);

/// The whole server, connected. What `serve` runs, and what tests of the whole start in their own
/// process with port 0.
class Application {
 public:
  /// Opens the database, builds the outputs, binds the listeners and answers from then on.
  ///
  /// @param logger, metrics, clock  borrowed; live longer than the application
  /// @return one plain sentence that says what to do: the database is in use or broken, a port is
  ///         taken, a right is missing, a certificate cannot be used
  static Result<std::unique_ptr<Application>> start(const settings::Settings& settings,
                                                    Logger& logger, MetricsRegistry& metrics,
                                                    const Clock& clock);
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  /// As stop().
  ~Application();

  /// `HTTP on 127.0.0.1:8080`, `LDAP on 127.0.0.1:3893`, `LDAPS on ...`: what is bound, with the
  /// real ports.
  std::vector<std::string> addresses() const;
  /// `host:port`, empty when that listener is off.
  std::string http_address() const;
  std::string ldap_address() const;
  std::string ldaps_address() const;

  Core& core() { return *core_; }

  /// Takes over what may change while the server runs: certificates and the log's level and form.
  /// @return the error of a certificate; the old one stays then
  Status reload(const settings::Settings& settings);

  /// Takes no more work, finishes what runs, writes what waits, closes the database. Idempotent.
  void stop();

 private:
  Application(const settings::Settings& settings, Logger& logger, MetricsRegistry& metrics)
      : settings_(settings), logger_(&logger), metrics_(&metrics) {}

  Status open_core(const Clock& clock);
  Status start_ldap();
  void warn_of_absent_accounts(const std::vector<projection::CertificateAccount>& certificates);
  void warn_of_few_connections(std::size_t connections);
  Status start_http(const Clock& clock);
  void start_web_hooks(const Clock& clock);
  Status start_admin_socket();

  settings::Settings settings_;
  Logger* logger_;
  MetricsRegistry* metrics_;

  // In start order; each uses only what stands above it.
  std::unique_ptr<Core> core_;
  app::LastContacts last_contacts_;
  std::unique_ptr<ClockWatch> clock_watch_;
  std::unique_ptr<crypto::TlsContext> ldap_tls_;
  std::unique_ptr<LdapObserver> ldap_observer_;
  std::unique_ptr<projection::DirectoryAuthenticator> authenticator_;
  std::unique_ptr<projection::PasswordChanges> password_changes_;
  std::unique_ptr<ldap::server::Server> ldap_;
  http::Services http_services_;
  http::Router router_;
  std::unique_ptr<http::Dispatcher> dispatcher_;
  std::unique_ptr<http::WaitingReaders> waiting_readers_;
  std::unique_ptr<http::WebHookDispatcher> web_hooks_;
  std::unique_ptr<http::Server> http_;
  std::unique_ptr<AdminSocket> admin_socket_;
};

}  // namespace drawbridge::daemon
