#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// Control type of the dereference control (draft-masarati-ldap-deref, as OpenLDAP's slapd has
/// it), in search requests and on the entries that answer them.
inline constexpr std::string_view kDerefOid = "1.3.6.1.4.1.4203.666.5.16";

/// Most attributes that one control may tell to follow.
inline constexpr std::size_t kMaxDerefSpecs = 8;

/// Follow the names in one attribute of an entry; borrows from the PDU.
struct DerefSpec {
  std::string_view attribute;                ///< Holds distinguished names.
  std::vector<std::string_view> attributes;  ///< Wanted of the entries that they name; not empty.
};

/// @param value  controlValue
/// @return kInvalid when malformed, empty, or when an attribute is to be followed twice (2);
///         kTooLarge above kMaxDerefSpecs or kMaxRequestedAttributes (11)
Result<std::vector<DerefSpec>> decode_deref(std::string_view value);

/// Octets of a DerefRes element.
/// @param attributes_size  of its PartialAttributes; nothing: it has no attrVals
std::size_t deref_result_size(std::string_view attribute, std::string_view name,
                              std::optional<std::size_t> attributes_size);

/// Appends a DerefRes element but for its PartialAttributes, which the caller appends then.
void append_deref_result_prefix(std::string& out, std::string_view attribute, std::string_view name,
                                std::optional<std::size_t> attributes_size);

/// Octets of the `[0] Controls` of a message whose only control is this one.
/// @param results_size  of its DerefRes elements
std::size_t deref_controls_size(std::size_t results_size);

/// Appends them but for the DerefRes elements, which the caller appends then.
void append_deref_controls_prefix(std::string& out, std::size_t results_size);

}  // namespace drawbridge::ldap::protocol
