#pragma once

#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace drawbridge::daemon {

enum class Wish {
  kStop,    ///< SIGTERM, SIGINT
  kReload,  ///< SIGHUP
};

/// The signals of the process as values that the main thread waits for.
class Signals {
 public:
  /// Blocks the signals for this thread and for those it starts later: call it before any thread
  /// is started. SIGPIPE is ignored from here on.
  static Result<Signals> take_over();

  /// Waits for the next one.
  Wish wait();

 private:
  explicit Signals(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

/// Tells the service manager (systemd's NOTIFY_SOCKET protocol, sd_notify(3)), if there is one.
///
/// @param state  `READY=1`, `RELOADING=1`, `STOPPING=1`
void notify_service_manager(std::string_view state);

}  // namespace drawbridge::daemon
