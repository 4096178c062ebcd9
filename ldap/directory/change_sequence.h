#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace drawbridge::ldap::directory {

/// A change sequence number as OpenLDAP writes it (draft-chu-ldap-csn-00):
/// `YYYYmmddHHMMSS.ffffffZ#000000#000#000000`, the count, server and modification fields at zero,
/// for there is one writer and no two of its moments are equal. Their order as text is that of
/// the moments.
/// @param microseconds  since 1970
std::string change_sequence_number(std::uint64_t microseconds);

inline constexpr std::size_t kChangeSequenceSize = 40;

/// Prints the same there without allocating.
void print_change_sequence_number(std::uint64_t microseconds,
                                  std::span<char, kChangeSequenceSize> out);

/// The moment of a number in that form, whatever its last three fields; nothing when it is not
/// in that form or before 1970.
std::optional<std::uint64_t> parse_change_sequence_number(std::string_view text);

}  // namespace drawbridge::ldap::directory
