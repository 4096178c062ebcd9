#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/packed_texts.h"
#include "base/result.h"
#include "base/uuid.h"
#include "ldap/directory/facts.h"
#include "ldap/directory/stamper.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::directory {

/// A value that lies elsewhere while the entry is made.
struct BorrowedValue {
  std::string_view text;
  /// By the attribute's equality rule, where the maker knows it; empty: it is made.
  std::string_view normal_form{};
};

/// Values of one attribute that very many entries have, encoded once (see ObjectClasses).
struct EncodedValues {
  std::string attribute;        ///< The PartialAttribute TLV.
  std::size_t values_size = 0;  ///< Octets of the values' TLVs in it.
  bool folds_case = false;      ///< The normal forms are the values in lower case, else as served.
};

/// One attribute of an entry to be made. `name` is a name of the schema in the spelling that is
/// to be served; it is only read while the entry is made. Blank values are left out.
struct AttributeContent {
  std::string_view name;
  std::vector<std::string> values;
  std::span<const BorrowedValue> borrowed{};  ///< Values behind those.
  std::string_view single{};                  ///< One more behind all of those; null: none.
  /// Those values under that name as they are encoded; null: they are to be.
  /// REQUIRES: made of the same name and values.
  const EncodedValues* encoded = nullptr;
  /// What the name stands for, where the maker knows it; null: it is looked up.
  const schema::AttributeType* type = nullptr;

  std::size_t size() const {
    return values.size() + borrowed.size() + (single.data() == nullptr ? 0 : 1);
  }
  BorrowedValue operator[](std::size_t at) const {
    if (at < values.size()) return {values[at]};
    at -= values.size();
    return at < borrowed.size() ? borrowed[at] : BorrowedValue{single};
  }
};

/// An attribute whose values others hold as well, so that they are not to lie in memory twice.
struct SharedContent {
  std::string_view name;  ///< Of a user attribute; as above.
  PackedTexts values;     ///< None: the entry has no such attribute. None of them is blank.
};

/// What an entry is made of. `entryDN`, `subschemaSubentry` and `hasSubordinates` are derived
/// when they are asked for and must not be given.
struct EntryContent {
  dn::Dn dn;
  std::vector<AttributeContent> attributes;  ///< Served in this order; no type twice.
  SharedContent shared{};                    ///< Served behind the other user attributes.
  EntryFacts facts{};  ///< With a class: none of their attributes may be among the others.
  /// Gives the moment of change and the fingerprint; null: the moment is that of `facts`.
  const Stamper* stamper = nullptr;
};

class Entry;
using EntryPointer = std::shared_ptr<const Entry>;

/// The values of one attribute: a walk over concatenated OCTET STRING TLVs.
class ValueCursor {
 public:
  explicit ValueCursor(std::string_view encoded) : rest_(encoded) {}
  /// The next value, or nothing. Borrowed from the entry.
  std::optional<std::string_view> next();
  /// Those that next() has still to give, as they lie.
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// The normal forms of the values of one attribute.
class NormalValueCursor {
 public:
  /// Longer values are not folded.
  static constexpr std::size_t kMostFolded = 64;

  /// @param folds_case  the forms are these values in lower-case ASCII
  // folded_ is left as it is: next() writes what is read of it.
  NormalValueCursor(std::string_view encoded, bool folds_case)
      : values_(encoded), folds_case_(folds_case) {}
  /// The next form, or nothing. Good until the next call.
  std::optional<std::string_view> next();

 private:
  ValueCursor values_;
  bool folds_case_;
  std::array<char, kMostFolded> folded_;
};

/// An immutable entry with its attributes already encoded for the wire.
///
/// It is one block of memory. Behind the object lie its key, a table that says where each attribute
/// is, and the octets: the objectName TLV, each PartialAttribute TLV (RFC 4511 section 4.5.2), then
/// the normal forms of those values that are matched often and differ from the served ones.
/// Appending an attribute to an answer is one copy. Of one attribute, the last of the user
/// attributes, the values may lie elsewhere, and its octets end where they would begin. The
/// attributes of its facts are not among these and are spelled when they are asked for. May be read
/// by any number of threads.
class Entry {
  struct Parts;

 public:
  /// One attribute. A value: made when it is asked for from a table with few octets a row.
  struct Slice {
    std::uint32_t begin;  ///< Of the PartialAttribute TLV in the octets.
    std::uint32_t end;
    schema::AttributeId type;
    bool is_operational;
    bool has_shared_values;
    bool has_normal_forms;   ///< False: normal forms are made when they are needed.
    bool folds_case;         ///< The normal forms are the served values in lower case.
    std::uint8_t own_forms;  ///< Which normal forms are its; 0: none are kept.
  };

  /// The stored attributes in the order of the octets.
  class Slices {
   public:
    class Iterator {
     public:
      using iterator_category = std::input_iterator_tag;
      using value_type = Slice;
      using difference_type = std::ptrdiff_t;
      using pointer = void;
      using reference = Slice;

      Iterator(const Entry& entry, std::size_t at) : entry_(&entry), at_(at) {}
      Slice operator*() const { return entry_->slice(at_); }
      Iterator& operator++() {
        ++at_;
        return *this;
      }
      Iterator operator++(int) {
        const Iterator before = *this;
        ++at_;
        return before;
      }
      friend bool operator==(const Iterator&, const Iterator&) = default;

     private:
      const Entry* entry_;
      std::size_t at_;
    };

