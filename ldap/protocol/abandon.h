#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// AbandonRequest (RFC 4511 section 4.11): the id of the operation to give up.
/// @param contents  of the protocolOp; kInvalid when it is no MessageID
Result<std::int32_t> decode_abandon_request(std::string_view contents);

/// UnbindRequest (RFC 4511 section 4.3) is NULL: kInvalid when `contents` is not empty.
Status decode_unbind_request(std::string_view contents);

}  // namespace drawbridge::ldap::protocol
