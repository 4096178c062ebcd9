#include "ldap/protocol/update.h"

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

// DelRequest ::= [APPLICATION 10] LDAPDN
// The sequences of the three others begin with one.
std::string_view updated_entry(const Message& message) {
  switch (message.operation) {
    case Operation::kDelRequest:
      return message.contents;
    case Operation::kAddRequest:
    case Operation::kModifyRequest:
    case Operation::kModifyDnRequest:
      return ber::Reader(message.contents).octet_string().value_or(std::string_view());
    default:
      return {};
  }
}

}  // namespace drawbridge::ldap::protocol
