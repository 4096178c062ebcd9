#include <algorithm>
#include <bitset>
#include <charconv>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/fixed_vector.h"
#include "base/octet_buffer.h"
#include "ldap/ber/length_prefix.h"
#include "ldap/ber/tag.h"
#include "ldap/directory/derived.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/indexed.h"
#include "ldap/schema/matching.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::directory {
namespace {

constexpr std::size_t kMaxEntryOctets = std::size_t{256} * 1024 * 1024;

bool is_blank(std::string_view text) {
  if (!text.empty() && static_cast<unsigned char>(text.front()) > ' ') return false;
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

/// Whether the form is the value in lower-case ASCII and nothing else.
bool is_folded(std::string_view form, std::string_view value) {
  return value.size() <= NormalValueCursor::kMostFolded &&
         std::equal(form.begin(), form.end(), value.begin(), value.end(),
                    [](char folded, char c) { return folded == schema::ascii_lower(c); });
}

tl::unexpected<Error> refuse(std::string reason, std::string_view attribute) {
  return fail(ErrorCode::kInvalid, std::move(reason), std::string(attribute));
}

void append_octets(OctetBuffer& out, std::string_view value) {
  ber::append_header(out, ber::kOctetString, value.size());
  out.append(value);
}

/// Allocates what is asked for and `room` octets behind it, and notes where they begin.
/// std::allocate_shared of the libraries there are keeps the object at the end of what it asks for,
/// so that this is directly behind the object.
template <class T>
class RoomyAllocator {
 public:
  using value_type = T;

  RoomyAllocator(std::size_t room, const void*& begin) : room_(room), begin_(&begin) {}
  template <class Other>
  explicit RoomyAllocator(const RoomyAllocator<Other>& other)
      : room_(other.room()), begin_(other.begin()) {}

  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
    T* const place = static_cast<T*>(::operator new(count * sizeof(T) + room_));
    *begin_ = place + count;
    return place;
  }
  void deallocate(T* place, std::size_t /*count*/) { ::operator delete(place); }
  std::size_t room() const { return room_; }
  const void** begin() const { return begin_; }

  friend bool operator==(const RoomyAllocator&, const RoomyAllocator&) = default;

 private:
  std::size_t room_;
  const void** begin_;
};

char* put(char* out, std::string_view octets) {
  return std::copy(octets.begin(), octets.end(), out);
}

template <class Value>
char* put_value(char* out, const Value& value) {
  std::memcpy(out, &value, sizeof value);
  return out + sizeof value;
}

}  // namespace

/// What an entry is put together from.
struct Entry::Parts {
  using WideRow = Row<std::uint32_t>;

  std::string_view key;
  std::span<const WideRow> rows;             ///< One more than attributes: where the last ends.
  std::span<const std::uint32_t> form_ends;  ///< Of the normal forms after the attributes.
  std::string_view octets;
  std::size_t user_count = 0;
  EntryFacts facts;
  PackedTexts shared;
  std::uint64_t fingerprint = 0;

  bool is_wide() const { return octets.size() > std::numeric_limits<std::uint16_t>::max(); }
  template <class Offset>
  std::size_t table_size() const {
    return rows.size() * sizeof(Row<Offset>) + form_ends.size() * sizeof(Offset);
  }
  std::size_t octets_begin() const {
    return key.size() + (is_wide() ? table_size<std::uint32_t>() : table_size<std::uint16_t>());
  }
  std::size_t tail_size() const { return octets_begin() + octets.size(); }

  template <class Offset>
  char* put_table(char* out) const {
    for (const WideRow& row : rows) {
      out = put_value(out, Row<Offset>{static_cast<Offset>(row.offset), row.type, row.marks});
    }
    for (const std::uint32_t end : form_ends) out = put_value(out, static_cast<Offset>(end));
    return out;
  }
};

