#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/uuid.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::directory {

/// One attribute of an entry to be made. `name` is a name of the schema in the spelling that is
/// to be served; it is only read while the entry is made.
struct AttributeContent {
  std::string_view name;
  std::vector<std::string> values;  ///< Blank ones are left out.
};

/// What an entry is made of. `entryDN`, `subschemaSubentry` and `hasSubordinates` are derived
/// when they are asked for and must not be given.
struct EntryContent {
  dn::Dn dn;
  std::vector<AttributeContent> attributes;  ///< Served in this order; no type twice.
  /// A digest of what is served, by the maker's own rule of what counts as a change; 0 = none.
  std::uint64_t fingerprint = 0;
};

class Entry;
using EntryPointer = std::shared_ptr<const Entry>;

/// The values of one attribute: a walk over concatenated OCTET STRING TLVs.
class ValueCursor {
 public:
  explicit ValueCursor(std::string_view encoded) : rest_(encoded) {}
  /// The next value, or nothing. Borrowed from the entry.
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;
};

/// An immutable entry with its attributes already encoded for the wire.
///
/// One buffer holds the objectName TLV, then each PartialAttribute TLV (RFC 4511 section 4.5.2),
/// then the normal forms of those values that are matched often and differ from the served ones;
/// a table of slices says where each attribute is. Appending an attribute to an answer is one
/// copy. May be read by any number of threads.
class Entry {
 public:
  /// Where one attribute is in the buffer.
  struct Slice {
    std::uint32_t offset;         ///< Of the PartialAttribute TLV; it ends where the next begins.
    std::uint32_t normal_offset;  ///< Of the normal forms; 0: they equal the served values.
    schema::AttributeId type;
    bool is_operational;
    bool has_normal_forms;  ///< False: normal forms are made when they are needed.
  };

  /// Encodes an entry. Attributes without a value that is not blank are left out.
  /// @return kInvalid when a name is not in the schema, comes twice, is a derived attribute or
  ///         may not be served, when a value does not fit its syntax, or when there is no
  ///         objectClass; kTooLarge over 256 MiB. `field` is the attribute's name.
  static Result<EntryPointer> make(const EntryContent& content);

  /// The normal key of the DN (see dn::Dn::key): an ancestor's key is a prefix of it.
  const std::string& key() const { return key_; }
  /// The DN as served.
  std::string_view dn() const;
  /// `entryUSN` when the entry has it, else 0.
  std::uint64_t usn() const { return usn_; }
  /// `entryUUID`; nil when the entry has none.
  Uuid uuid() const;
  /// As given when it was made.
  std::uint64_t fingerprint() const { return fingerprint_; }

  const std::vector<Slice>& slices() const { return slices_; }
  /// The attribute of that type, or null.
  const Slice* find(schema::AttributeId type) const;

  /// The objectName TLV (OCTET STRING).
  std::string_view name_tlv() const { return bytes(0, slices_begin_); }
  /// The whole PartialAttribute TLV.
  std::string_view attribute_tlv(const Slice& slice) const;
  /// All PartialAttribute TLVs of user attributes, which come first in the buffer.
  std::string_view user_attributes() const { return bytes(slices_begin_, operational_begin_); }
  /// All of the stored operational ones.
  std::string_view operational_attributes() const { return bytes(operational_begin_, wire_end_); }
  /// The attribute's name in the spelling served.
  std::string_view served_name(const Slice& slice) const;
  /// The values as served.
  ValueCursor values(const Slice& slice) const;
  /// The normal forms of the values, in the same order; only with `has_normal_forms`.
  ValueCursor normal_values(const Slice& slice) const;

 private:
  friend class EntryEncoder;
  Entry() = default;

  std::string_view bytes(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(buffer_).substr(begin, end - begin);
  }

  std::string buffer_;
  std::vector<Slice> slices_;
  std::string key_;
  std::uint64_t usn_ = 0;
  std::uint64_t fingerprint_ = 0;
  std::uint32_t slices_begin_ = 0;
  std::uint32_t operational_begin_ = 0;
  std::uint32_t wire_end_ = 0;
};

}  // namespace drawbridge::ldap::directory
