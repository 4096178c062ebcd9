#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

/// The commands, each in a file of its own, by the name of the file.
namespace drawbridge::cli {

/// What the options before and after a command say for all of them, and what is to be done.
struct Invocation {
  /// Those of main(), with a null pointer behind the last, where the program may be run anew.
  char** arguments = nullptr;
  std::optional<std::string> config;
  std::function<int()> work;  ///< Set by the command that was named; gives the exit code.
};

// Each adds its command to `app`. `invocation` is borrowed and outlives the parse and the work.
void add_serve(CLI::App& app, Invocation& invocation);
void add_check_config(CLI::App& app, Invocation& invocation);
void add_import(CLI::App& app, Invocation& invocation);
void add_export(CLI::App& app, Invocation& invocation);
void add_backup(CLI::App& app, Invocation& invocation);
void add_token(CLI::App& app, Invocation& invocation);
void add_ldap_account(CLI::App& app, Invocation& invocation);
void add_glauth(CLI::App& app, Invocation& invocation);
void add_client_config(CLI::App& app, Invocation& invocation);
void add_verify_directory(CLI::App& app, Invocation& invocation);

}  // namespace drawbridge::cli
