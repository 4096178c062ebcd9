#include <csignal>
#include <map>
#include <memory>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/difference_report.h"
#include "cli/session.h"
#include "cli/store_entries.h"
#include "ldap/client/connection.h"
#include "ldap/client/verification.h"
#include "ldap/dn/dn.h"

namespace drawbridge::cli {
namespace {

using ldap::client::Connection;
using ldap::client::ConnectionOptions;
using ldap::client::PlainEntry;
using ldap::client::VerificationPlan;

constexpr std::size_t kMebibyte = std::size_t{1} << 20U;

struct Options {
  ConnectionOptions connection;
  std::string offering, base, bind_dn, password_file;
  std::string layout = "own";
  std::vector<std::string> ignored;
  bool allow_clear_text = false;
  int connect_seconds = 10, answer_seconds = 30, total_seconds = 600;
  std::size_t max_message_mebibytes = 16;
  std::uint64_t max_entries = 1'000'000;
  ReportFormat output = ReportFormat::kText;
};

/// How the names are made there, seen from the first user and the first group.
class SeenNaming {
 public:
  void observe(const PlainEntry& entry) {
    if (user_.empty() && has_class(entry, "posixAccount")) user_ = type_of(entry.dn);
    if (group_.empty() && has_class(entry, "posixGroup")) group_ = type_of(entry.dn);
  }
  std::string user() const { return user_.empty() ? "uid" : user_; }
  std::string group() const { return group_.empty() ? "cn" : group_; }

 private:
  static bool has_class(const PlainEntry& entry, std::string_view name) {
    for (const auto& attribute : entry.attributes) {
      if (!equal_ignoring_case(attribute.name, "objectClass")) continue;
      for (const auto& value : attribute.values) {
        if (equal_ignoring_case(value, name)) return true;
      }
    }
    return false;
  }
  static std::string type_of(const std::string& dn) {
    const auto name = ldap::dn::Dn::parse(dn);
    return name && !name->is_root() ? name->rdns().front().front().type : std::string();
  }

