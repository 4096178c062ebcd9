#pragma once

#include <string>
#include <string_view>

namespace drawbridge::ldap::schema {

/// Normal forms of the syntaxes that are not strings. Each appends to `out` and answers true, or
/// answers false with `out` as it was when `value` does not have the syntax.

/// INTEGER (RFC 4517 section 3.3.16), up to kMaxIntegerDigits: a sign octet, two octets of length,
/// the digits; for negative numbers length and digits complemented.
bool append_integer(std::string_view value, std::string& out);

/// Generalized Time (RFC 4517 section 3.3.13) as `YYYYMMDDhhmmss` in UTC, then `.` and a fraction
/// without trailing zeros if there is one. Fractions have up to nine digits.
bool append_generalized_time(std::string_view value, std::string& out);

/// UUID (RFC 4530 section 2.1): 16 octets. Only the dashed form.
bool append_uuid(std::string_view value, std::string& out);

/// OpenLDAP's change sequence number: `YYYYMMDDhhmmss.ffffffZ#cccccc#sss#mmmmmm`, hex lower-case.
bool append_csn(std::string_view value, std::string& out);

/// BOOLEAN (RFC 4517 section 3.3.3), any case: `TRUE` or `FALSE`.
bool append_boolean(std::string_view value, std::string& out);

/// OID (RFC 4517 section 3.3.26): an object class or attribute type by any of its names gives its
/// canonical name in lower case; a dotted OID that is not known here stays; another name is no
/// value of this syntax for us.
bool append_object_identifier(std::string_view value, std::string& out);

}  // namespace drawbridge::ldap::schema