Entry::Entry(const Parts& parts)
    : facts_(parts.facts),
      shared_(parts.shared),
      fingerprint_(parts.fingerprint),
      key_size_(static_cast<std::uint32_t>(parts.key.size())),
      octets_begin_(static_cast<std::uint32_t>(parts.octets_begin())),
      slice_count_(static_cast<std::uint8_t>(parts.rows.size() - 1)),
      user_count_(static_cast<std::uint8_t>(parts.user_count)),
      is_wide_(parts.is_wide()) {
  char* out = put(reinterpret_cast<char*>(this + 1), parts.key);
  out = is_wide_ ? parts.put_table<std::uint32_t>(out) : parts.put_table<std::uint16_t>(out);
  put(out, parts.octets);
}

/// Builds one entry: names resolved and values normalised first, then one encoding pass. All is
/// written to buffers of the encoder's own, so that the entry is made once, in its size.
class EntryEncoder {
 public:
  explicit EntryEncoder(const EntryContent& content) : content_(&content), facts_(content.facts) {}

  Result<EntryPointer> encode() {
    DRAWBRIDGE_CHECK(check_facts());
    DRAWBRIDGE_CHECK(resolve());
    append_octets(wire_, content_->dn.text());
    append_attributes(false);
    if (has_shared()) append_shared();
    const std::size_t user_count = rows_.size();
    append_attributes(true);
    DRAWBRIDGE_TRY(const std::uint64_t fingerprint, stamp());
    rows_.push_back({.offset = offset(), .type = 0, .marks = 0});
    append_normal_forms();
    // The key takes part: it may be a multiple of a name with many characters to escape.
    if (wire_.size() + content_->dn.key().size() > kMaxEntryOctets) {
      return fail(ErrorCode::kTooLarge, "The entry is larger than 256 MiB.");
    }
    const Entry::Parts parts{.key = content_->dn.key(),
                             .rows = {rows_.begin(), rows_.end()},
                             .form_ends = {form_ends_.begin(), form_ends_.end()},
                             .octets = wire_.view(),
                             .user_count = user_count,
                             .facts = facts_,
                             .shared = content_->shared.values,
                             .fingerprint = fingerprint};
    const void* room = nullptr;
    auto entry = std::allocate_shared<Entry>(RoomyAllocator<Entry>(parts.tail_size(), room), parts);
    if (entry.get() + 1 != room) throw std::logic_error("An entry is not where its room is.");
    return entry;
  }

 private:
  struct Attribute {
    const schema::AttributeType* type = nullptr;
    const AttributeContent* given = nullptr;
    std::size_t values_size = 0;  ///< Of the values' TLVs together; 0: there is no value.
    std::size_t row = 0;          ///< In rows_.
    bool has_normal_forms = true;
    bool differs = false;
    bool folds_case = true;  ///< The forms are the values in lower case.
  };

