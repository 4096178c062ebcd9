#include "ldap/protocol/bind.h"

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

// BindRequest ::= [APPLICATION 0] SEQUENCE {
//      version                 INTEGER (1 .. 127),
//      name                    LDAPDN,
//      authentication          AuthenticationChoice }
// AuthenticationChoice ::= CHOICE {
//      simple                  [0] OCTET STRING,
//      sasl                    [3] SaslCredentials, ... }
// SaslCredentials ::= SEQUENCE {
//      mechanism               LDAPString,
//      credentials             OCTET STRING OPTIONAL }
Result<BindRequest> decode_bind_request(std::string_view contents) {
  constexpr std::int32_t kMaxVersion = 127;
  ber::Reader in(contents);
  BindRequest request;
  DRAWBRIDGE_TRY(request.version, in.integer(0, kMaxVersion));
  DRAWBRIDGE_TRY(request.name, in.octet_string());
  DRAWBRIDGE_TRY(const auto authentication, in.next());
  DRAWBRIDGE_CHECK(in.finish());
  if (authentication.tag == ber::context_primitive(0)) {
    request.password = authentication.contents;
  } else if (authentication.tag == ber::context_constructed(3)) {
    request.method = BindMethod::kSasl;
    ber::Reader sasl(authentication.contents);
    DRAWBRIDGE_TRY(request.mechanism, sasl.octet_string());
    DRAWBRIDGE_TRY(request.credentials, sasl.optional_element(ber::kOctetString));
    DRAWBRIDGE_CHECK(sasl.finish());
  } else {
    request.method = BindMethod::kOther;
  }
  return request;
}

}  // namespace drawbridge::ldap::protocol
