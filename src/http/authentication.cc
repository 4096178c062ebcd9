#include "http/authentication.h"

#include "base/text.h"

namespace drawbridge::http {

Result<std::string_view> token_of(std::string_view authorization) {
  const auto header = trim(authorization);
  const auto end = header.find_first_of(" \t");
  const auto scheme = header.substr(0, end);
  if (!equal_ignoring_case(scheme, "Token") && !equal_ignoring_case(scheme, "Bearer")) {
    return fail(ErrorCode::kUnauthenticated, "Authentication credentials were not provided.");
  }
  const auto token = end == std::string_view::npos ? std::string_view() : trim(header.substr(end));
  if (token.empty()) {
    return fail(ErrorCode::kUnauthenticated, "Invalid token. No credentials provided.");
  }
  if (token.find_first_of(" \t") != std::string_view::npos) {
    return fail(ErrorCode::kUnauthenticated,
                "Invalid token. Token string should not contain spaces.");
  }
  return token;
}

Result<app::Principal> authenticate(const Request& request, app::StoreReader& store,
                                    const Services& services) {
  DRAWBRIDGE_TRY(const auto token, token_of(request.header("Authorization")));
  // The token is refused unread: it has been on the wire in clear text, so whether it is valid is
  // nobody's business.
  if (!request.is_secure && !request.is_loopback && !services.allow_clear_text) {
    return fail(ErrorCode::kForbidden,
                "Tokens are accepted over HTTPS only. Configure http.certificate and http.key, or "
                "set http.allow_clear_text.");
  }
  const auto now = services.clock->now();
  auto principal = app::authenticate_token(store, token, now);
  if (principal && principal->token_uuid && services.last_contacts != nullptr) {
    services.last_contacts->note_token(*principal->token_uuid, now);
  }
  return principal;
}

}  // namespace drawbridge::http
