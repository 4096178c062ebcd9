#pragma once

#include <optional>
#include <string>

#include "base/uuid.h"

namespace drawbridge::app {

/// Who makes a change, for the audit log.
struct Actor {
  std::optional<Uuid> user_uuid;
  std::string name;        ///< user name, or `command line`, `import`, `background`
  std::string request_id;  ///< of the HTTP request or command; empty for background work
};

}  // namespace drawbridge::app
