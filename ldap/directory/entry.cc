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

/// Builds one entry: names resolved and values normalised first, then one encoding pass.
class EntryEncoder {
 public:
  explicit EntryEncoder(const EntryContent& content) : content_(&content) {}

  Result<EntryPointer> encode() {
    DRAWBRIDGE_CHECK(resolve());
    const std::shared_ptr<Entry> entry(new Entry);
    entry->key_ = content_->dn.key();
    entry->fingerprint_ = content_->fingerprint;
    append_octets(entry->buffer_, content_->dn.text());
    entry->slices_begin_ = offset(*entry);
    entry->slices_.reserve(attributes_.size());
    for (const Attribute& attribute : attributes_) {
      if (!attribute.type->is_operational()) append(*entry, attribute);
    }
    entry->operational_begin_ = offset(*entry);
    for (const Attribute& attribute : attributes_) {
      if (attribute.type->is_operational()) append(*entry, attribute);
    }
    entry->wire_end_ = offset(*entry);
    append_normal_forms(*entry);
    if (entry->buffer_.size() > kMaxEntryOctets) {
      return fail(ErrorCode::kTooLarge, "The entry is larger than 256 MiB.");
    }
    entry->buffer_.shrink_to_fit();
    return entry;
  }

 private:
  struct Attribute {
    const schema::AttributeType* type = nullptr;
    std::string_view name;
    std::vector<std::string_view> values;
    std::string normal_forms;  ///< Concatenated TLVs.
    bool has_normal_forms = true;
    bool differs = false;
  };

  static std::uint32_t offset(const Entry& entry) {
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(entry.buffer_.size(), std::numeric_limits<std::uint32_t>::max()));
  }

  Status resolve() {
    std::size_t octets = 0;
    bool has_object_class = false;
    for (const AttributeContent& given : content_->attributes) {
      DRAWBRIDGE_TRY(Attribute attribute, resolve(given));
      if (attribute.values.empty()) continue;
      for (const Attribute& other : attributes_) {
        if (other.type == attribute.type) return refuse("The attribute comes twice.", given.name);
      }
      for (const std::string_view value : attribute.values) octets += value.size();
      has_object_class |= attribute.type->id == schema::AttributeId::kObjectClass;
      attributes_.push_back(std::move(attribute));
    }
    if (octets > kMaxEntryOctets) {
      return fail(ErrorCode::kTooLarge, "The entry is larger than 256 MiB.");
    }
    if (!has_object_class) return refuse("The entry has no object class.", "objectClass");
    return {};
  }

  static Result<Attribute> resolve(const AttributeContent& given) {
    Attribute attribute;
    attribute.type = schema::find_attribute(given.name);
    attribute.name = given.name;
    if (attribute.type == nullptr) return refuse("There is no such attribute type.", given.name);
    if (attribute.type->is_secret || is_derived(attribute.type->id)) {
      return refuse("The attribute cannot be stored.", given.name);
    }
    for (const std::string& value : given.values) {
      if (!is_blank(value)) attribute.values.push_back(value);
    }
    if (attribute.type->is_single_valued && attribute.values.size() > 1) {
      return refuse("The attribute takes one value.", given.name);
    }
    DRAWBRIDGE_CHECK(normalise(attribute));
    return attribute;
  }

  static Status normalise(Attribute& attribute) {
    if (attribute.type->equality == schema::MatchingRule::kNone) {
      attribute.has_normal_forms = false;
      return {};
    }
    std::string form;
    for (const std::string_view value : attribute.values) {
      form.clear();
      if (!schema::append_normal_form(*attribute.type, value, form)) {
        return refuse("The value does not have the attribute's syntax.", attribute.name);
      }
      attribute.differs |= form != value;
      append_octets(attribute.normal_forms, form);
    }
    if (attribute.differs && !keeps_normal_forms(attribute.type->id)) {
      attribute.has_normal_forms = false;
    }
    return {};
  }

  static void append(Entry& entry, const Attribute& attribute) {
    std::size_t values_size = 0;
    for (const std::string_view value : attribute.values) {
      values_size += ber::element_size(value.size());
    }
    entry.slices_.push_back({.offset = offset(entry),
                             .normal_offset = 0,
                             .type = attribute.type->id,
                             .is_operational = attribute.type->is_operational(),
                             .has_normal_forms = attribute.has_normal_forms});
    std::string& out = entry.buffer_;
    ber::append_header(out, ber::kSequence,
                       ber::element_size(attribute.name.size()) + ber::element_size(values_size));
    append_octets(out, attribute.name);
    ber::append_header(out, ber::kSet, values_size);
    for (const std::string_view value : attribute.values) append_octets(out, value);
    if (attribute.type->id == schema::AttributeId::kEntryUSN) {
      const std::string_view usn = attribute.values.front();
      std::from_chars(usn.data(), usn.data() + usn.size(), entry.usn_);
    }
  }

  void append_normal_forms(Entry& entry) const {
    for (const Attribute& attribute : attributes_) {
      if (!attribute.has_normal_forms || !attribute.differs) continue;
      for (Entry::Slice& slice : entry.slices_) {
        if (slice.type == attribute.type->id) slice.normal_offset = offset(entry);
      }
      ber::append_header(entry.buffer_, ber::kSequence, attribute.normal_forms.size());
      entry.buffer_.append(attribute.normal_forms);
    }
  }

  const EntryContent* content_;
  std::vector<Attribute> attributes_;
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
