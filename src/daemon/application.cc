#include "daemon/application.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "daemon/admin_client.h"
#include "daemon/admin_commands.h"
#include "daemon/descriptors.h"
#include "daemon/routes.h"

namespace drawbridge::daemon {
namespace {

/// How long running LDAP answers may take to go out at the end.
constexpr std::chrono::seconds kDrainTime{5};

std::string text_or_empty(const std::optional<settings::ListenAddress>& address) {
  return address ? settings::to_string(*address) : std::string();
}

std::int32_t size_limit(std::uint32_t entries) {
  constexpr std::uint32_t kMost = 0x7fffffffU;
  return static_cast<std::int32_t>(std::min(entries, kMost));
}

Result<std::vector<projection::CertificateAccount>> certificate_accounts(
    const settings::LdapSettings& settings) {
  std::vector<projection::CertificateAccount> accounts;
  for (const auto& external : settings.external) {
    DRAWBRIDGE_TRY(auto subject, ldap::dn::Dn::parse(external.subject));
    accounts.emplace_back(std::move(subject), external.account);
  }
  return accounts;
}

}  // namespace

ldap::server::ServerOptions ldap_options(const settings::LdapSettings& settings) {
  ldap::server::ServerOptions options;
  options.listen = text_or_empty(settings.listen);
  options.listen_tls = text_or_empty(settings.listen_tls);
  options.allow_clear_text = settings.allow_clear_text;
  options.has_external = !settings.external.empty();
  options.longest_bind_delay = std::chrono::milliseconds(settings.bind_delay_max_ms);
  options.threads =
      settings.threads != 0 ? settings.threads : std::max(1U, std::thread::hardware_concurrency());
  options.limits.max_message_bytes_anonymous = settings.max_message_bytes_anonymous;
  options.limits.max_message_bytes = settings.max_message_bytes;
  options.limits.max_filter_depth = settings.filter_depth_max;
  options.limits.max_filter_nodes = settings.filter_nodes_max;
  options.limits.max_controls = settings.controls_max;
  options.limits.idle = std::chrono::seconds(settings.idle_seconds);
  options.limits.handshake = std::chrono::seconds(settings.handshake_seconds);
  return options;
}

Result<std::unique_ptr<Application>> Application::start(const settings::Settings& settings,
                                                        Logger& logger, MetricsRegistry& metrics,
                                                        const Clock& clock) {
  std::unique_ptr<Application> application(new Application(settings, logger, metrics));
  DRAWBRIDGE_CHECK(application->open_core(clock));
  DRAWBRIDGE_CHECK(application->start_ldap());
  DRAWBRIDGE_CHECK(application->start_http(clock));
  application->start_web_hooks(clock);
  DRAWBRIDGE_CHECK(application->start_admin_socket());
  return application;
}

Application::~Application() { stop(); }

void Application::stop() {
  if (admin_socket_) admin_socket_->stop();
  if (core_) core_->writer().set_commit_observer({});
  if (http_) http_->stop();
  waiting_readers_.reset();
  web_hooks_.reset();
  if (ldap_) ldap_->stop(kDrainTime);
  admin_socket_.reset();
  http_.reset();
  dispatcher_.reset();
  ldap_.reset();
  password_changes_.reset();
  authenticator_.reset();
  clock_watch_.reset();
  core_.reset();  // finishes what the writer still has, then closes the database
}

Status Application::open_core(const Clock& clock) {
  DRAWBRIDGE_TRY(core_, Core::open(settings_, Core::Outputs::kBuilt, clock));
  logger_->write(Message::kStoreOpened, {{"path", settings_.store.path}});
  const auto tree = core_->directory()->tree().load();
  logger_->write(Message::kSnapshotRebuilt, {{"entries", tree->size()}});
  clock_watch_ =
      std::make_unique<ClockWatch>(core_->directory()->snapshot(), core_->store(), core_->writer(),
                                   clock, *logger_, *metrics_, last_contacts_);
  return {};
}

Status Application::start_ldap() {
  const auto& settings = settings_.ldap;
  if (!settings.listen && !settings.listen_tls) return {};
  if (!settings.certificate.empty()) {
    DRAWBRIDGE_TRY(ldap_tls_, crypto::TlsContext::load(
                                  {settings.certificate, settings.key, settings.client_ca}));
  }
  ldap_observer_ = std::make_unique<LdapObserver>(*logger_, *metrics_,
                                                  settings.log == settings::LdapLog::kOperations);
  DRAWBRIDGE_TRY(const auto certificates, certificate_accounts(settings));
  warn_of_absent_accounts(certificates);
  const auto& snapshot = core_->directory()->snapshot();
  const projection::SizeLimits limits{size_limit(settings.size_limit_person),
                                      size_limit(settings.size_limit_service)};
  ldap::server::ServerOptions options = ldap_options(settings);
  authenticator_ = std::make_unique<projection::DirectoryAuthenticator>(
      core_->dit(), snapshot, limits, &last_contacts_, options.threads, certificates,
      [this](const ldap::dn::Dn& account, std::string_view reason) {
        ldap_observer_->unusable_verifier(account, reason);
      });
  password_changes_ = std::make_unique<projection::PasswordChanges>(core_->dit(), snapshot,
                                                                    core_->writer(), limits);
  options.passwords = password_changes_.get();
  options.max_connections = max_ldap_connections(descriptor_limit(), settings_);
  warn_of_few_connections(options.max_connections);
  ldap_ = std::make_unique<ldap::server::Server>(std::move(options), core_->directory()->tree(),
                                                 *authenticator_, ldap_tls_.get(),
                                                 ldap_observer_.get());
  if (auto started = ldap_->start(); !started) {
    started.error().message +=
        " Stop the program that listens there, or change ldap.listen or ldap.listen_tls.";
    return started;
  }
  return {};
}

/// An account may be made later, so that one that is missing is worth a word and no more.
void Application::warn_of_absent_accounts(
    const std::vector<projection::CertificateAccount>& certificates) {
  const auto snapshot = core_->directory()->snapshot().load();
  for (const auto& [subject, account] : certificates) {
    if (snapshot->service_accounts.find(std::string_view(account)) != nullptr) continue;
    logger_->write(Message::kConfigNotice, {{"key", "ldap.external.\"" + subject.text() + "\""},
                                            {"reason", "there is no service account " + account}});
  }
}

void Application::warn_of_few_connections(std::size_t connections) {
  if (connections >= kWantedLdapConnections) return;
  logger_->write(Message::kConfigNotice,
                 {{"notice",
                   "The system allows this process few open files, and so few LDAP connections. "
                   "Raise the hard limit (ulimit -Hn, LimitNOFILE of the service)."},
                  {"open_files", descriptor_limit()},
                  {"ldap_connections", connections}});
}

Status Application::start_http(const Clock& clock) {
  const auto& settings = settings_.http;
  if (!settings.listen) return {};
  http_services_.store = &core_->store();
  http_services_.writer = &core_->writer();
  http_services_.outputs = core_->offering_outputs();
  http_services_.rules = &core_->rules();
  http_services_.clock = &clock;
  http_services_.logger = logger_;
  http_services_.metrics = metrics_;
  http_services_.last_contacts = &last_contacts_;
  http_services_.page_size_max = settings.page_size_max;
  http_services_.allow_private_destinations = settings_.webhooks.allow_private_destinations;
  http_services_.allow_clear_text = settings.allow_clear_text;
  http_services_.service_account_dn = [this](std::string_view name) {
    const auto dn = core_->dit().service_account(name);
    return dn ? dn->text() : std::string();
  };
  http_services_.version = DRAWBRIDGE_VERSION;
  // Requests are taken only once everything stands, so there is nothing to wait for.
  http_services_.not_ready_reasons = [] { return std::vector<std::string>(); };
  add_routes(router_);
  dispatcher_ = std::make_unique<http::Dispatcher>(router_, http_services_);

  http::ServerOptions options;
  options.host = settings.listen->host;
  options.port = settings.listen->port;
  options.certificate = settings.certificate;
  options.key = settings.key;
  options.public_url = settings.public_url;
  options.body_max_bytes = settings.body_max_bytes;
  options.threads = settings.threads;
  waiting_readers_ = std::make_unique<http::WaitingReaders>(core_->store(), *dispatcher_, *metrics_,
                                                            settings.waiting_readers_max);
  options.waiting_readers = waiting_readers_.get();
  DRAWBRIDGE_TRY(http_, http::Server::start(std::move(options), *dispatcher_));
  return {};
}

void Application::start_web_hooks(const Clock& clock) {
  http::WebHookDispatcher::Options options;
  options.allow_private_destinations = settings_.webhooks.allow_private_destinations;
  web_hooks_ = std::make_unique<http::WebHookDispatcher>(core_->store(), core_->writer(), clock,
                                                         *logger_, *metrics_, options);
  core_->writer().set_commit_observer([this] {
    if (ldap_) ldap_->tree_published();
    if (waiting_readers_) waiting_readers_->wake();
    web_hooks_->wake();
  });
}

Status Application::start_admin_socket() {
  const auto run = [this](const AdminRequest& request, std::istream& input, Console& console) {
    return run_admin_command(*core_, request, input, console);
  };
  DRAWBRIDGE_TRY(admin_socket_,
                 AdminSocket::open(admin_socket_path(settings_.store.path), run, *logger_));
  return {};
}

std::string Application::http_address() const {
  if (!http_) return {};
  return settings::to_string({settings_.http.listen->host, http_->port()});
}

std::string Application::ldap_address() const { return ldap_ ? ldap_->address() : std::string(); }

std::string Application::ldaps_address() const {
  return ldap_ ? ldap_->tls_address() : std::string();
}

std::vector<std::string> Application::addresses() const {
  std::vector<std::string> lines;
  const auto add = [&lines](std::string_view name, const std::string& address) {
    if (!address.empty()) lines.push_back(std::string(name) + " on " + address);
  };
  add(settings_.http.certificate.empty() ? "HTTP" : "HTTPS", http_address());
  add("LDAP", ldap_address());
  add("LDAPS", ldaps_address());
  return lines;
}

Status Application::reload(const settings::Settings& settings) {
  logger_->set_threshold(settings.log.level);
  logger_->set_format(settings.log.format);
  if (ldap_tls_) {
    DRAWBRIDGE_CHECK(
        ldap_tls_->reload({settings.ldap.certificate, settings.ldap.key, settings.ldap.client_ca}));
  }
  if (http_ && !settings_.http.certificate.empty()) {
    DRAWBRIDGE_CHECK(http_->reload_certificate(settings.http.certificate, settings.http.key));
  }
  return {};
}

}  // namespace drawbridge::daemon
