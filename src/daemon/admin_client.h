#pragma once

#include <istream>
#include <string>

#include "base/result.h"
#include "daemon/admin_request.h"
#include "daemon/console.h"

namespace drawbridge::daemon {

/// The admin socket of the database at `store_path`.
std::string admin_socket_path(const std::string& store_path);

/// Sends a command to the server that holds the database, and passes its answer on.
///
/// @param input  sent along whole; null: none
/// @return the exit code; kNotFound when no server runs (nothing was read from `input` then),
///         kUnavailable when it went away
Result<int> send_to_server(const std::string& socket_path, const AdminRequest& request,
                           std::istream* input, Console& console);

}  // namespace drawbridge::daemon
