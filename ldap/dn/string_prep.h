#pragma once

#include <string>
#include <string_view>

namespace drawbridge::ldap::dn {

enum class CaseRule { kFold, kKeep };

/// Where a string stands in a comparison; it decides what happens to spaces at its ends.
enum class StringRole {
  kValue,    ///< Attribute value or whole assertion value: no space at either end.
  kInitial,  ///< First piece of a substring assertion: a trailing space counts.
  kAny,      ///< Inner piece: a space at either end counts.
  kFinal,    ///< Last piece: a leading space counts.
};

/// Appends the normal form of `text` after RFC 4518: mapped (controls dropped, white space to
/// SPACE), case folded when asked, NFKC, insignificant spaces taken out (inner runs become one).
///
/// Deviations: unassigned and private-use code points are kept as they are instead of making the
/// comparison Undefined (Unicode grows faster than the library). The result never holds octets
/// below 0x20.
/// @return false, with `out` as it was, when `text` is not UTF-8.
/// Time and memory linear in the text; ASCII without upper case or double spaces is a copy.
bool append_prepared(std::string_view text, CaseRule case_rule, StringRole role, std::string& out);

/// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace drawbridge::ldap::dn
