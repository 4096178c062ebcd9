#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ldap/ber/reader.h"
#include "ldap/schema/attribute_set.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"

namespace drawbridge::ldap::filter {

enum class FilterKind : std::uint8_t {
  kAnd,
  kOr,
  kNot,
  kEqualityMatch,
  kSubstrings,
  kGreaterOrEqual,
  kLessOrEqual,
  kPresent,
  kApproxMatch,
  kExtensibleMatch,
};

/// Bounds of one filter; over them decode answers kTooLarge.
struct FilterLimits {
  std::size_t max_depth = 64;    ///< Nesting levels; 1 = a single item.
  std::size_t max_nodes = 4096;  ///< Items and sets together.
};

/// Most pieces (initial, any, final) of one substring assertion.
inline constexpr std::size_t kMaxPieces = 32;

/// One node. The nodes of a filter lie in pre-order: a set's first child is the next node, and
/// `end` of a node is the index of the node after its whole subtree, so the children of node i
/// are visited by `for (c = i + 1; c < nodes[i].end; c = nodes[c].end)`.
struct FilterNode {
  FilterKind kind = FilterKind::kPresent;
  std::uint32_t end = 0;
  /// Type asserted; nothing for and, or, not. Nothing elsewhere: the attribute is unknown or
  /// secret, the node is Undefined on every entry; or an extensible match names none.
  const schema::AttributeType* attribute = nullptr;
  std::string_view description;  ///< Attribute description as sent; borrowed.
  std::string_view value;        ///< Assertion value as sent; borrowed; not for substrings.
  /// Normal form of `value` for equality, approx, >=, <= and a known extensible match; nothing:
  /// the node is Undefined. For >= and <= it is there only when the type has an ordering rule.
  std::optional<std::string> key;
  std::uint32_t first_piece = 0;  ///< Substrings: index into pieces().
  std::uint32_t piece_count = 0;  ///< Substrings: 0 = Undefined, else 1..kMaxPieces.
  std::string_view rule;          ///< Extensible: matching rule as sent; empty = none.
  /// Extensible: the rule to evaluate by; kNone: there is none, or it is not for this type, and
  /// the node is Undefined. By a substrings rule the node has pieces, else a key.
  schema::MatchingRule matching_rule = schema::MatchingRule::kNone;
  bool dn_attributes = false;  ///< Extensible: `:dn` was given; the entry's name counts as well.

  bool is_set() const { return kind <= FilterKind::kNot; }
  /// An extensible match that names no type: of all attributes that its rule can match.
  bool is_of_all_attributes() const {
    return kind == FilterKind::kExtensibleMatch && description.empty();
  }
  /// Nothing can be known of it: the type is unknown, or may not be known.
  bool is_of_nothing() const { return attribute == nullptr && !is_of_all_attributes(); }
  /// Whether it is more than an equality match of one attribute: an extensible match by another
  /// rule than the type's own for equality, of all attributes, or of the name too. Not for sets,
  /// and only when !is_of_nothing().
  bool is_beyond_equality() const {
    return kind == FilterKind::kExtensibleMatch &&
           (attribute == nullptr || dn_attributes || matching_rule != attribute->equality);
  }
};

/// A search filter (RFC 4511 section 4.5.1.7). Has at least one node.
///
/// An extensible match without a rule takes the type's equality rule; without a type it is of all
/// attributes that its rule can match.
class Filter {
 public:
  /// Decodes the filter element of a search request.
  ///
  /// @param in  borrowed: descriptions and values point into it, valid as long as the PDU
  /// @return kInvalid   BER broken, unknown choice, empty substring piece, empty attribute (2)
  ///         kTooLarge  deeper or larger than `limits`, over kMaxPieces (11)
  ///
  /// An unknown attribute or matching rule is no error: its node is Undefined. An empty AND is
  /// true and an empty OR is false (RFC 4526). Time O(octets), memory O(nodes); nesting uses an
  /// explicit stack, never the call stack.
  static Result<Filter> decode(ber::Element in, const FilterLimits& limits = {});

  /// Parses the text form (RFC 4515), such as `(&(uid=a)(!(cn=b*)))`; what it needs is kept in
  /// the filter. Errors as decode.
  static Result<Filter> parse(std::string_view text, const FilterLimits& limits = {});

  /// Makes the types of `hidden` unknown: their nodes are Undefined on every entry, and a node of
  /// all attributes passes over them.
  void hide(const schema::AttributeSet& hidden);
  bool hides(schema::AttributeId type) const { return hidden_.contains(type); }

  std::span<const FilterNode> nodes() const { return nodes_; }
  const FilterNode& root() const { return nodes_.front(); }
  std::span<const schema::Piece> pieces(const FilterNode& node) const {
    return std::span(pieces_).subspan(node.first_piece, node.piece_count);
  }

 private:
  friend class Decoder;
  Filter() = default;

  std::vector<FilterNode> nodes_;
  std::vector<schema::Piece> pieces_;
  schema::AttributeSet hidden_;
  std::unique_ptr<const std::string> owned_;  ///< Octets behind the views of a parsed filter.
};

/// The text form as BER, for clients and tests. Errors as Filter::decode.
Result<std::string> encode_text(std::string_view text, const FilterLimits& limits = {});

/// The filter as RFC 4515 text on one line, cut after `max_octets` with `...`; for logs. Piece
/// values are shown in normal form.
std::string print(const Filter& filter, std::size_t max_octets = 512);

}  // namespace drawbridge::ldap::filter
