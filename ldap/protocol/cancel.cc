#include "ldap/protocol/cancel.h"

#include "ldap/ber/reader.h"
#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {

// cancelRequestValue ::= SEQUENCE {
//      cancelID        MessageID }
Result<std::int32_t> decode_cancel_request(std::optional<std::string_view> value) {
  if (!value) return fail(ErrorCode::kInvalid, "Cancel takes the id of an operation.");
  ber::Reader outer(*value);
  DRAWBRIDGE_TRY(auto in, outer.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(outer.finish());
  DRAWBRIDGE_TRY(const auto id, in.integer(0, kMaxInt));
  DRAWBRIDGE_CHECK(in.finish());
  return id;
}

}  // namespace drawbridge::ldap::protocol
