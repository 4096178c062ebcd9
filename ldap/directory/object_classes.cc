#include "ldap/directory/object_classes.h"

#include "ldap/schema/matching.h"

namespace drawbridge::ldap::directory {
namespace {

constexpr std::string_view kName = "objectClass";

/// As an entry has them; nothing when it cannot, or when it keeps normal forms beside them.
std::optional<EncodedValues> encode(std::span<const BorrowedValue> values) {
  EntryContent content;
  content.attributes.push_back({.name = kName, .values = {}, .borrowed = values});
  const auto entry = Entry::make(content);
  if (!entry) return std::nullopt;
  const auto slice = (*entry)->find(schema::AttributeId::kObjectClass);
  if (!slice || !slice->has_normal_forms || slice->own_forms != 0) return std::nullopt;
  EncodedValues encoded;
  encoded.attribute = (*entry)->attribute_tlv(*slice);
  encoded.folds_case = slice->folds_case;
  encoded.values_size = (*entry)->values(*slice).rest().size();
  return encoded;
}

}  // namespace

ObjectClasses::ObjectClasses(std::initializer_list<std::string_view> names) : forms_(names.size()) {
  const auto& type = schema::attribute_type(schema::AttributeId::kObjectClass);
  auto form = forms_.begin();
  for (const std::string_view name : names) {
    // Without a form the value is looked at when an entry is made.
    if (!schema::append_normal_form(type, name, *form)) form->clear();
    values_.push_back({name, *form++});
  }
  encoded_ = encode(values_);
}

AttributeContent ObjectClasses::attribute() const {
  return {.name = kName,
          .values = {},
          .borrowed = values_,
          .single = {},
          .encoded = encoded_ ? &*encoded_ : nullptr};
}

}  // namespace drawbridge::ldap::directory
