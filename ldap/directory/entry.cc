#include "ldap/directory/entry.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "ldap/ber/length_prefix.h"
#include "ldap/ber/tag.h"
#include "ldap/directory/derived.h"
#include "ldap/directory/indexed.h"
#include "ldap/schema/matching.h"

namespace drawbridge::ldap::directory {
namespace {

constexpr std::size_t kMaxEntryOctets = std::size_t{256} * 1024 * 1024;

/// Takes the contents of the next element off BER that was encoded here.
std::string_view take_element(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest[1]);
  std::size_t header = 2;
  std::size_t length = first;
  if (first >= 0x80) {
    const std::size_t octets = first & 0x7fU;
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) {
      length = (length << 8U) | static_cast<unsigned char>(rest[2 + i]);
    }
    header += octets;
  }
  const std::string_view contents = rest.substr(header, length);
  rest.remove_prefix(header + length);
  return contents;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

tl::unexpected<Error> refuse(std::string reason, std::string_view attribute) {
  return fail(ErrorCode::kInvalid, std::move(reason), std::string(attribute));
}

void append_octets(std::string& out, std::string_view value) {
  ber::append_header(out, ber::kOctetString, value.size());
  out.append(value);
}

}  // namespace

std::optional<std::string_view> ValueCursor::next() {
  if (rest_.empty()) return std::nullopt;
  return take_element(rest_);
}

/// Builds one entry: names resolved and values normalised first, then one encoding pass. Both write
/// to buffers of the encoder's own, so that the entry's is made once, in its size.
class EntryEncoder {
 public:
  explicit EntryEncoder(const EntryContent& content) : content_(&content) {}

  Result<EntryPointer> encode() {
    DRAWBRIDGE_CHECK(resolve());
    const std::shared_ptr<Entry> entry(new Entry);
    entry->key_ = content_->dn.key();
    entry->fingerprint_ = content_->fingerprint;
    append_octets(wire_, content_->dn.text());
    entry->slices_begin_ = offset();
    entry->slices_.reserve(attributes_.size());
    for (const Attribute& attribute : attributes_) {
      if (!attribute.type->is_operational()) append(*entry, attribute);
    }
    entry->operational_begin_ = offset();
    for (const Attribute& attribute : attributes_) {
      if (attribute.type->is_operational()) append(*entry, attribute);
    }
    entry->wire_end_ = offset();
    append_normal_forms(*entry);
    if (wire_.size() > kMaxEntryOctets) {
      return fail(ErrorCode::kTooLarge, "The entry is larger than 256 MiB.");
    }
    entry->buffer_.assign(wire_);
    return entry;
  }

 private:
  struct Attribute {
    const schema::AttributeType* type = nullptr;
    const AttributeContent* given = nullptr;
    std::size_t values_size = 0;  ///< Of the values' TLVs together; 0: there is no value.
    std::size_t normal_begin = 0, normal_end = 0;  ///< In normal_forms_.
    bool has_normal_forms = true;
    bool differs = false;
  };

