#include "ldap/protocol/password_policy.h"

#include "ldap/ber/writer.h"

namespace drawbridge::ldap::protocol {

// PasswordPolicyResponseValue ::= SEQUENCE {
//      warning [0] CHOICE { ... } OPTIONAL,
//      error   [1] ENUMERATED { ... } OPTIONAL }
std::string encode_password_policy(std::optional<PasswordPolicyError> error) {
  std::string out;
  ber::Writer writer(out);
  const auto value = writer.begin(ber::kSequence);
  if (error) writer.integer(static_cast<int>(*error), ber::context_primitive(1));
  writer.end(value);
  return out;
}

}  // namespace drawbridge::ldap::protocol
