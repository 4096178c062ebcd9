#include <sys/stat.h>

#include <memory>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "projection/glauth_document.h"

namespace drawbridge::cli {
namespace {

/// A GLauth configuration without its users is a few kilobytes.
constexpr std::size_t kMaxBaseBytes = std::size_t{16} << 20U;

/// The document holds hashes that passwords can be tried against.
constexpr mode_t kNewFileMode = 0600;

/// A file that is replaced keeps its permissions: GLauth may run as a user of its own.
mode_t mode_for(const std::string& path) {
  struct stat found {};
  constexpr mode_t kPermissions = 0777;
  return ::stat(path.c_str(), &found) == 0 ? found.st_mode & kPermissions : kNewFileMode;
}

struct Options {
  std::string offering;
  std::string output;
  std::string base;
};

Result<std::string> whole_document(const Options& options, std::string document) {
  if (options.base.empty()) return document;
  DRAWBRIDGE_TRY(const auto base, read_file(options.base, kMaxBaseBytes));
  return projection::with_base(base, document);
}

int render(const Invocation& invocation, const Options& options) {
  Terminal terminal;
  Capture capture(terminal);
  const int code = run_command(
      invocation.config, {"glauth render", {{"offering", options.offering}}}, nullptr, capture);
  if (code != kExitDone) return code;
  const auto document = whole_document(options, capture.text());
  if (!document) {
    complain(document.error().message);
    return kExitFailed;
  }
  if (options.output.empty()) {
    terminal.write_out(*document);
    return kExitDone;
  }
  if (const auto written = atomic_write(options.output, *document, mode_for(options.output));
      !written) {
    complain(written.error().message);
    return kExitFailed;
  }
  return kExitDone;
}

}  // namespace

void add_glauth(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* group = app.add_subcommand("glauth", "Configuration for a GLauth server: render");
  group->require_subcommand(1);
  group->footer("Example:\n  drawbridge glauth render --offering hpc");
  auto* command =
      group->add_subcommand("render", "Write the users and groups of an offering as GLauth TOML");
  command->add_option("--offering", options->offering, "Of which offering (uuid or slug)")
      ->type_name("UUID|SLUG")
      ->required();
  command
      ->add_option("--output", options->output,
                   "Replace this file atomically (mode 0600) instead of printing")
      ->type_name("FILE");
  command
      ->add_option("--base", options->base,
                   "Put this GLauth configuration in front and check the whole")
      ->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  drawbridge glauth render --offering hpc\n"
      "  drawbridge glauth render --offering hpc --base templates/glauth/base.modern.toml \\\n"
      "    --output /etc/glauth/glauth.cfg");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return render(invocation, *options); };
  });
}

}  // namespace drawbridge::cli
