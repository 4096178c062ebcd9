#pragma once

#include <istream>
#include <optional>
#include <string>

#include "cli/terminal.h"
#include "daemon/admin_request.h"
#include "daemon/console.h"
#include "settings/load.h"
#include "settings/settings.h"

namespace drawbridge::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitDifferent = 3;

/// `--output` of the commands that print a list or a record.
enum class OutputFormat { kTable, kJson };

/// Reads the configuration. Faults are printed, one a line, `FILE:LINE: KEY: reason`.
/// @return nothing when there are any: the exit code is kExitUsage then
std::optional<settings::Settings> load_settings(const std::optional<std::string>& config);

/// A sentence with the file the settings are from, for errors that follow from them.
std::string origin_of(const settings::LoadOutcome& configuration);

/// Carries a command out: through the admin socket when a server holds the database, else with
/// the database opened here. Errors are printed.
///
/// @param input  what the command reads; null: nothing
/// @return the exit code
int run_command(const std::optional<std::string>& config, const daemon::AdminRequest& request,
                std::istream* input, daemon::Console& console);

/// As run_command for commands without input, with the result (JSON) given back.
struct Outcome {
  int exit_code = kExitFailed;
  json::Value result;  ///< null when the command failed or has none
};
Outcome ask(const std::optional<std::string>& config, const daemon::AdminRequest& request,
            std::istream* input = nullptr);

/// Prints a sentence that begins with `drawbridge: ` to standard error.
void complain(std::string_view sentence);

}  // namespace drawbridge::cli
