#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ldap/protocol/message.h"
#include "ldap/protocol/result.h"

namespace drawbridge::ldap::protocol {

/// A control of a response; response controls are never critical.
struct ResponseControl {
  std::string_view oid;
  std::optional<std::string> value;
};

/// Appends a whole message made of an LDAPResult: BindResponse, SearchResultDone, and the
/// responses to modify, add, delete, modify DN, compare (RFC 4511 section 4.1.9).
/// @param response  what response_to() gave for the request
void append_result(std::string& out, std::int32_t message_id, Operation response,
                   const LdapResult& result, std::span<const ResponseControl> controls = {});

/// Appends an ExtendedResponse (RFC 4511 section 4.12).
/// @param oid    responseName; empty = left out
/// @param value  responseValue; nothing = left out
void append_extended_response(std::string& out, std::int32_t message_id, const LdapResult& result,
                              std::string_view oid = {},
                              std::optional<std::string_view> value = std::nullopt,
                              std::span<const ResponseControl> controls = {});

/// Appends the Notice of Disconnection (RFC 4511 section 4.4.1), after which the server closes.
/// @param code  protocolError, strongerAuthRequired or unavailable
void append_notice_of_disconnection(std::string& out, ResultCode code, std::string_view diagnostic);

/// Appends the `[0] Controls` of a message; nothing for an empty list.
void append_controls(std::string& out, std::span<const ResponseControl> controls);

}  // namespace drawbridge::ldap::protocol
