#include "ldap/server/foresight.h"

#include <string>

#include "ldap/ber/reader.h"
#include "ldap/directory/indexed.h"
#include "ldap/directory/tree.h"
#include "ldap/protocol/message.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"

namespace drawbridge::ldap::server {
namespace {

constexpr ber::Tag kAndTag = ber::context_constructed(0);
constexpr ber::Tag kEqualityTag = ber::context_constructed(3);

/// What stands before the filter of a SearchRequest.
constexpr int kElementsBeforeFilter = 6;

/// So many parts of an AND are looked at: clients write what they look up by first.
constexpr int kMostParts = 4;

/// Longer values are not prepared for a hint: they are no names, and a hint is not counted as work.
constexpr std::size_t kMostValueOctets = 256;

/// The element behind the next `count` ones; nothing where none is.
std::optional<ber::Element> element_behind(ber::Reader& in, int count) {
  for (int passed = 0; passed < count; ++passed) {
    if (!in.pass()) return std::nullopt;
  }
  const auto element = in.next();
  if (!element) return std::nullopt;
  return *element;
}

std::optional<directory::IndexLookup> lookup_of(ber::Element assertion,
                                                const Authority& authority) {
  ber::Reader in(assertion.contents);
  const auto description = in.octet_string();
  if (!description) return std::nullopt;
  const schema::AttributeType* type = schema::find_attribute(*description);
  if (type == nullptr || !directory::is_indexed(type->id) || !authority.sees_attribute(type->id)) {
    return std::nullopt;
  }
  const auto value = in.octet_string();
  std::string normal_value;
  if (!value || value->size() > kMostValueOctets) return std::nullopt;
  if (!schema::append_normal_form(*type, *value, normal_value)) return std::nullopt;
  return directory::IndexLookup{type->id, directory::index_hash(type->id, normal_value)};
}

}  // namespace

std::optional<directory::IndexLookup> foresee_lookup(std::string_view pdu,
                                                     const Authority& authority) {
  ber::Reader outer(pdu);
  auto message = outer.enter(ber::kSequence);
  if (!message) return std::nullopt;
  const auto operation = element_behind(*message, 1);
  if (!operation || operation->tag != static_cast<ber::Tag>(protocol::Operation::kSearchRequest)) {
    return std::nullopt;
  }
  ber::Reader request(operation->contents);
  const auto filter = element_behind(request, kElementsBeforeFilter);
  if (!filter) return std::nullopt;
  if (filter->tag == kEqualityTag) return lookup_of(*filter, authority);
  if (filter->tag != kAndTag) return std::nullopt;
  ber::Reader parts(filter->contents);
  for (int seen = 0; seen < kMostParts && !parts.at_end(); ++seen) {
    const auto part = parts.next();
    if (!part) return std::nullopt;
    if (part->tag != kEqualityTag) continue;
    if (const auto lookup = lookup_of(*part, authority)) return lookup;
  }
  return std::nullopt;
}

}  // namespace drawbridge::ldap::server
