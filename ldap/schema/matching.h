#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::schema {

/// Most digits of an integer that is compared.
inline constexpr std::size_t kMaxIntegerDigits = 1024;

/// Appends the normal form of a value, or of an assertion value, of this attribute type: equal
/// normal forms = equality match; where the type has an ordering rule, the order of the octets is
/// the order of the values.
///
/// | rule | normal form |
/// |---|---|
/// | strings | prepared after RFC 4518, see dn/string_prep.h |
/// | integer | sign and length first, so that octet order is numeric order |
/// | distinguishedName | the normal key of ldap/dn |
/// | generalizedTime | UTC `YYYYMMDDhhmmss[.f]`, without trailing zeros |
/// | objectIdentifier | the class's or type's canonical name, lower-case |
/// | UUID | 16 octets |
/// | octet string | itself |
///
/// @return false, and `out` as it was, when the type has no equality rule or the value does not
///         have its syntax: a comparison with it is Undefined.
bool append_normal_form(const AttributeType& type, std::string_view value, std::string& out);

/// The same by any matching rule, for extensible matches; by a substrings rule that of a value.
bool append_normal_form(MatchingRule rule, std::string_view value, std::string& out);

/// Whether values of that type can be matched by that rule (RFC 4512 section 4.1.4): it is one of
/// the type's own rules, or one for values of the same kind. Never for a secret type.
bool is_applicable(MatchingRule rule, const AttributeType& type);

/// The same as a string of its own.
std::optional<std::string> normal_form(const AttributeType& type, std::string_view value);

/// The order of two normal forms of a type with an ordering rule: negative, 0 or positive.
inline int compare_normal_forms(std::string_view a, std::string_view b) { return a.compare(b); }

enum class PieceKind : std::uint8_t { kInitial, kAny, kFinal };

/// Appends the normal form of one piece of a substring assertion.
/// @return false when the type has no substrings rule or the piece cannot occur in its syntax.
bool append_piece_normal_form(const AttributeType& type, PieceKind kind, std::string_view piece,
                              std::string& out);

/// The same by any substrings rule.
bool append_piece_normal_form(MatchingRule rule, PieceKind kind, std::string_view piece,
                              std::string& out);

/// One piece of a substring assertion, in normal form.
struct Piece {
  PieceKind kind = PieceKind::kAny;
  std::string key;
};

/// Whether the normal form `value` begins with the initial piece, holds the `any` pieces in
/// order and without overlap, and ends with the final one (RFC 4517 section 4.2.6 and following).
/// Greedy leftmost search without backtracking: time is linear in value and pieces together.
bool matches_pieces(std::string_view value, std::span<const Piece> pieces);

}  // namespace drawbridge::ldap::schema
