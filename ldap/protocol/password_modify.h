#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// PasswdModifyRequestValue (RFC 3062 section 2); borrows from the PDU.
struct PasswordModifyRequest {
  std::optional<std::string_view> user_identity;
  std::optional<std::string_view> old_password;
  std::optional<std::string_view> new_password;
};

/// @param value  the requestValue; without one all parts are absent
/// @return kInvalid when malformed
Result<PasswordModifyRequest> decode_password_modify(std::optional<std::string_view> value);

/// PasswdModifyResponseValue that tells the password the server chose.
std::string encode_generated_password(std::string_view password);

}  // namespace drawbridge::ldap::protocol
