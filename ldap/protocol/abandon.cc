#include "ldap/protocol/abandon.h"

#include "ldap/ber/reader.h"
#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {

// AbandonRequest ::= [APPLICATION 16] MessageID
Result<std::int32_t> decode_abandon_request(std::string_view contents) {
  return ber::decode_integer(contents, 0, kMaxInt);
}

// UnbindRequest ::= [APPLICATION 2] NULL
Status decode_unbind_request(std::string_view contents) { return ber::Reader(contents).finish(); }

}  // namespace drawbridge::ldap::protocol
