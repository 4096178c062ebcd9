#pragma once

#include <string_view>

#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {

/// The name of the entry that a Search, Compare, Add, Delete, Modify or Modify DN request is about
/// (RFC 4511 sections 4.5 to 4.10), as the client wrote it, whatever else the request holds; it
/// borrows from the message.
/// @return empty for any other request, and where the contents do not begin with a name
std::string_view entry_of(const Message& message);

}  // namespace drawbridge::ldap::protocol
