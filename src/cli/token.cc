#include <cstdint>
#include <memory>

#include "cli/commands.h"
#include "cli/output_option.h"
#include "cli/session.h"
#include "cli/table.h"

namespace drawbridge::cli {
namespace {

struct Options {
  std::string user;
  bool staff = false;
  std::int64_t expires_days = 90;
  std::string uuid;
  OutputFormat output = OutputFormat::kTable;
};

int create(const Invocation& invocation, const Options& options) {
  const auto outcome = ask(
      invocation.config,
      {"token create",
       {{"user", options.user}, {"staff", options.staff}, {"expires_days", options.expires_days}}});
  if (outcome.result.is_null()) return outcome.exit_code;
  Terminal().write_out(options.output == OutputFormat::kJson
                           ? outcome.result.dump() + "\n"
                           : outcome.result.value("token", "") + "\n");
  return outcome.exit_code;
}

int list(const Invocation& invocation, const Options& options) {
  const auto outcome = ask(invocation.config, {"token list"});
  if (outcome.result.is_null()) return outcome.exit_code;
  Terminal().write_out(
      options.output == OutputFormat::kJson
          ? outcome.result.dump() + "\n"
          : table(outcome.result, {"uuid", "user", "name", "created", "expires", "last_used"}));
  return outcome.exit_code;
}

int revoke(const Invocation& invocation, const Options& options) {
  return ask(invocation.config, {"token revoke", {{"uuid", options.uuid}}}).exit_code;
}

void add_create(CLI::App& token, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = token.add_subcommand("create", "Make a token and print it");
  command->add_option("--user", options->user, "Whose token")->type_name("NAME")->required();
  command->add_flag("--staff", options->staff,
                    "Make the user an administrator, and make the user if absent");
  command->add_option("--expires", options->expires_days, "Days until it expires, 0 for never")
      ->type_name("DAYS")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{36500}))
      ->capture_default_str();
  add_output_option(*command, options->output);
  command->footer(
      "The token is shown this once; only its hash is kept. This is also the way back in for an\n"
      "administrator who is locked out.\n"
      "Examples:\n"
      "  drawbridge token create --user admin --staff\n"
      "  drawbridge token create --user anna --expires 7 --output json");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return create(invocation, *options); };
  });
}

void add_list(CLI::App& token, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = token.add_subcommand("list", "List the tokens, without the tokens themselves");
  add_output_option(*command, options->output);
  command->footer("Example:\n  drawbridge token list --output json");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return list(invocation, *options); };
  });
}

void add_revoke(CLI::App& token, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = token.add_subcommand("revoke", "Make a token invalid at once");
  command->add_option("uuid", options->uuid, "Of the token, as listed")
      ->type_name("UUID")
      ->required();
  command->footer("Example:\n  drawbridge token revoke 3f0c8f1f6d0b4c6c9c1f0a1b2c3d4e5f");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return revoke(invocation, *options); };
  });
}

}  // namespace

void add_token(CLI::App& app, Invocation& invocation) {
  auto* token = app.add_subcommand("token", "API tokens: create, list, revoke");
  token->require_subcommand(1);
  token->footer("Example:\n  drawbridge token create --user admin --staff");
  add_create(*token, invocation);
  add_list(*token, invocation);
  add_revoke(*token, invocation);
}

}  // namespace drawbridge::cli
