#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/session.h"

namespace drawbridge::cli {
namespace {

int backup(const Invocation& invocation, const std::string& file) {
  std::error_code error;
  const auto path = std::filesystem::absolute(file, error);
  if (error) {
    complain("cannot use " + file + ": " + error.message());
    return kExitFailed;
  }
  Terminal terminal;
  return run_command(invocation.config, {"backup", {{"path", path.string()}}}, nullptr, terminal);
}

}  // namespace

void add_backup(CLI::App& app, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("backup", "Copy the database to a file, also while the server runs");
  command->add_option("file", *file, "The copy; made with mode 0600")
      ->type_name("FILE")
      ->required();
  command->footer(
      "The copy is consistent and is itself a database: to restore it, stop the server and put it\n"
      "in the place of store.path. While a server runs, it is the server that writes FILE: as its\n"
      "own user, and where its service unit lets it (with contrib/systemd: /var/lib/drawbridge).\n"
      "Example:\n"
      "  drawbridge backup /var/lib/drawbridge/backup/drawbridge-$(date +%F).db");
  command->callback([&invocation, file] {
    invocation.work = [&invocation, file] { return backup(invocation, *file); };
  });
}

}  // namespace drawbridge::cli
