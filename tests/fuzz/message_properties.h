#pragma once

#include <string_view>

#include "fuzz/control_properties.h"
#include "fuzz/extended_properties.h"
#include "fuzz/require.h"
#include "ldap/protocol/abandon.h"
#include "ldap/protocol/bind.h"
#include "ldap/protocol/compare.h"
#include "ldap/protocol/extended.h"
#include "ldap/protocol/message.h"
#include "ldap/protocol/search_request.h"

namespace drawbridge::fuzz {

inline void check_contents(const ldap::protocol::Message& message) {
  using ldap::protocol::Operation;
  switch (message.operation) {
    case Operation::kBindRequest:
      (void)ldap::protocol::decode_bind_request(message.contents);
      break;
    case Operation::kSearchRequest:
      (void)ldap::protocol::decode_search_request(message.contents);
      break;
    case Operation::kCompareRequest:
      (void)ldap::protocol::decode_compare_request(message.contents);
      break;
    case Operation::kExtendedRequest:
      if (const auto request = ldap::protocol::decode_extended_request(message.contents)) {
        require(is_inside(request->oid, message.contents), "a name inside the request");
        if (request->value) check_extended(*request->value);
      }
      break;
    case Operation::kAbandonRequest:
      (void)ldap::protocol::decode_abandon_request(message.contents);
      break;
    default:
      break;
  }
}

/// Any octets are a message or are refused; views stay inside the PDU.
inline void check_message(std::string_view bytes) {
  const auto message = ldap::protocol::decode_message(bytes, 10);
  if (!message) return;
  require(is_inside(message->contents, bytes), "contents inside the PDU");
  require(message->controls.size() <= 10, "controls are capped");
  for (const auto& control : message->controls) {
    require(is_inside(control.oid, bytes), "control inside the PDU");
    if (control.value) check_control(*control.value);
  }
  check_contents(*message);
}

}  // namespace drawbridge::fuzz