  std::string user_, group_;
};

/// Where the offering's entries are here; printed errors and nothing when they are nowhere.
struct Subtree {
  std::string name, base;
  std::uint64_t entries = 0;  ///< 0: not known.
};

std::optional<Subtree> find_subtree(const Invocation& invocation, const Options& options,
                                    int& exit_code) {
  const auto outcome =
      ask(invocation.config, {"directory subtree", {{"offering", options.offering}}});
  exit_code = outcome.exit_code;
  if (outcome.result.is_null()) return std::nullopt;
  return Subtree{outcome.result.value("subtree", ""), outcome.result.value("base", ""),
                 outcome.result.value("entries", std::uint64_t{0})};
}

VerificationPlan own_plan(const Subtree& here, const std::string& base) {
  VerificationPlan plan;
  plan.areas = {{base}};
  plan.attributes = {"*", "entryUUID", "memberOf"};
  plan.rules.where_shown = {"entryUUID"};
  plan.rules.if_ever_shown = {"memberOf"};
  // Elsewhere the top entry is that directory's own.
  const auto ours = ldap::dn::Dn::parse(here.name);
  const auto theirs = ldap::dn::Dn::parse(base);
  if (ours && theirs && *ours != *theirs) plan.left_out = {base};
  return plan;
}

VerificationPlan glauth_plan(const std::string& base) {
  VerificationPlan plan;
  // A search from the base shows groups as posixGroup; as groupOfUniqueNames they are only shown
  // by one from ou=groups.
  plan.areas = {{base}, {"ou=groups," + base, "(objectClass=groupOfUniqueNames)", true}};
  plan.left_out = {base, "ou=users," + base, "ou=groups," + base};
  plan.rules.only = {"objectClass", "givenName",     "sn",         "mail",
                     "uidNumber",   "gidNumber",     "loginShell", "homeDirectory",
                     "memberUid",   "accountStatus", "memberOf",   "uniqueMember",
                     "sshPublicKey"};
  plan.rules.where_shown = {"cn", "uid", "ou", "userPrincipalName"};
  return plan;
}

Result<Connection> connect(const Options& options, const Secret& password) {
  ConnectionOptions how = options.connection;
  how.connect_timeout = std::chrono::seconds(options.connect_seconds);
  how.operation_timeout = std::chrono::seconds(options.answer_seconds);
  how.total_timeout = std::chrono::seconds(options.total_seconds);
  how.max_message_octets = options.max_message_mebibytes * kMebibyte;
  DRAWBRIDGE_TRY(auto connection, Connection::open(how));
  if (!options.bind_dn.empty()) DRAWBRIDGE_CHECK(connection.bind(options.bind_dn, password));
  return connection;
}

int verify(const Invocation& invocation, const Options& options) {
  // libldap writes to connections that the other side may have closed.
  std::signal(SIGPIPE, SIG_IGN);
  if (!options.bind_dn.empty() && !options.allow_clear_text &&
      ldap::client::sends_clear_text(options.connection)) {
    complain(
        "the password would cross the network in clear text: use ldaps:// or --starttls, or "
        "say --allow-clear-text.");
    return kExitUsage;
  }
  const auto password =
      options.bind_dn.empty() ? Result<Secret>(Secret()) : read_secret_file(options.password_file);
  if (!password) {
    complain(password.error().message);
    return kExitUsage;
  }
  int exit_code = kExitFailed;
  const auto here = find_subtree(invocation, options, exit_code);
  if (!here) return exit_code;
  const bool is_glauth = options.layout == "glauth";
  const std::string& own_base = is_glauth ? here->base : here->name;
  const std::string& base = options.base.empty() ? own_base : options.base;

  Terminal terminal;
  SeenNaming naming;
  json::Value arguments{{"offering", options.offering},
                        {"layout", options.layout},
                        {"base", base},
                        {"name_attribute", naming.user()},
                        {"group_attribute", naming.group()}};
  VerificationPlan plan = is_glauth ? glauth_plan(base) : own_plan(*here, base);
  plan.rules.ignored = options.ignored;
  plan.max_entries = options.max_entries;
  plan.observe = [&](const PlainEntry& entry) {
    naming.observe(entry);
    arguments["name_attribute"] = naming.user();
    arguments["group_attribute"] = naming.group();
  };
  if (here->entries > 0 && !is_glauth) {
    // Read there, then compared with what is here.
    plan.progress = [&](std::uint64_t done) { terminal.progress(done, 2 * here->entries); };
  }

  auto connection = connect(options, *password);
  if (!connection) {
    complain(connection.error().message);
    return connection.error().code == ErrorCode::kInvalid ? kExitUsage : kExitFailed;
  }
  const auto report = DifferenceReport::make(options.output, terminal);
  StoreEntries expected(invocation.config, arguments, terminal);
  const auto outcome = ldap::client::Verification(*connection, expected, *report).run(plan);
  if (!outcome) {
    complain(outcome.error().message);
    return kExitFailed;
  }
  report->finish(*outcome);
  return outcome->is_equal() ? kExitDone : kExitDifferent;
}

void add_connection_options(CLI::App& command, Options& options) {
  command.add_option("--uri", options.connection.uri, "The directory: ldap://, ldaps://, ldapi://")
      ->type_name("URI")
      ->required();
  auto* name = command.add_option("--bind-dn", options.bind_dn, "Who reads it; default: nobody")
                   ->type_name("DN");
  auto* password = command
                       .add_option("--password-file", options.password_file,
                                   "The password of --bind-dn; the file must not be world-readable")
                       ->type_name("FILE");
  name->needs(password);
  password->needs(name);
  command
      .add_option("--ca", options.connection.ca_file,
                  "Certificates (PEM) to trust; default: the system's")
      ->type_name("FILE");
  command.add_flag("--starttls", options.connection.start_tls, "StartTLS on an ldap:// URI");
  command.add_flag("--allow-clear-text", options.allow_clear_text,
                   "Send the password over a network without TLS");
  const CLI::Range seconds(1, 86400);
  command.add_option("--connect-timeout", options.connect_seconds, "Longest wait for a connection")
      ->type_name("SECONDS")
      ->check(seconds)
      ->capture_default_str();
  command.add_option("--timeout", options.answer_seconds, "Longest wait for the next answer")
      ->type_name("SECONDS")
      ->check(seconds)
      ->capture_default_str();
  command.add_option("--time-limit", options.total_seconds, "Longest time for everything")
      ->type_name("SECONDS")
      ->check(seconds)
      ->capture_default_str();
  command.add_option("--max-entries", options.max_entries, "Most entries that are read")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      .add_option("--max-entry-size", options.max_message_mebibytes,
                  "Largest entry with all its values")
      ->type_name("MIB")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
}

void add_comparison_options(CLI::App& command, Options& options) {
  static const std::map<std::string, ReportFormat> formats = {{"text", ReportFormat::kText},
                                                              {"json", ReportFormat::kJson}};
  command.add_option("--offering", options.offering, "Whose accounts (slug or uuid)")
      ->type_name("SLUG")
      ->required();
  command
      .add_option("--layout", options.layout,
                  "own: our tree, here or on a replica; glauth: as GLauth shows our document")
      ->check(CLI::IsMember({"own", "glauth"}))
      ->capture_default_str();
  command
      .add_option(
          "--base", options.base,
          "Where the offering's subtree is there (own), or GLauth's baseDN; default: as here")
      ->type_name("DN");
  command
      .add_option("--ignore", options.ignored,
                  "An attribute that is not compared; may be given several times")
      ->type_name("ATTRIBUTE")
      ->take_all()
      ->expected(1);
  command.add_option("--output", options.output, "Form of the report: text or json")
      ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case).description("text|json"))
      ->default_str("text");
}

}  // namespace

void add_verify_directory(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "verify-directory", "Compare a directory with what it ought to show, value by value");
  add_connection_options(*command, *options);
  add_comparison_options(*command, *options);
  command->footer(
      "Prints what is missing, extra and stale. Exit codes: 0 equal, 3 different, 1 the directory\n"
      "could not be read, 2 wrong usage. Entries that differ are read again before they are\n"
      "reported, so that it may run while accounts change.\n"
      "Examples:\n"
      "  drawbridge verify-directory --uri ldap://127.0.0.1:3893 --offering hpc \\\n"
      "    --bind-dn cn=sssd,ou=services,dc=example,dc=org --password-file reader.secret\n"
      "  drawbridge verify-directory --uri ldaps://replica.example.org --ca ca.pem --offering hpc "
      "\\\n"
      "    --bind-dn cn=admin,dc=example,dc=org --password-file admin.secret --output json\n"
      "  drawbridge verify-directory --uri ldap://127.0.0.1:3894 --offering hpc --layout glauth "
      "\\\n"
      "    --base dc=glauth,dc=com --bind-dn cn=search,dc=glauth,dc=com --password-file s.secret");
  command->callback([&invocation, options] {
    invocation.work = [&invocation, options] { return verify(invocation, *options); };
  });
}

}  // namespace drawbridge::cli
