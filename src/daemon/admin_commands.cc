#include "daemon/admin_commands.h"

#include <array>
#include <exception>
#include <string>

#include "daemon/commands.h"
#include "json/read.h"

namespace drawbridge::daemon {
namespace {

using Command = Result<int> (*)(Core&, const json::Value&, Console&);

struct NamedCommand {
  std::string_view name;
  Command run;
};

constexpr std::array kCommands = {
    NamedCommand{"export", export_command},
    NamedCommand{"backup", backup_command},
    NamedCommand{"token create", token_create_command},
    NamedCommand{"token list", token_list_command},
    NamedCommand{"token revoke", token_revoke_command},
    NamedCommand{"ldap-account create", ldap_account_create_command},
    NamedCommand{"ldap-account list", ldap_account_list_command},
    NamedCommand{"ldap-account delete", ldap_account_delete_command},
    NamedCommand{"ldap-account rotate", ldap_account_rotate_command},
    NamedCommand{"glauth render", glauth_render_command},
    NamedCommand{"client-config", client_config_command},
    NamedCommand{"directory subtree", directory_subtree_command},
};

Result<int> dispatch(Core& core, const AdminRequest& request, std::istream& input,
                     Console& console) {
  if (request.command == "import") {
    return import_command(core, request.arguments, input, console);
  }
  if (request.command == "directory entries") {
    return directory_entries_command(core, request.arguments, input, console);
  }
  for (const auto& command : kCommands) {
    if (command.name == request.command) return command.run(core, request.arguments, console);
  }
  return fail(
      ErrorCode::kInvalid,
      "The running server does not know this command; it is another version of drawbridge.");
}

}  // namespace

Core::Outputs outputs_needed(const AdminRequest& request) {
  const auto format = json::optional_string(request.arguments, "format");
  const bool shows_tree = request.command == "export" && format && *format == "ldif";
  return shows_tree || request.command == "glauth render" || request.command == "directory entries"
             ? Core::Outputs::kBuilt
             : Core::Outputs::kAbsent;
}

int run_admin_command(Core& core, const AdminRequest& request, std::istream& input,
                      Console& console) {
  try {
    const auto code = dispatch(core, request, input, console);
    if (code) return *code;
    console.write_error("drawbridge: " + error_sentence(code.error()) + "\n");
  } catch (const std::exception& bug) {
    console.write_error(std::string("drawbridge: internal error: ") + bug.what() + "\n");
  }
  return 1;
}

std::string error_sentence(const Error& error) {
  return error.field.empty() ? error.message : error.field + ": " + error.message;
}

}  // namespace drawbridge::daemon
