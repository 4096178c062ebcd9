#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// RFC 4511 section 4.14.1.
inline constexpr std::string_view kStartTlsOid = "1.3.6.1.4.1.1466.20037";
/// RFC 4532.
inline constexpr std::string_view kWhoAmIOid = "1.3.6.1.4.1.4203.1.11.3";
/// RFC 3062.
inline constexpr std::string_view kPasswordModifyOid = "1.3.6.1.4.1.4203.1.11.1";
/// RFC 4511 section 4.4.1.
inline constexpr std::string_view kNoticeOfDisconnectionOid = "1.3.6.1.4.1.1466.20036";

/// ExtendedRequest (RFC 4511 section 4.12); borrows from the PDU.
struct ExtendedRequest {
  std::string_view oid;
  std::optional<std::string_view> value;
};

/// @param contents  of the protocolOp; kInvalid when malformed
Result<ExtendedRequest> decode_extended_request(std::string_view contents);

}  // namespace drawbridge::ldap::protocol
