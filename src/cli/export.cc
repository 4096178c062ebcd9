#include <memory>

#include "cli/commands.h"
#include "cli/session.h"

namespace drawbridge::cli {
namespace {

struct Options {
  std::string format = "ndjson";
  bool include_secrets = false;
};

int export_state(const Invocation& invocation, const Options& options) {
  Terminal terminal;
  const daemon::AdminRequest request{
      "export", {{"format", options.format}, {"include_secrets", options.include_secrets}}};
  return run_command(invocation.config, request, nullptr, terminal);
}

}  // namespace

void add_export(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("export", "Write the whole state, or the served LDAP tree");
  command->add_option("--format", options->format, "ndjson: the state file; ldif: the LDAP tree")
      ->check(CLI::IsMember({"ndjson", "ldif"}))
      ->default_str("ndjson");
  command->add_flag("--include-secrets", options->include_secrets,
                    "Also offering secrets and the hashes of tokens and passwords");
  command->footer(
      "Importing the ndjson form into an empty database and exporting again gives the same bytes.\n"
      "Examples:\n"
      "  drawbridge export > state.ndjson\n"
      "  drawbridge export --include-secrets > state-with-secrets.ndjson\n"
      "  drawbridge export --format ldif > tree.ldif");
  command->callback([&invocation, options] {
    if (options->include_secrets && options->format == "ldif") {
      throw CLI::ValidationError("--include-secrets", "LDIF never holds secrets");
    }
    invocation.work = [&invocation, options] { return export_state(invocation, *options); };
  });
}

}  // namespace drawbridge::cli
