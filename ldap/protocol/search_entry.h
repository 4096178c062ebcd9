#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace drawbridge::ldap::protocol {

/// Appends what stands before the attributes of a SearchResultEntry (RFC 4511 section 4.5.2):
///
///     LDAPMessage header, messageID, [APPLICATION 4] header, objectName, SEQUENCE header
///
/// The caller then appends exactly `attributes_size` octets of PartialAttributes and
/// `controls_size` octets of encoded controls. Nothing is moved afterwards.
/// @param object_name    objectName as a ready OCTET STRING element
void append_search_entry_prefix(std::string& out, std::int32_t message_id,
                                std::string_view object_name, std::size_t attributes_size,
                                std::size_t controls_size = 0);

/// Appends one PartialAttribute: SEQUENCE { type, SET OF value }. No values = types only.
void append_partial_attribute(std::string& out, std::string_view type,
                              std::span<const std::string_view> values);
void append_partial_attribute(std::string& out, std::string_view type,
                              std::span<const std::string> values);

}  // namespace drawbridge::ldap::protocol
