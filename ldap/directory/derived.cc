#include "ldap/directory/derived.h"

#include "ldap/ber/length_prefix.h"
#include "ldap/ber/tag.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::directory {
namespace {

struct Sizes {
  std::size_t values;
  std::size_t contents;
};

Sizes sizes(std::string_view name, std::string_view value, bool types_only) {
  const std::size_t values = types_only ? 0 : ber::element_size(value.size());
  return {values, ber::element_size(name.size()) + ber::element_size(values)};
}

}  // namespace

std::string_view derived_value(const Tree& tree, const Entry& entry, schema::AttributeId type) {
  switch (type) {
    case schema::AttributeId::kEntryDN:
      return entry.dn();
    case schema::AttributeId::kSubschemaSubentry:
      return kSubschemaDn;
    case schema::AttributeId::kContextCSN: {
      const auto* context = tree.context_of(entry.key());
      return context != nullptr && context->key == entry.key()
                 ? std::string_view(context->value.number)
                 : std::string_view();
    }
    default:
      return tree.has_children(entry) ? "TRUE" : "FALSE";
  }
}

std::size_t derived_size(const Tree& tree, const Entry& entry, schema::AttributeId type,
                         bool types_only) {
  const std::string_view name = schema::attribute_type(type).name;
  const std::string_view value = derived_value(tree, entry, type);
  return value.empty() ? 0 : ber::element_size(sizes(name, value, types_only).contents);
}

void append_derived(const Tree& tree, const Entry& entry, schema::AttributeId type, bool types_only,
                    std::string& out) {
  const std::string_view name = schema::attribute_type(type).name;
  const std::string_view value = derived_value(tree, entry, type);
  if (value.empty()) return;
  const Sizes size = sizes(name, value, types_only);
  ber::append_header(out, ber::kSequence, size.contents);
  ber::append_header(out, ber::kOctetString, name.size());
  out.append(name);
  ber::append_header(out, ber::kSet, size.values);
  if (types_only) return;
  ber::append_header(out, ber::kOctetString, value.size());
  out.append(value);
}

}  // namespace drawbridge::ldap::directory
