#include "cli/session.h"

#include <chrono>
#include <sstream>
#include <thread>

#include "base/clock.h"
#include "daemon/admin_client.h"
#include "daemon/admin_commands.h"
#include "daemon/core.h"
#include "json/read.h"

namespace drawbridge::cli {
namespace {

/// A server that has just started, or one that is just ending, holds the database without
/// listening: so long a command waits for it.
constexpr int kAttempts = 30;
constexpr std::chrono::milliseconds kBetweenAttempts{100};

struct Attempt {
  Result<int> code;
  bool may_try_again = false;  ///< Nothing was done, and somebody else holds the database.
};

Attempt attempt(const settings::LoadOutcome& configuration, const daemon::AdminRequest& request,
                std::istream* input, daemon::Console& console) {
  const auto& settings = configuration.settings;
  const auto socket = daemon::admin_socket_path(settings.store.path);
  auto sent = daemon::send_to_server(socket, request, input, console);
  if (sent || sent.error().code != ErrorCode::kNotFound) return {std::move(sent)};
  const SystemClock clock;
  auto core = daemon::Core::open(settings, daemon::outputs_needed(request), clock);
  if (!core) {
    core.error().message += " " + origin_of(configuration);
    return {tl::unexpected(core.error()), core.error().code == ErrorCode::kUnavailable};
  }
  std::istringstream nothing;
  return {daemon::run_admin_command(**core, request, input == nullptr ? nothing : *input, console)};
}

Result<int> attempt_until_there(const settings::LoadOutcome& configuration,
                                const daemon::AdminRequest& request, std::istream* input,
                                daemon::Console& console) {
  for (int tried = 1;; ++tried) {
    auto outcome = attempt(configuration, request, input, console);
    if (!outcome.may_try_again || tried == kAttempts) return std::move(outcome.code);
    std::this_thread::sleep_for(kBetweenAttempts);
  }
}

/// The configuration; printed faults and nothing when there are any.
std::optional<settings::LoadOutcome> load_configuration(const std::optional<std::string>& config) {
  auto outcome = settings::load(config, settings::process_environment());
  Terminal terminal;
  for (const auto& fault : outcome.faults) terminal.write_error(to_string(fault) + "\n");
  if (!outcome.faults.empty()) return std::nullopt;
  return outcome;
}

}  // namespace

std::optional<settings::Settings> load_settings(const std::optional<std::string>& config) {
  auto configuration = load_configuration(config);
  if (!configuration) return std::nullopt;
  return std::move(configuration->settings);
}

std::string origin_of(const settings::LoadOutcome& configuration) {
  if (configuration.file.empty()) return "No configuration file was found; the defaults are used.";
  return "The configuration is " + configuration.file.string() + ".";
}

int run_command(const std::optional<std::string>& config, const daemon::AdminRequest& request,
                std::istream* input, daemon::Console& console) {
  const auto configuration = load_configuration(config);
  if (!configuration) return kExitUsage;
  const auto code = attempt_until_there(*configuration, request, input, console);
  if (code) return *code;
  console.write_error("drawbridge: " + code.error().message + "\n");
  return kExitFailed;
}

Outcome ask(const std::optional<std::string>& config, const daemon::AdminRequest& request,
            std::istream* input) {
  Terminal terminal;
  Capture capture(terminal);
  Outcome outcome;
  outcome.exit_code = run_command(config, request, input, capture);
  if (capture.text().empty()) return outcome;
  auto result = json::parse(capture.text(), {8, std::size_t{1} << 30U});
  if (result) {
    outcome.result = std::move(*result);
  } else {
    complain("the server's answer cannot be read: " + result.error().message);
    outcome.exit_code = kExitFailed;
  }
  return outcome;
}

void complain(std::string_view sentence) {
  Terminal().write_error("drawbridge: " + std::string(sentence) + "\n");
}

}  // namespace drawbridge::cli
