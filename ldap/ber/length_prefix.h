#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "ldap/ber/tag.h"

namespace drawbridge::ldap::ber {

/// Octets that the length field of an element with `length` octets of contents takes, in the
/// shortest definite form (X.690 section 8.1.3): 1 for up to 127, at most 5.
/// Contents of 4 GiB and more do not exist here: every length is bounded long before.
constexpr std::size_t length_size(std::size_t length) {
  if (length < 0x80) return 1;
  if (length < 0x100) return 2;
  if (length < 0x10000) return 3;
  if (length < 0x1000000) return 4;
  return 5;
}

/// Octets of identifier and length together.
constexpr std::size_t header_size(std::size_t length) { return 1 + length_size(length); }

/// Octets of the whole element.
constexpr std::size_t element_size(std::size_t length) { return header_size(length) + length; }

/// Appends identifier and length, shortest form.
/// @param out  a std::string or an OctetBuffer
template <class Octets>
void append_header(Octets& out, Tag tag, std::size_t length) {
  if (length < 0x80) {
    const std::array header{static_cast<char>(tag), static_cast<char>(length)};
    out.append(header.data(), header.size());
    return;
  }
  const std::size_t size = length_size(length);
  std::array<char, 6> header{};
  header[0] = static_cast<char>(tag);
  header[1] = static_cast<char>(0x80U | (size - 1));
  for (std::size_t i = size; i > 1; --i, length >>= 8U) {
    header[i] = static_cast<char>(length & 0xffU);
  }
  out.append(header.data(), 1 + size);
}

/// What stands before an element's contents.
struct Header {
  Tag tag;
  std::size_t size;    ///< Octets of identifier and length.
  std::size_t length;  ///< Octets of contents that follow; as claimed, not yet seen.
};

/// Reads identifier and length at the start of `bytes`; the contents need not have arrived.
///
/// Long forms that are not the shortest are accepted (liblber and Active Directory clients send
/// them), up to four length octets.
/// @return nothing when more octets are needed (at most 6 are ever needed),
///         kInvalid for a multi-octet tag, the indefinite form, or more than four length octets
Result<std::optional<Header>> read_header(std::string_view bytes);

}  // namespace drawbridge::ldap::ber
