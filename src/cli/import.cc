#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/output_option.h"
#include "cli/session.h"
#include "cli/table.h"

namespace drawbridge::cli {
namespace {

struct Options {
  std::string file;
  bool dry_run = false;
  OutputFormat output = OutputFormat::kTable;
};

std::string counts_table(const json::Value& counts) {
  auto rows = json::Value::array();
  for (const auto& [kind, row] : counts.items()) {
    rows.push_back(row);
    rows.back()["kind"] = kind;
  }
  return table(rows, {"kind", "created", "changed", "unchanged"});
}

int import_file(const Invocation& invocation, const Options& options) {
  std::ifstream file;
  const bool from_stdin = options.file == "-";
  if (!from_stdin) {
    file.open(options.file, std::ios::binary);
    // A folder opens without complaint and fails at the first read.
    if (file) file.peek();
    if (!file && !file.eof()) {
      complain("cannot read " + options.file + ": " + std::strerror(errno));
      return kExitFailed;
    }
    file.clear();
  }
  daemon::AdminRequest request{"import", {{"name", options.file}, {"dry_run", options.dry_run}}};
  std::istream& input = from_stdin ? std::cin : file;
  const auto outcome = ask(invocation.config, request, &input);
  if (outcome.result.is_null()) return outcome.exit_code;
  Terminal().write_out(options.output == OutputFormat::kJson ? outcome.result.dump() + "\n"
                                                             : counts_table(outcome.result));
  return outcome.exit_code;
}

}  // namespace

void add_import(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("import", "Load a state file, all or nothing");
  command->add_option("file", options->file, "State file (NDJSON), - for standard input")
      ->type_name("FILE")
      ->required();
  command->add_flag("--dry-run", options->dry_run, "Check everything, change nothing");
  add_output_option(*command, options->output);
  command->footer(
      "Prints how many objects of each kind were read. Faults are printed as\n"
      "FILE:LINE: FIELD: reason; with any fault nothing changes and the exit code is 1.\n"
      "Examples:\n"
      "  drawbridge import config/demo.ndjson\n"
      "  drawbridge import --dry-run state.ndjson\n"
      "  zcat state.ndjson.gz | drawbridge import -");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return import_file(invocation, *options); };
  });
}

}  // namespace drawbridge::cli
