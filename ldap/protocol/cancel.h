#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// The Cancel operation (RFC 3909): an extended operation.
inline constexpr std::string_view kCancelOid = "1.3.6.1.1.8";

/// The id of the operation to cancel.
/// @param value  requestValue; kInvalid when it is absent or malformed
Result<std::int32_t> decode_cancel_request(std::optional<std::string_view> value);

}  // namespace drawbridge::ldap::protocol
