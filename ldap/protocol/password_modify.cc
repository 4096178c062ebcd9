#include "ldap/protocol/password_modify.h"

#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"

namespace drawbridge::ldap::protocol {

// PasswdModifyRequestValue ::= SEQUENCE {
//      userIdentity    [0]  OCTET STRING OPTIONAL,
//      oldPasswd       [1]  OCTET STRING OPTIONAL,
//      newPasswd       [2]  OCTET STRING OPTIONAL }
Result<PasswordModifyRequest> decode_password_modify(std::optional<std::string_view> value) {
  PasswordModifyRequest request;
  if (!value) return request;
  ber::Reader whole(*value);
  DRAWBRIDGE_TRY(auto in, whole.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(whole.finish());
  DRAWBRIDGE_TRY(request.user_identity, in.optional_element(ber::context_primitive(0)));
  DRAWBRIDGE_TRY(request.old_password, in.optional_element(ber::context_primitive(1)));
  DRAWBRIDGE_TRY(request.new_password, in.optional_element(ber::context_primitive(2)));
  DRAWBRIDGE_CHECK(in.finish());
  return request;
}

// PasswdModifyResponseValue ::= SEQUENCE {
//      genPasswd       [0]     OCTET STRING OPTIONAL }
std::string encode_generated_password(std::string_view password) {
  std::string out;
  ber::Writer writer(out);
  const auto value = writer.begin(ber::kSequence);
  writer.octet_string(password, ber::context_primitive(0));
  writer.end(value);
  return out;
}

}  // namespace drawbridge::ldap::protocol
