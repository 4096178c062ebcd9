#include "ldap/server/bind.h"

#include <string_view>
#include <utility>

namespace drawbridge::ldap::server {

using protocol::BindMethod;
using protocol::LdapResult;
using protocol::ResultCode;

LdapResult invalid_credentials() { return {ResultCode::kInvalidCredentials}; }

namespace {

constexpr std::string_view kExternal = "EXTERNAL";

BindDecision refuse(ResultCode code, const char* text) {
  return BindDecision{LdapResult{code, {}, text}};
}

BindDecision decide_sasl(const protocol::BindRequest& request, const BindSituation& situation) {
  if (request.mechanism != kExternal || !situation.offers_external) {
    return refuse(ResultCode::kAuthMethodNotSupported,
                  situation.offers_external ? "Only simple bind and SASL EXTERNAL are served."
                                            : "Only simple bind is served.");
  }
  if (!situation.has_tls) {
    return refuse(ResultCode::kConfidentialityRequired,
                  "SASL EXTERNAL takes the client's certificate: use StartTLS or ldaps.");
  }
  return {std::nullopt, {}, true};
}

}  // namespace

bool asks_for_own_identity(const protocol::BindRequest& request, const dn::Dn& name) {
  constexpr std::string_view kDnForm = "dn:";
  const std::string_view wanted = request.credentials.value_or("");
  if (wanted.empty()) return true;
  if (!wanted.starts_with(kDnForm)) return false;
  const auto asked = dn::Dn::parse(wanted.substr(kDnForm.size()));
  return asked && *asked == name;
}

BindDecision decide_bind(const protocol::BindRequest& request, const BindSituation& situation,
                         const Limits& limits) {
  if (request.version != 3) return refuse(ResultCode::kProtocolError, "Only LDAPv3 is served.");
  if (request.method == BindMethod::kSasl) return decide_sasl(request, situation);
  if (request.method != BindMethod::kSimple) {
    return refuse(ResultCode::kAuthMethodNotSupported, "Only simple bind is served.");
  }
  if (request.password.empty()) {
    if (request.name.empty()) return {LdapResult{}};
    return refuse(ResultCode::kUnwillingToPerform, "A bind with a name needs a password.");
  }
  if (!situation.may_send_password) {
    return refuse(ResultCode::kConfidentialityRequired,
                  "A password must not be sent in clear text: use StartTLS or ldaps.");
  }
  if (request.name.empty() || request.password.size() > limits.max_password_bytes) {
    return {invalid_credentials()};
  }
  auto name = dn::Dn::parse(request.name);
  if (!name) return {LdapResult{ResultCode::kInvalidDnSyntax, {}, name.error().message}};
  return {std::nullopt, *std::move(name)};
}

}  // namespace drawbridge::ldap::server
