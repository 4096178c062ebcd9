#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drawbridge::ldap::protocol {

/// Password policy control (draft-behera-ldap-password-policy section 6).
inline constexpr std::string_view kPasswordPolicyOid = "1.3.6.1.4.1.42.2.27.8.5.1";

/// Those errors of PasswordPolicyResponseValue that are used here.
enum class PasswordPolicyError : int {
  kInsufficientPasswordQuality = 5,
  kPasswordTooShort = 6,
};

/// Value of the response control; without an error it says nothing: an empty sequence.
std::string encode_password_policy(std::optional<PasswordPolicyError> error = std::nullopt);

}  // namespace drawbridge::ldap::protocol