  std::uint32_t offset() const {
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(wire_.size(), std::numeric_limits<std::uint32_t>::max()));
  }

  bool has_shared() const { return !content_->shared.values.empty(); }
  bool has_facts() const { return facts_.structural_class != nullptr; }

  /// @return the fingerprint
  Result<std::uint64_t> stamp() {
    if (content_->stamper == nullptr) return 0;
    const auto stamp = content_->stamper->stamp({.octets = wire_.view(),
                                                 .shared_values = content_->shared.values.octets(),
                                                 .facts = facts_});
    facts_.changed = stamp.changed;
    DRAWBRIDGE_CHECK(check_facts());
    return stamp.fingerprint;
  }

  Status check_facts() const {
    if (!has_facts()) return {};
    if (const auto* type = find_unspellable(facts_)) {
      return refuse("The value does not have the attribute's syntax.", type->name);
    }
    return {};
  }

  Status resolve() {
    std::size_t octets = 0;
    bool has_object_class = false;
    for (const AttributeContent& given : content_->attributes) {
      DRAWBRIDGE_TRY(const Attribute attribute, resolve(given));
      if (attribute.values_size == 0) continue;
      if (has_come_[static_cast<std::size_t>(attribute.type->id)]) {
        return refuse("The attribute comes twice.", given.name);
      }
      has_come_[static_cast<std::size_t>(attribute.type->id)] = true;
      octets += attribute.values_size + given.name.size();
      has_object_class |= attribute.type->id == schema::AttributeId::kObjectClass;
      attributes_.push_back(attribute);
    }
    if (has_shared()) {
      DRAWBRIDGE_CHECK(check_shared());
      octets += content_->shared.values.octets().size();
    }
    if (octets > kMaxEntryOctets) {
      return fail(ErrorCode::kTooLarge, "The entry is larger than 256 MiB.");
    }
    if (!has_object_class) return refuse("The entry has no object class.", "objectClass");
    return {};
  }

  Result<Attribute> resolve(const AttributeContent& given) {
    Attribute attribute;
    attribute.type = given.type != nullptr ? given.type : schema::find_attribute(given.name);
    attribute.given = &given;
    if (attribute.type == nullptr) return refuse("There is no such attribute type.", given.name);
    if (attribute.type->is_secret || is_derived(attribute.type->id)) {
      return refuse("The attribute cannot be stored.", given.name);
    }
    if (has_facts() && is_of_facts(attribute.type->id)) {
      return refuse("The attribute comes twice.", given.name);
    }
    if (given.encoded != nullptr) {
      attribute.values_size = given.encoded->values_size;
      attribute.folds_case = given.encoded->folds_case;
      return attribute;
    }
    std::size_t count = 0;
    for (std::size_t at = 0; at < given.size(); ++at) {
      const std::string_view value = given[at].text;
      if (is_blank(value)) continue;
      ++count;
      attribute.values_size += ber::element_size(value.size());
    }
    if (attribute.type->is_single_valued && count > 1) {
      return refuse("The attribute takes one value.", given.name);
    }
    DRAWBRIDGE_CHECK(normalise(attribute));
    return attribute;
  }

  /// Their normal forms are not kept: they are made when they are needed.
  Status check_shared() const {
    const std::string_view name = content_->shared.name;
    const schema::AttributeType* type = schema::find_attribute(name);
    if (type == nullptr) return refuse("There is no such attribute type.", name);
    if (type->is_secret || type->is_operational() || type->is_single_valued ||
        is_indexed(type->id)) {
      return refuse("The attribute cannot have shared values.", name);
    }
    // Any octets are an octet string (RFC 4517 section 3.3.25).
    const bool is_any_right = type->equality == schema::MatchingRule::kOctetString;
    std::string form;
    for (const std::string_view value : content_->shared.values) {
      form.clear();
      const bool is_right = is_any_right || schema::append_normal_form(*type, value, form);
      if (is_blank(value) || !is_right) {
        return refuse("The value does not have the attribute's syntax.", name);
      }
    }
    if (has_come_[static_cast<std::size_t>(type->id)]) {
      return refuse("The attribute comes twice.", name);
    }
    return {};
  }

  Status normalise(Attribute& attribute) {
    if (attribute.type->equality == schema::MatchingRule::kNone) {
      attribute.has_normal_forms = attribute.folds_case = false;
      return {};
    }
    const AttributeContent& given = *attribute.given;
    for (std::size_t at = 0; at < given.size(); ++at) {
      if (is_blank(given[at].text)) continue;
      const auto form = normal_form(*attribute.type, given[at]);
      if (!form) return refuse("The value does not have the attribute's syntax.", given.name);
      attribute.differs |= *form != given[at].text;
      attribute.folds_case = attribute.folds_case && is_folded(*form, given[at].text);
    }
    attribute.folds_case &= attribute.differs && keeps_normal_forms(attribute.type->id);
    if (attribute.folds_case) attribute.differs = false;
    if (attribute.differs && !keeps_normal_forms(attribute.type->id)) {
      attribute.has_normal_forms = false;
    }
    return {};
  }

  /// Good until the next call; nothing when the value does not have the syntax.
  std::optional<std::string_view> normal_form(const schema::AttributeType& type,
                                              const BorrowedValue& value) {
    if (!value.normal_form.empty()) return value.normal_form;
    form_.clear();
    if (!schema::append_normal_form(type, value.text, form_)) return std::nullopt;
    return form_;
  }

  void append_attributes(bool operational) {
    for (Attribute& attribute : attributes_) {
      if (attribute.type->is_operational() == operational) append(attribute);
    }
  }

  void append(Attribute& attribute) {
    attribute.row = rows_.size();
    const std::string_view name = attribute.given->name;
    const unsigned marks = (attribute.has_normal_forms ? Entry::kHasNormalForms : 0U) |
                           (attribute.folds_case ? Entry::kFoldsCase : 0U);
    rows_.push_back({.offset = offset(),
                     .type = static_cast<std::uint8_t>(attribute.type->id),
                     .marks = static_cast<std::uint8_t>(marks)});
    if (attribute.given->encoded != nullptr)
      return wire_.append(attribute.given->encoded->attribute);
    ber::append_header(wire_, ber::kSequence,
                       ber::element_size(name.size()) + ber::element_size(attribute.values_size));
    append_octets(wire_, name);
    ber::append_header(wire_, ber::kSet, attribute.values_size);
    for (std::size_t at = 0; at < attribute.given->size(); ++at) {
      const std::string_view value = (*attribute.given)[at].text;
      if (is_blank(value)) continue;
      append_octets(wire_, value);
      if (attribute.type->id == schema::AttributeId::kEntryUSN) {
        std::from_chars(value.data(), value.data() + value.size(), facts_.changed);
      } else if (attribute.type->id == schema::AttributeId::kEntryUUID) {
        facts_.uuid = Uuid::parse(value).value_or(Uuid());
      }
    }
  }

  void append_shared() {
    const std::string_view name = content_->shared.name;
    const std::size_t values_size = content_->shared.values.octets().size();
    rows_.push_back({.offset = offset(),
                     .type = static_cast<std::uint8_t>(schema::find_attribute(name)->id),
                     .marks = 0});
    ber::append_header(wire_, ber::kSequence,
                       ber::element_size(name.size()) + ber::element_size(values_size));
    append_octets(wire_, name);
    ber::append_header(wire_, ber::kSet, values_size);
  }

  void append_normal_forms() {
    for (const Attribute& attribute : attributes_) {
      if (!attribute.has_normal_forms || !attribute.differs) continue;
      const AttributeContent& given = *attribute.given;
      for (std::size_t at = 0; at < given.size(); ++at) {
        if (is_blank(given[at].text)) continue;
        // Made for a second time, which few values need: keeping all of them costs more.
        append_octets(wire_, normal_form(*attribute.type, given[at]).value_or(std::string_view()));
      }
      form_ends_.push_back(offset());
      rows_[attribute.row].marks |= static_cast<std::uint8_t>(form_ends_.size());
    }
  }

  const EntryContent* content_;
  // No type comes twice, so that there is room for all of them, and for where the last ends.
  FixedVector<Attribute, schema::kAttributeCount> attributes_;
  std::bitset<schema::kAttributeCount> has_come_;  ///< Their ids.
  FixedVector<Entry::Row<std::uint32_t>, schema::kAttributeCount + 1> rows_;
  FixedVector<std::uint32_t, schema::kAttributeCount> form_ends_;
  OctetBuffer wire_;
  std::string form_;  ///< Of one value.
  EntryFacts facts_;
};

Result<EntryPointer> Entry::make(const EntryContent& content) {
  return EntryEncoder(content).encode();
}

}  // namespace drawbridge::ldap::directory
