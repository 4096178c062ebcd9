#include <map>
#include <memory>
#include <string>

#include "cli/client_recipe.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace drawbridge::cli {
namespace {

struct Options {
  Client client = Client::kSssd;
  std::string offering, uri, account;
  std::string ca_file{kSystemCaFile};
  std::string schema = "rfc2307";
  bool names_ca_file = false;
  bool reads_replica = false;
};

int print_file(const Invocation& invocation, const Options& options) {
  const auto settings = load_settings(invocation.config);
  if (!settings) return kExitUsage;
  const bool needs_server = options.client != Client::kSshd;
  ClientRecipe recipe;
  if (needs_server) {
    auto uri = options.uri.empty() ? default_uri(settings->ldap) : check_uri(options.uri);
    if (!uri) {
      complain(uri.error().message);
      return kExitUsage;
    }
    recipe.uri = std::move(*uri);
    recipe.protection = protection_for(recipe.uri, settings->ldap, options.names_ca_file);
  }
  recipe.is_rfc2307bis = options.schema == "rfc2307bis";
  recipe.reads_replica = options.reads_replica;
  daemon::AdminRequest request{
      "client-config",
      {{"offering", options.offering},
       {"needs_account", needs_server && !options.reads_replica},
       {"needed_attributes", needed_attributes(options.client, recipe.is_rfc2307bis)}}};
  if (!options.account.empty()) request.arguments["account"] = options.account;
  const auto facts = ask(invocation.config, request);
  if (facts.result.is_null()) return facts.exit_code;
  recipe.offering = facts.result.value("offering", "");
  recipe.ca_file = options.ca_file;
  recipe.account_dn = facts.result.value("account_dn", "");
  recipe.top_dn = facts.result.value("top_dn", "");
  recipe.people_dn = facts.result.value("people_dn", "");
  recipe.groups_dn = facts.result.value("groups_dn", "");
  const auto file = client_configuration(options.client, recipe);
  if (!file) {
    complain(file.error().message);
    return kExitFailed;
  }
  Terminal().write_out(*file);
  return kExitDone;
}

void add_options(CLI::App& command, Options& options) {
  static const std::map<std::string, Client> kClients = {{"sssd", Client::kSssd},
                                                         {"nslcd", Client::kNslcd},
                                                         {"sshd", Client::kSshd},
                                                         {"slapd-replica", Client::kSlapdReplica}};
  command
      .add_option("client", options.client,
                  "Whose configuration: sssd, nslcd, sshd or slapd-replica")
      ->type_name("CLIENT")
      ->transform(CLI::Validator(
          [](std::string& name) {
            const auto found = kClients.find(name);
            if (found == kClients.end()) {
              return "there is none for " + name + ", but for sssd, nslcd, sshd and slapd-replica";
            }
            name = std::to_string(static_cast<int>(found->second));
            return std::string();
          },
          ""))
      ->required();
  command.add_option("--offering", options.offering, "Whose accounts it shows (slug or uuid)")
      ->type_name("SLUG")
      ->required();
  command
      .add_option("--uri", options.uri,
                  "How the client reaches the server; else the LDAPS or LDAP address that the "
                  "configuration names")
      ->type_name("URI")
      ->check([](const std::string& uri) {
        const auto checked = check_uri(uri);
        return checked ? std::string() : checked.error().message;
      });
  command
      .add_option("--ca", options.ca_file,
                  "The authority of the server's certificate, a file on the client")
      ->type_name("FILE")
      ->capture_default_str()
      ->check([](const std::string& path) {
        const auto checked = check_ca_file(path);
        return checked ? std::string() : checked.error().message;
      });
  command
      .add_option("--account", options.account,
                  "The service account it binds as; else the one there is for this offering alone")
      ->type_name("NAME");
  command
      .add_option("--schema", options.schema,
                  "For sssd: members of groups by name (rfc2307) or by DN (rfc2307bis)")
      ->check(CLI::IsMember({"rfc2307", "rfc2307bis"}))
      ->capture_default_str();
  command.add_flag("--replica", options.reads_replica,
                   "For sssd: --uri is a replica, where there are no service accounts; it reads "
                   "without a bind");
}

}  // namespace

void add_client_config(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "client-config", "Print the configuration file of an LDAP client, commented and complete");
  add_options(*command, *options);
  command->footer(
      "The secret of the service account is not in it: only its hash is kept. The file says where\n"
      "to put it. sshd asks sssd, so its file needs no address and no account.\n"
      "An account with a list of attributes is refused when it does not see what the file needs.\n"
      "Without --uri the address is read from the configuration and the environment of this\n"
      "command, not of the server that runs.\n"
      "Examples:\n"
      "  drawbridge client-config sssd --offering hpc --uri ldaps://drawbridge.example.org\n"
      "  drawbridge client-config nslcd --offering hpc --ca /etc/ssl/site-ca.pem --account nodes\n"
      "  drawbridge client-config sshd --offering hpc\n"
      "  drawbridge client-config sssd --offering hpc --replica --uri ldaps://replica.example.org\n"
      "  drawbridge client-config slapd-replica --offering hpc > slapd.conf");
  command->callback([&invocation, options, command] {
    options->names_ca_file = command->count("--ca") > 0;
    if (command->count("--schema") > 0 && options->client != Client::kSssd) {
      throw CLI::ValidationError("--schema", "is for sssd alone");
    }
    if (options->reads_replica && options->client != Client::kSssd) {
      throw CLI::ValidationError("--replica", "is for sssd alone");
    }
    if (options->reads_replica && (options->uri.empty() || !options->account.empty())) {
      throw CLI::ValidationError("--replica", "needs --uri, and takes no --account");
    }
    invocation.work = [&invocation, options] { return print_file(invocation, *options); };
  });
}

}  // namespace drawbridge::cli
