#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "settings/settings.h"

namespace drawbridge::settings {

/// `host:port`, `[IPv6]:port`, or nothing for an empty text.
///
/// @return kInvalid with what is expected: no port, a port over 65535, no host, IPv6 without
///         brackets
Result<std::optional<ListenAddress>> parse_listen_address(std::string_view text);

}  // namespace drawbridge::settings
