#pragma once

#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// CompareRequest (RFC 4511 section 4.10); borrows from the PDU.
struct CompareRequest {
  std::string_view entry;      ///< LDAPDN, not yet parsed.
  std::string_view attribute;  ///< Attribute description as sent.
  std::string_view value;      ///< Assertion value.
};

/// @param contents  of the protocolOp; kInvalid when malformed
Result<CompareRequest> decode_compare_request(std::string_view contents);

}  // namespace drawbridge::ldap::protocol
