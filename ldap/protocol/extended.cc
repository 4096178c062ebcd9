#include "ldap/protocol/extended.h"

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

// ExtendedRequest ::= [APPLICATION 23] SEQUENCE {
//      requestName      [0] LDAPOID,
//      requestValue     [1] OCTET STRING OPTIONAL }
Result<ExtendedRequest> decode_extended_request(std::string_view contents) {
  ber::Reader in(contents);
  ExtendedRequest request;
  DRAWBRIDGE_TRY(request.oid, in.octet_string(ber::context_primitive(0)));
  DRAWBRIDGE_TRY(request.value, in.optional_element(ber::context_primitive(1)));
  DRAWBRIDGE_CHECK(in.finish());
  return request;
}

}  // namespace drawbridge::ldap::protocol
