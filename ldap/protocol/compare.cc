#include "ldap/protocol/compare.h"

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

// CompareRequest ::= [APPLICATION 14] SEQUENCE {
//      entry           LDAPDN,
//      ava             AttributeValueAssertion }
Result<CompareRequest> decode_compare_request(std::string_view contents) {
  ber::Reader in(contents);
  CompareRequest request;
  DRAWBRIDGE_TRY(request.entry, in.octet_string());
  DRAWBRIDGE_TRY(auto assertion, in.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(in.finish());
  DRAWBRIDGE_TRY(request.attribute, assertion.octet_string());
  DRAWBRIDGE_TRY(request.value, assertion.octet_string());
  DRAWBRIDGE_CHECK(assertion.finish());
  return request;
}

}  // namespace drawbridge::ldap::protocol
