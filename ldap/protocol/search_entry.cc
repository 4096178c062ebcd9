#include "ldap/protocol/search_entry.h"

#include "ldap/ber/writer.h"
#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {

namespace {

/// Octets of the messageID element.
std::size_t message_id_size(std::int32_t id) {
  std::size_t octets = 1;
  for (std::int32_t rest = id; rest > 0x7f; rest >>= 8) ++octets;
  return ber::element_size(octets);
}

// PartialAttribute ::= SEQUENCE {
//      type       AttributeDescription,
//      vals       SET OF value AttributeValue }
template <class Value>
void append_attribute(std::string& out, std::string_view type, std::span<const Value> values) {
  std::size_t set_size = 0;
  for (const auto& value : values) set_size += ber::element_size(value.size());
  ber::append_header(out, ber::kSequence,
                     ber::element_size(type.size()) + ber::element_size(set_size));
  ber::Writer writer(out);
  writer.octet_string(type);
  ber::append_header(out, ber::kSet, set_size);
  for (const auto& value : values) writer.octet_string(value);
}

}  // namespace

void append_search_entry_prefix(std::string& out, std::int32_t message_id,
                                std::string_view object_name, std::size_t attributes_size,
                                std::size_t controls_size) {
  const std::size_t entry_size = object_name.size() + ber::element_size(attributes_size);
  ber::append_header(out, ber::kSequence,
                     message_id_size(message_id) + ber::element_size(entry_size) + controls_size);
  ber::Writer writer(out);
  writer.integer(message_id);
  ber::append_header(out, static_cast<ber::Tag>(Operation::kSearchResultEntry), entry_size);
  writer.raw(object_name);
  ber::append_header(out, ber::kSequence, attributes_size);
}

void append_partial_attribute(std::string& out, std::string_view type,
                              std::span<const std::string_view> values) {
  append_attribute(out, type, values);
}

void append_partial_attribute(std::string& out, std::string_view type,
                              std::span<const std::string> values) {
  append_attribute(out, type, values);
}

}  // namespace drawbridge::ldap::protocol
