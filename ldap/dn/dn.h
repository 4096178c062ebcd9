#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace drawbridge::ldap::dn {

/// Longest text of a distinguished name that is looked at, in octets.
inline constexpr std::size_t kMaxDnOctets = 8192;
/// Most RDNs a name may have.
inline constexpr std::size_t kMaxRdns = 64;

/// One `type=value` of a relative distinguished name.
struct AttributeTypeAndValue {
  std::string type;         ///< As written: a descriptor or a dotted OID.
  std::string value;        ///< Octets of the value, unescaped; for is_encoded the BER element.
  bool is_encoded = false;  ///< Written `#hex`, and not a BER string that is UTF-8.

  friend bool operator==(const AttributeTypeAndValue&, const AttributeTypeAndValue&) = default;
};

/// A relative distinguished name: one or more pairs, in the order written.
using Rdn = std::vector<AttributeTypeAndValue>;

/// A distinguished name (RFC 4514) with its normal form.
///
/// The normal key is a byte string made for sorted containers: the RDNs from the root down, each
/// ended by a zero octet, that cannot occur inside one. So the key of an ancestor is a prefix of
/// the keys below it, and a subtree is the contiguous range [key, subtree_end(key)). Within an
/// RDN the types are lower-case and canonical (`2.5.4.11` and `organizationalUnitName` give
/// `ou`), the values prepared after RFC 4518 without regard to case, and the pairs of a
/// multi-valued RDN sorted. Two names are equal when their keys are.
class Dn {
 public:
  /// The empty name: the root DSE's.
  Dn() = default;

  /// Reads RFC 4514 text; spaces around `,`, `+` and `=` and `;` as separator are tolerated, as
  /// RFC 2253 asks.
  /// @return kInvalid for anything else, and beyond kMaxDnOctets or kMaxRdns; the answer to a
  ///         client is invalidDNSyntax (34) in every case.
  static Result<Dn> parse(std::string_view text);

  /// The name in RFC 4514 form: types as written, values escaped anew, no optional spaces.
  const std::string& text() const { return text_; }
  /// The normal key, see above; empty for the root.
  const std::string& key() const { return key_; }

  bool is_root() const { return key_.empty(); }
  /// Number of RDNs.
  std::size_t depth() const;
  /// The name without its first RDN; the root's parent is the root.
  Dn parent() const;
  /// Text of the first RDN, empty for the root.
  std::string_view rdn_text() const;
  /// The RDNs, nearest first.
  std::vector<Rdn> rdns() const;

  /// Equal to `ancestor` or below it.
  bool is_within(const Dn& ancestor) const {
    return std::string_view(key_).starts_with(ancestor.key_);
  }
  /// Directly below `parent`.
  bool is_child_of(const Dn& parent) const;

  /// The name `type=value` directly below this one; `value` is plain text, escaped here.
  /// @return kInvalid when `type` is no attribute type, the value is empty or not UTF-8, or the
  ///         name would be too long or too deep
  Result<Dn> child(std::string_view type, std::string_view value) const;
  /// Appends the text and the key of that name, for who makes many. On kInvalid either may have
  /// got part of it.
  Status append_child(std::string_view type, std::string_view value, std::string& text,
                      std::string& key) const;

  friend bool operator==(const Dn& a, const Dn& b) { return a.key_ == b.key_; }
  friend std::strong_ordering operator<=>(const Dn& a, const Dn& b) { return a.key_ <=> b.key_; }

 private:
  std::string text_;
  std::string key_;
};

/// Appends the normal key of the name written in `text`: Dn::parse(text)->key() at a third of
/// the cost, for request paths. On kInvalid `out` is as it was.
Status append_key(std::string_view text, std::string& out);

/// The first key after the subtree of `key`; for the root (empty key) there is none and the
/// result is empty too.
std::string subtree_end(std::string_view key);

/// Key of the parent of the name whose key is `key`; empty for the root and its children.
std::string_view parent_key(std::string_view key);

/// Number of RDNs of the name whose key is `key`.
std::size_t key_depth(std::string_view key);

}  // namespace drawbridge::ldap::dn

template <>
struct std::hash<drawbridge::ldap::dn::Dn> {
  std::size_t operator()(const drawbridge::ldap::dn::Dn& dn) const noexcept {
    return std::hash<std::string>{}(dn.key());
  }
};