    explicit Slices(const Entry& entry) : entry_(&entry) {}
    Iterator begin() const { return {*entry_, 0}; }
    Iterator end() const { return {*entry_, entry_->slice_count_}; }

   private:
    const Entry* entry_;
  };

  /// Encodes an entry. Attributes without a value that is not blank are left out.
  /// @return kInvalid when a name is not in the schema, comes twice, is a derived attribute or
  ///         may not be served, when a value does not fit its syntax, or when there is no
  ///         objectClass; kTooLarge over 256 MiB. `field` is the attribute's name.
  static Result<EntryPointer> make(const EntryContent& content);

  /// For `make`, which sees to the room behind the object.
  explicit Entry(const Parts& parts);
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  /// The normal key of the DN (see dn::Dn::key): an ancestor's key is a prefix of it.
  std::string_view key() const { return {tail(), key_size_}; }
  /// The DN as served.
  std::string_view dn() const;
  /// `entryUSN` when the entry has it, else 0.
  std::uint64_t usn() const { return facts_.changed; }
  /// `entryUUID`; nil when the entry has none.
  const Uuid& uuid() const { return facts_.uuid; }
  /// What the attributes of facts say; null when there are none, or those given are stored.
  const EntryFacts* facts() const { return facts_.structural_class == nullptr ? nullptr : &facts_; }
  /// As its stamper gave it; 0: it had none.
  std::uint64_t fingerprint() const { return fingerprint_; }

  Slices slices() const { return Slices(*this); }
  /// The stored attribute of that type, or nothing.
  std::optional<Slice> find(schema::AttributeId type) const;

  /// The objectName TLV (OCTET STRING).
  std::string_view name_tlv() const { return octets(0, offset_of(0)); }
  /// The whole PartialAttribute TLV; without the values when they are shared ones.
  std::string_view attribute_tlv(const Slice& slice) const {
    return octets(slice.begin, slice.end);
  }
  /// The shared values, as they stand behind attribute_tlv of theirs and behind user_attributes.
  std::string_view shared_values() const { return shared_.octets(); }
  /// All PartialAttribute TLVs of user attributes, which come first in the octets.
  std::string_view user_attributes() const { return octets(offset_of(0), offset_of(user_count_)); }
  /// All of the stored operational ones.
  std::string_view operational_attributes() const {
    return octets(offset_of(user_count_), offset_of(slice_count_));
  }
  /// The attribute's name in the spelling served.
  std::string_view served_name(const Slice& slice) const;
  /// The values as served.
  ValueCursor values(const Slice& slice) const;
  /// The normal forms of the values, in the same order; only with `has_normal_forms`.
  NormalValueCursor normal_values(const Slice& slice) const;

 private:
  friend class EntryEncoder;

  /// A row of the table of attributes. Offsets take 16 bits in the entries, nearly all, whose
  /// octets are few enough.
  template <class Offset>
  struct Row {
    Offset offset;
    std::uint8_t type;
    std::uint8_t marks;  ///< kHasNormalForms, kFoldsCase, and below them Slice::own_forms.
  };
  static constexpr std::uint8_t kHasNormalForms = 0x80;
  static constexpr std::uint8_t kFoldsCase = 0x40;
  static_assert(schema::kAttributeCount < 0x80, "a type, and how many there are, takes an octet");

  const char* tail() const { return reinterpret_cast<const char*>(this + 1); }
  std::string_view octets(std::uint32_t begin, std::uint32_t end) const {
    return {tail() + octets_begin_ + begin, end - begin};
  }

  /// From a place in the table, which has no alignment.
  template <class Value>
  Value load(std::size_t distance) const {
    Value value{};
    std::memcpy(&value, tail() + key_size_ + distance, sizeof value);
    return value;
  }
  template <class Offset>
  Slice slice_with(std::size_t at) const {
    const auto row = load<Row<Offset>>(at * sizeof(Row<Offset>));
    return {.begin = row.offset,
            .end = load<Offset>((at + 1) * sizeof(Row<Offset>)),
            .type = static_cast<schema::AttributeId>(row.type),
            .is_operational = at >= user_count_,
            .has_shared_values = at + 1 == user_count_ && !shared_.empty(),
            .has_normal_forms = (row.marks & kHasNormalForms) != 0,
            .folds_case = (row.marks & kFoldsCase) != 0,
            .own_forms = static_cast<std::uint8_t>(row.marks & (kFoldsCase - 1))};
  }
  Slice slice(std::size_t at) const {
    return is_wide_ ? slice_with<std::uint32_t>(at) : slice_with<std::uint16_t>(at);
  }
  /// Where an attribute begins; that of the number of attributes is the end of the last.
  std::uint32_t offset_of(std::size_t at) const {
    return is_wide_ ? load<std::uint32_t>(at * sizeof(Row<std::uint32_t>))
                    : load<std::uint16_t>(at * sizeof(Row<std::uint16_t>));
  }
  template <class Offset>
  std::string_view forms_with(std::uint8_t number) const;

  EntryFacts facts_;  ///< Uuid and moment also of an entry whose attributes are all stored.
  PackedTexts shared_;
  std::uint64_t fingerprint_;
  std::uint32_t key_size_;
  std::uint32_t octets_begin_;  ///< In the tail.
  std::uint8_t slice_count_;
  std::uint8_t user_count_;  ///< Of them those of user attributes, which come first.
  bool is_wide_;             ///< The table has offsets of 32 bits.
};

}  // namespace drawbridge::ldap::directory
