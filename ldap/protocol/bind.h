#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

enum class BindMethod {
  kSimple,
  kSasl,
  kOther,  ///< A choice this protocol version does not have; authMethodNotSupported (7).
};

/// BindRequest (RFC 4511 section 4.2); borrows from the PDU.
struct BindRequest {
  std::int32_t version = 3;  ///< 0..127; only 3 can be served, anything else is answered with 2.
  std::string_view name;     ///< LDAPDN, not yet parsed.
  BindMethod method = BindMethod::kSimple;
  std::string_view password;                    ///< kSimple only.
  std::string_view mechanism;                   ///< kSasl only.
  std::optional<std::string_view> credentials;  ///< kSasl only.
};

/// @param contents  of the protocolOp; kInvalid when malformed
Result<BindRequest> decode_bind_request(std::string_view contents);

}  // namespace drawbridge::ldap::protocol