  std::uint32_t offset() const {
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(wire_.size(), std::numeric_limits<std::uint32_t>::max()));
  }

  Status resolve() {
    std::size_t octets = 0;
    bool has_object_class = false;
    attributes_.reserve(content_->attributes.size());
    for (const AttributeContent& given : content_->attributes) {
      DRAWBRIDGE_TRY(const Attribute attribute, resolve(given));
      if (attribute.values_size == 0) continue;
      for (const Attribute& other : attributes_) {
        if (other.type == attribute.type) return refuse("The attribute comes twice.", given.name);
      }
      octets += attribute.values_size + given.name.size();
      has_object_class |= attribute.type->id == schema::AttributeId::kObjectClass;
      attributes_.push_back(attribute);
    }
    if (octets > kMaxEntryOctets) {
      return fail(ErrorCode::kTooLarge, "The entry is larger than 256 MiB.");
    }
    if (!has_object_class) return refuse("The entry has no object class.", "objectClass");
    constexpr std::size_t kHeaders = 16;  // of an attribute's sequence, name and set
    wire_.reserve(octets + kHeaders * (attributes_.size() + 1) + content_->dn.text().size() +
                  normal_forms_.size());
    return {};
  }

  Result<Attribute> resolve(const AttributeContent& given) {
    Attribute attribute;
    attribute.type = schema::find_attribute(given.name);
    attribute.given = &given;
    if (attribute.type == nullptr) return refuse("There is no such attribute type.", given.name);
    if (attribute.type->is_secret || is_derived(attribute.type->id)) {
      return refuse("The attribute cannot be stored.", given.name);
    }
    std::size_t count = 0;
    for (const std::string& value : given.values) {
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

  Status normalise(Attribute& attribute) {
    if (attribute.type->equality == schema::MatchingRule::kNone) {
      attribute.has_normal_forms = false;
      return {};
    }
    attribute.normal_begin = normal_forms_.size();
    for (const std::string& value : attribute.given->values) {
      if (is_blank(value)) continue;
      form_.clear();
      if (!schema::append_normal_form(*attribute.type, value, form_)) {
        return refuse("The value does not have the attribute's syntax.", attribute.given->name);
      }
      attribute.differs |= form_ != value;
      append_octets(normal_forms_, form_);
    }
    attribute.normal_end = normal_forms_.size();
    if (attribute.differs && keeps_normal_forms(attribute.type->id)) return {};
    if (attribute.differs) attribute.has_normal_forms = false;
    normal_forms_.resize(attribute.normal_begin);
    return {};
  }

  void append(Entry& entry, const Attribute& attribute) {
    const std::string_view name = attribute.given->name;
    entry.slices_.push_back({.offset = offset(),
                             .normal_offset = 0,
                             .type = attribute.type->id,
                             .is_operational = attribute.type->is_operational(),
                             .has_normal_forms = attribute.has_normal_forms});
    ber::append_header(wire_, ber::kSequence,
                       ber::element_size(name.size()) + ber::element_size(attribute.values_size));
    append_octets(wire_, name);
    ber::append_header(wire_, ber::kSet, attribute.values_size);
    for (const std::string& value : attribute.given->values) {
      if (is_blank(value)) continue;
      append_octets(wire_, value);
      if (attribute.type->id == schema::AttributeId::kEntryUSN) {
        std::from_chars(value.data(), value.data() + value.size(), entry.usn_);
      }
    }
  }

  void append_normal_forms(Entry& entry) {
    for (const Attribute& attribute : attributes_) {
      if (!attribute.has_normal_forms || !attribute.differs) continue;
      for (Entry::Slice& slice : entry.slices_) {
        if (slice.type == attribute.type->id) slice.normal_offset = offset();
      }
      const auto forms =
          std::string_view(normal_forms_)
              .substr(attribute.normal_begin, attribute.normal_end - attribute.normal_begin);
      ber::append_header(wire_, ber::kSequence, forms.size());
      wire_.append(forms);
    }
  }

  const EntryContent* content_;
  std::vector<Attribute> attributes_;
  std::string normal_forms_;  ///< Concatenated TLVs of those attributes that keep theirs.
  std::string wire_;
  std::string form_;  ///< Of one value.
};

Result<EntryPointer> Entry::make(const EntryContent& content) {
  return EntryEncoder(content).encode();
}

std::string_view Entry::dn() const {
  std::string_view tlv = name_tlv();
  return take_element(tlv);
}

Uuid Entry::uuid() const {
  const Slice* slice = find(schema::AttributeId::kEntryUUID);
  if (slice == nullptr) return {};
  const auto text = values(*slice).next();
  return text ? Uuid::parse(*text).value_or(Uuid()) : Uuid();
}

const Entry::Slice* Entry::find(schema::AttributeId type) const {
  for (const Slice& slice : slices_) {
    if (slice.type == type) return &slice;
  }
  return nullptr;
}

std::string_view Entry::attribute_tlv(const Slice& slice) const {
  const auto next = static_cast<std::size_t>(&slice - slices_.data()) + 1;
  return bytes(slice.offset, next < slices_.size() ? slices_[next].offset : wire_end_);
}

ValueCursor Entry::values(const Slice& slice) const {
  std::string_view tlv = attribute_tlv(slice);
  std::string_view attribute = take_element(tlv);
  take_element(attribute);
  return ValueCursor(take_element(attribute));
}

ValueCursor Entry::normal_values(const Slice& slice) const {
  if (slice.normal_offset == 0) return values(slice);
  std::string_view rest = std::string_view(buffer_).substr(slice.normal_offset);
  return ValueCursor(take_element(rest));
}

std::string_view Entry::served_name(const Slice& slice) const {
  std::string_view tlv = attribute_tlv(slice);
  std::string_view attribute = take_element(tlv);
  return take_element(attribute);
}

}  // namespace drawbridge::ldap::directory
