#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/output_option.h"
#include "cli/session.h"
#include "cli/table.h"

namespace drawbridge::cli {
namespace {

struct Options {
  std::string name;
  std::string offering;
  std::vector<std::string> attributes;
  bool all_offerings = false;
  bool retire = false;
  OutputFormat output = OutputFormat::kTable;
};

int show_credentials(const Outcome& outcome, OutputFormat format) {
  if (outcome.result.is_null()) return outcome.exit_code;
  Terminal().write_out(format == OutputFormat::kJson
                           ? outcome.result.dump() + "\n"
                           : outcome.result.value("dn", "") + "\n" +
                                 outcome.result.value("secret", "") + "\n");
  return outcome.exit_code;
}

int create(const Invocation& invocation, const Options& options) {
  daemon::AdminRequest request{"ldap-account create", {{"name", options.name}}};
  if (!options.all_offerings) request.arguments["offering"] = options.offering;
  if (!options.attributes.empty()) request.arguments["attributes"] = options.attributes;
  return show_credentials(ask(invocation.config, request), options.output);
}

int list(const Invocation& invocation, const Options& options) {
  const auto outcome = ask(invocation.config, {"ldap-account list"});
  if (outcome.result.is_null()) return outcome.exit_code;
  Terminal().write_out(options.output == OutputFormat::kJson
                           ? outcome.result.dump() + "\n"
                           : table(outcome.result, {"name", "dn", "offering", "created",
                                                    "last_used", "attributes", "has_old_secret"}));
  return outcome.exit_code;
}

int remove(const Invocation& invocation, const Options& options) {
  return ask(invocation.config, {"ldap-account delete", {{"name", options.name}}}).exit_code;
}

int rotate(const Invocation& invocation, const Options& options) {
  return show_credentials(
      ask(invocation.config,
          {"ldap-account rotate", {{"name", options.name}, {"retire", options.retire}}}),
      options.output);
}

void add_name(CLI::App& command, Options& options) {
  command.add_option("name", options.name, "Of the service account")->type_name("NAME")->required();
}

void add_create(CLI::App& group, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command =
      group.add_subcommand("create", "Make a service account; prints its DN and its secret");
  add_name(*command, *options);
  auto* offering = command
                       ->add_option("--offering", options->offering,
                                    "The offering whose accounts it may read (slug or uuid)")
                       ->type_name("SLUG");
  auto* all = command->add_flag("--all-offerings", options->all_offerings,
                                "It may read the accounts of every offering");
  offering->excludes(all);
  command
      ->add_option("--attributes", options->attributes,
                   "The attributes it may see, with commas between them; without it, all. "
                   "objectClass and operational ones are always visible, and what the DN says is")
      ->type_name("NAME,...")
      ->delimiter(',');
  add_output_option(*command, options->output);
  command->footer(
      "The secret is shown this once; only its hash is kept. A list for sssd or nslcd needs\n"
      "shadowExpire, or restricted people log in.\n"
      "Examples:\n"
      "  drawbridge ldap-account create sssd-cluster --offering hpc\n"
      "  drawbridge ldap-account create monitoring --all-offerings --output json\n"
      "  drawbridge ldap-account create nodes --offering hpc --attributes "
      "uid,uidNumber,gidNumber,homeDirectory,loginShell,cn,memberUid,member,sshPublicKey,"
      "shadowExpire");
  command->callback([&invocation, options] {
    if (options->offering.empty() && !options->all_offerings) {
      throw CLI::RequiredError("--offering or --all-offerings");
    }
    invocation.work = [&invocation, options] { return create(invocation, *options); };
  });
}

void add_list(CLI::App& group, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = group.add_subcommand("list", "List the service accounts, without secrets");
  add_output_option(*command, options->output);
  command->footer("Example:\n  drawbridge ldap-account list --output json");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return list(invocation, *options); };
  });
}

void add_delete(CLI::App& group, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = group.add_subcommand("delete", "Remove a service account at once");
  add_name(*command, *options);
  command->footer("Example:\n  drawbridge ldap-account delete sssd-cluster");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return remove(invocation, *options); };
  });
}

void add_rotate(CLI::App& group, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command =
      group.add_subcommand("rotate", "Give a service account a new secret; prints DN and secret");
  add_name(*command, *options);
  command->add_flag("--retire", options->retire,
                    "Make no new secret; end the validity of the one before the last rotation");
  add_output_option(*command, options->output);
  command->footer(
      "The old secret stays valid until it is retired, so that clients can be moved one by one:\n"
      "rotate, put the new secret into every client, then rotate --retire.\n"
      "Examples:\n"
      "  drawbridge ldap-account rotate sssd-cluster\n"
      "  drawbridge ldap-account rotate sssd-cluster --retire");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return rotate(invocation, *options); };
  });
}

}  // namespace

void add_ldap_account(CLI::App& app, Invocation& invocation) {
  auto* group = app.add_subcommand(
      "ldap-account", "Service accounts that may search over LDAP: create, list, delete, rotate");
  group->require_subcommand(1);
  group->footer("Example:\n  drawbridge ldap-account create sssd-cluster --offering hpc");
  add_create(*group, invocation);
  add_list(*group, invocation);
  add_delete(*group, invocation);
  add_rotate(*group, invocation);
}

}  // namespace drawbridge::cli
