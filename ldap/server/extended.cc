#include "ldap/server/extended.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::ResultCode;

ExtendedAnswer refuse(ResultCode code, const char* text, std::string_view oid = {}) {
  return {.result = {code, {}, text}, .oid = oid};
}

ExtendedAnswer start_tls(const protocol::ExtendedRequest& request,
                         const ExtendedSituation& situation) {
  if (request.value) {
    return refuse(ResultCode::kProtocolError, "StartTLS takes no value.", protocol::kStartTlsOid);
  }
  if (situation.has_tls) {
    return refuse(ResultCode::kOperationsError, "TLS is established already.",
                  protocol::kStartTlsOid);
  }
  if (!situation.can_start_tls) {
    return refuse(ResultCode::kProtocolError, "StartTLS is not offered.", protocol::kStartTlsOid);
  }
  // RFC 4511 section 4.14.1: its answers would go out around the handshake.
  if (situation.has_outstanding) {
    return refuse(ResultCode::kOperationsError,
                  "Other operations are under way: abandon them before StartTLS.",
                  protocol::kStartTlsOid);
  }
  return {.result = {}, .oid = protocol::kStartTlsOid, .starts_tls = true};
}

ExtendedAnswer who_am_i(const protocol::ExtendedRequest& request,
                        const ExtendedSituation& situation) {
  if (request.value) return refuse(ResultCode::kProtocolError, "Who am I? takes no value.");
  std::string authorization;
  if (situation.identity != nullptr) authorization = "dn:" + situation.identity->name.text();
  return {.result = {}, .value = std::move(authorization)};
}

}  // namespace

ExtendedAnswer answer_extended(const protocol::ExtendedRequest& request,
                               const ExtendedSituation& situation) {
  if (request.oid == protocol::kStartTlsOid) return start_tls(request, situation);
  if (request.oid == protocol::kWhoAmIOid) return who_am_i(request, situation);
  if (request.oid == protocol::kPasswordModifyOid) {
    return refuse(ResultCode::kProtocolError,
                  "Passwords are not changed over LDAP; use the REST API or the web console.");
  }
  return refuse(ResultCode::kProtocolError, "This extended operation is not known.");
}

}  // namespace drawbridge::ldap::server
