#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "daemon/application.h"
#include "daemon/descriptors.h"
#include "daemon/huge_pages.h"
#include "daemon/signals.h"
#include "settings/load.h"

namespace drawbridge::cli {
namespace {

/// The sections with changes that need a restart, with commas between them; the log settings and
/// the certificates need none.
std::string sections_for_restart(const settings::Settings& running, settings::Settings wanted) {
  wanted.log = running.log;
  // A listener that began without a certificate goes on without one.
  if (!running.http.certificate.empty()) {
    wanted.http.certificate = running.http.certificate;
    wanted.http.key = running.http.key;
  }
  if (!running.ldap.certificate.empty()) {
    wanted.ldap.certificate = running.ldap.certificate;
    wanted.ldap.key = running.ldap.key;
    wanted.ldap.client_ca = running.ldap.client_ca;
  }
  std::vector<std::string> sections;
  const auto compare = [&](std::string_view name, const auto& before, const auto& after) {
    if (before != after) sections.emplace_back(name);
  };
  compare("store", running.store, wanted.store);
  compare("http", running.http, wanted.http);
  compare("ldap", running.ldap, wanted.ldap);
  compare("names", running.names, wanted.names);
  compare("accounts", running.accounts, wanted.accounts);
  compare("webhooks", running.webhooks, wanted.webhooks);
  return join(sections, ",");
}

void reload(const std::optional<std::string>& config, const settings::Settings& running,
            daemon::Application& application, Logger& logger) {
  daemon::notify_service_manager("RELOADING=1");
  const auto outcome = settings::load(config, settings::process_environment());
  for (const auto& fault : outcome.faults) {
    logger.write(Message::kConfigReloadRefused, {{"fault", to_string(fault)}});
  }
  if (outcome.faults.empty()) {
    if (const auto reloaded = application.reload(outcome.settings); !reloaded) {
      logger.write(Message::kConfigReloadRefused, {{"reason", reloaded.error().message}});
    } else {
      const auto sections = sections_for_restart(running, outcome.settings);
      if (sections.empty()) {
        logger.write(Message::kConfigReloaded, {{"needs_restart", false}});
      } else {
        logger.write(Message::kConfigReloaded, {{"needs_restart", true}, {"sections", sections}});
      }
    }
  }
  daemon::notify_service_manager("READY=1");
}

int run_until_stopped(const std::optional<std::string>& config,
                      const settings::LoadOutcome& configuration, daemon::Signals& signals,
                      Logger& logger) {
  const auto& settings = configuration.settings;
  const SystemClock clock;
  MetricsRegistry metrics;
  daemon::raise_descriptor_limit();
  const auto application = daemon::Application::start(settings, logger, metrics, clock);
  if (!application) {
    complain(application.error().message + " " + origin_of(configuration));
    return kExitFailed;
  }
  for (const auto& address : (*application)->addresses()) complain(address);
  logger.write(Message::kServerStarted, {{"version", DRAWBRIDGE_VERSION}});
  daemon::notify_service_manager("READY=1");
  while (signals.wait() == daemon::Wish::kReload) {
    reload(config, settings, **application, logger);
  }
  daemon::notify_service_manager("STOPPING=1");
  logger.write(Message::kServerStopping);
  (*application)->stop();
  logger.write(Message::kServerStopped);
  return kExitDone;
}

int serve(const std::optional<std::string>& config, char** arguments) {
  const Status huge_pages =
      arguments == nullptr ? Status() : daemon::run_with_huge_pages(arguments);
  auto signals = daemon::Signals::take_over();
  if (!signals) {
    complain(signals.error().message);
    return kExitFailed;
  }
  const auto outcome = settings::load(config, settings::process_environment());
  Terminal terminal;
  for (const auto& fault : outcome.faults) terminal.write_error(to_string(fault) + "\n");
  if (!outcome.faults.empty()) return kExitUsage;
  StderrSink sink;
  const SystemClock clock;
  Logger logger(sink, clock, outcome.settings.log.level, outcome.settings.log.format);
  if (outcome.file.empty()) logger.write(Message::kConfigDefaults);
  for (const auto& notice : outcome.notices) {
    logger.write(Message::kConfigNotice, {{"notice", notice}});
  }
  if (!huge_pages) {
    logger.write(Message::kSmallPages, {{"reason", huge_pages.error().message}});
  }
  return run_until_stopped(config, outcome, *signals, logger);
}

}  // namespace

void add_serve(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("serve", "Serve the HTTP API and LDAP until stopped");
  command->footer(
      "Makes and migrates the database; the bound addresses go to standard error.\n"
      "SIGTERM or Ctrl-C ends it after the requests that run; SIGHUP reloads the configuration's\n"
      "log settings and certificates.\n"
      "Examples:\n"
      "  drawbridge serve --config config/drawbridge.toml\n"
      "  DRAWBRIDGE_HTTP_LISTEN=127.0.0.1:0 drawbridge serve");
  command->callback([&invocation] {
    invocation.work = [&invocation] { return serve(invocation.config, invocation.arguments); };
  });
}

}  // namespace drawbridge::cli
