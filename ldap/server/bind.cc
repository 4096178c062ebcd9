#include "ldap/server/bind.h"

#include <utility>

namespace drawbridge::ldap::server {

using protocol::BindMethod;
using protocol::LdapResult;
using protocol::ResultCode;

LdapResult invalid_credentials() { return {ResultCode::kInvalidCredentials}; }

BindDecision decide_bind(const protocol::BindRequest& request, bool may_send_password,
                         const Limits& limits) {
  const auto refuse = [](ResultCode code, const char* text) {
    return BindDecision{LdapResult{code, {}, text}, {}};
  };
  if (request.version != 3) return refuse(ResultCode::kProtocolError, "Only LDAPv3 is served.");
  if (request.method != BindMethod::kSimple) {
    return refuse(ResultCode::kAuthMethodNotSupported, "Only simple bind is served.");
  }
  if (request.password.empty()) {
    if (request.name.empty()) return {LdapResult{}, {}};
    return refuse(ResultCode::kUnwillingToPerform, "A bind with a name needs a password.");
  }
  if (!may_send_password) {
    return refuse(ResultCode::kConfidentialityRequired,
                  "A password must not be sent in clear text: use StartTLS or ldaps.");
  }
  if (request.name.empty() || request.password.size() > limits.max_password_bytes) {
    return {invalid_credentials(), {}};
  }
  auto name = dn::Dn::parse(request.name);
  if (!name) return {LdapResult{ResultCode::kInvalidDnSyntax, {}, name.error().message}, {}};
  return {std::nullopt, *std::move(name)};
}

}  // namespace drawbridge::ldap::server
