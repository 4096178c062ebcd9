#include "cli/commands.h"
#include "cli/session.h"
#include "daemon/core.h"

namespace drawbridge::cli {
namespace {

int check_config(const std::optional<std::string>& config) {
  if (!load_settings(config)) return kExitUsage;
  Terminal().write_out("ok\n");
  return kExitDone;
}

}  // namespace

void add_check_config(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("check-config", "Check the configuration and end");
  command->footer(
      "Prints ok, or every fault as FILE:LINE: KEY: reason with exit code 2.\n"
      "Examples:\n"
      "  drawbridge check-config\n"
      "  drawbridge check-config --config /etc/drawbridge/drawbridge.toml");
  command->callback([&invocation] {
    invocation.work = [&invocation] { return check_config(invocation.config); };
  });
}

}  // namespace drawbridge::cli
