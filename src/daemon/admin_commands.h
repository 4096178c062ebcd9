#pragma once

#include <istream>
#include <string_view>

#include "daemon/admin_request.h"
#include "daemon/console.h"
#include "daemon/core.h"

namespace drawbridge::daemon {

/// Whether the command shows the served outputs, so that a Core of its own must build them.
Core::Outputs outputs_needed(const AdminRequest& request);

/// Carries a command out (commands.h). Errors are written to the console, one sentence each.
///
/// @param input  what follows the request; read by `import` alone
/// @return the exit code for the command line
int run_admin_command(Core& core, const AdminRequest& request, std::istream& input,
                      Console& console);

/// An error as the administrator reads it: one sentence, with the field in front where there is
/// one.
std::string error_sentence(const Error& error);

}  // namespace drawbridge::daemon
