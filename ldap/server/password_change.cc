#include "ldap/server/password_change.h"

#include <string_view>
#include <utility>

namespace drawbridge::ldap::server {
namespace {

using protocol::ResultCode;

PasswordChangeDecision refuse(ResultCode code, const char* text) {
  return {protocol::LdapResult{code, {}, text}};
}

std::optional<Secret> secret(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return Secret(std::string(*text));
}

bool is_same_name(const dn::Dn& own, std::string_view text) {
  const auto name = dn::Dn::parse(text);
  return name && *name == own;
}

bool has_user_name(const dn::Dn& own, std::string_view name) {
  const auto wanted = own.parent().child("uid", name);
  return wanted && *wanted == own;
}

/// Whether `user` names the person of that DN (RFC 4513 section 5.2.1.8, and both forms bare).
bool is_own(const dn::Dn& own, std::string_view user) {
  if (user.empty()) return true;
  if (user.starts_with("dn:")) return is_same_name(own, user.substr(3));
  if (user.starts_with("u:")) return has_user_name(own, user.substr(2));
  return is_same_name(own, user) || has_user_name(own, user);
}

}  // namespace

PasswordChangeDecision decide_password_change(const protocol::PasswordModifyRequest& request,
                                              const std::shared_ptr<const Identity>& identity,
                                              bool may_send_password) {
  if (!may_send_password) {
    return refuse(ResultCode::kConfidentialityRequired,
                  "A password must not be sent in clear text: use StartTLS or ldaps.");
  }
  if (identity == nullptr) {
    return refuse(ResultCode::kUnwillingToPerform, "Bind as yourself to change your password.");
  }
  if (identity->kind != IdentityKind::kPerson) {
    return refuse(ResultCode::kInsufficientAccessRights,
                  "A service account changes no passwords; its own secret is changed by "
                  "`drawbridge ldap-account rotate` or over the REST API.");
  }
  if (!is_own(identity->name, request.user_identity.value_or(""))) {
    return refuse(ResultCode::kInsufficientAccessRights,
                  "Only the own password can be changed here.");
  }
  return {std::nullopt, {identity, secret(request.old_password), secret(request.new_password)}};
}

}  // namespace drawbridge::ldap::server
