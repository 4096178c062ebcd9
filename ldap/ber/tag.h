#pragma once

#include <cstdint>

namespace drawbridge::ldap::ber {

/// Identifier octet of a BER element (X.690 section 8.1.2). LDAP needs no tag number above 30, so
/// one octet is the whole identifier; the multi-octet form is refused by the reader.
using Tag = std::uint8_t;

inline constexpr Tag kBoolean = 0x01;
inline constexpr Tag kInteger = 0x02;
inline constexpr Tag kOctetString = 0x04;
inline constexpr Tag kNull = 0x05;
inline constexpr Tag kEnumerated = 0x0a;
inline constexpr Tag kSequence = 0x30;
inline constexpr Tag kSet = 0x31;

inline constexpr Tag kConstructedBit = 0x20;
/// All of these bits set: the multi-octet form.
inline constexpr Tag kTagNumberMask = 0x1f;

/// `[number]` of a context-specific primitive type; number 0..30.
constexpr Tag context_primitive(unsigned number) { return static_cast<Tag>(0x80U | number); }
/// `[number]` of a context-specific constructed type; number 0..30.
constexpr Tag context_constructed(unsigned number) { return static_cast<Tag>(0xa0U | number); }

constexpr bool is_constructed(Tag tag) { return (tag & kConstructedBit) != 0; }

}  // namespace drawbridge::ldap::ber
