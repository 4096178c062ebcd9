#include "ldap/protocol/entry_of.h"

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

// DelRequest ::= [APPLICATION 10] LDAPDN
// The sequences of the others begin with one.
std::string_view entry_of(const Message& message) {
  switch (message.operation) {
    case Operation::kDelRequest:
      return message.contents;
    case Operation::kSearchRequest:
    case Operation::kCompareRequest:
    case Operation::kAddRequest:
    case Operation::kModifyRequest:
    case Operation::kModifyDnRequest:
      return ber::Reader(message.contents).octet_string().value_or(std::string_view());
    default:
      return {};
  }
}

}  // namespace drawbridge::ldap::protocol
