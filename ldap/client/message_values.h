#pragma once

#include <ldap.h>

#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "ldap/client/plain_entry.h"

/// What libldap's messages hold, in values of ours. Included by the sources of this folder alone.
namespace drawbridge::ldap::client {

struct FreeText {
  void operator()(void* text) const { ldap_memfree(text); }
};
/// Text that libldap allocated.
using LibraryText = std::unique_ptr<char, FreeText>;

/// A result message (RFC 4511 section 4.1.9).
struct DecodedResult {
  int code = LDAP_OTHER;
  std::string text;         ///< diagnosticMessage, printable.
  std::string referral;     ///< The first URI of a referral, printable.
  std::string page_cookie;  ///< Of the paged results control; empty without.
};

/// @return kUnavailable when it cannot be decoded
Result<DecodedResult> decoded_result(LDAP* session, LDAPMessage* message);

/// @return kTooLarge over `max_values`, kUnavailable when it cannot be decoded
Result<PlainEntry> decoded_entry(LDAP* session, LDAPMessage* message, std::size_t max_values);

/// The first URI of a continuation reference, printable.
std::string reference_of(LDAP* session, LDAPMessage* message);

}  // namespace drawbridge::ldap::client
