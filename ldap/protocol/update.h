#pragma once

#include <string_view>

#include "ldap/protocol/message.h"

/// The update operations (RFC 4511 sections 4.6 to 4.9), of which only the target is ever read.
namespace drawbridge::ldap::protocol {

/// The name of the entry that an Add, Delete, Modify or Modify DN request is about, as the client
/// wrote it; it borrows from the message.
/// @return empty for any other request, and where the contents do not begin with a name
std::string_view updated_entry(const Message& message);

}  // namespace drawbridge::ldap::protocol
