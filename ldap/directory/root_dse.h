#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "ldap/directory/entry.h"

namespace drawbridge::ldap::directory {

/// What the root DSE says of the server (RFC 4512 section 5.1). Only what works belongs here: a
/// client trusts it (sssd truncates groups silently when a control is announced and ignored).
struct RootDseContent {
  std::string_view naming_context;
  std::span<const std::string_view> controls;    ///< OIDs.
  std::span<const std::string_view> extensions;  ///< OIDs.
  std::span<const std::string_view> features;    ///< OIDs.
  std::span<const std::string_view> sasl_mechanisms = {};
  std::uint64_t last_usn = 0;  ///< At least the largest entryUSN.
};

/// The root DSE: the entry with the empty name.
Result<EntryPointer> make_root_dse(const RootDseContent& content);

/// The subschema subentry `cn=Subschema` (RFC 4512 section 4.2).
Result<EntryPointer> make_subschema();

}  // namespace drawbridge::ldap::directory
