#include "cli/cli.h"

#include <cstdio>
#include <exception>

#include "cli/commands.h"

namespace drawbridge::cli {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

void describe(CLI::App& app, Invocation& invocation) {
  app.set_version_flag("--version", "drawbridge " DRAWBRIDGE_VERSION);
  app.set_help_flag("-h,--help", "Show this help");
  app.add_option("--config", invocation.config,
                 "Configuration file (default: /etc/drawbridge/drawbridge.toml, else "
                 "./config/drawbridge.toml)")
      ->type_name("FILE");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "Examples:\n"
      "  drawbridge serve --config /etc/drawbridge/drawbridge.toml\n"
      "  drawbridge import config/demo.ndjson\n"
      "  drawbridge token create --user admin --staff\n"
      "  drawbridge ldap-account create sssd --all-offerings\n"
      "Each command has a --help of its own.");
}

}  // namespace

int run(int argc, char** argv, bool may_start_again) {
  CLI::App app{
      "Drawbridge turns marketplace membership into POSIX accounts and serves them over "
      "LDAP and as GLauth configuration.",
      "drawbridge"};
  Invocation invocation;
  if (may_start_again) invocation.arguments = argv;
  describe(app, invocation);
  add_serve(app, invocation);
  add_check_config(app, invocation);
  add_import(app, invocation);
  add_export(app, invocation);
  add_backup(app, invocation);
  add_token(app, invocation);
  add_ldap_account(app, invocation);
  add_glauth(app, invocation);
  add_client_config(app, invocation);
  add_verify_directory(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongUsage;
  }
  try {
    const int code = invocation.work();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::fputs("drawbridge: cannot write the output to its end.\n", stderr);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "drawbridge: internal error: %s\n", bug.what());
  }
  return kFailed;
}

}  // namespace drawbridge::cli
