#include "ldap/protocol/deref.h"

#include <algorithm>

#include "ldap/ber/length_prefix.h"
#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/protocol/search_request.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::protocol {

namespace {

constexpr ber::Tag kControlsTag = ber::context_constructed(0);
constexpr ber::Tag kAttributesTag = ber::context_constructed(0);

Result<DerefSpec> decode_spec(ber::Reader in, std::size_t& attributes_left) {
  DerefSpec spec;
  DRAWBRIDGE_TRY(spec.attribute, in.octet_string());
  DRAWBRIDGE_TRY(auto attributes, in.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(in.finish());
  if (spec.attribute.empty() || attributes.at_end()) {
    return fail(ErrorCode::kInvalid, "A dereference names no attribute.");
  }
  while (!attributes.at_end()) {
    if (attributes_left == 0) {
      return fail(ErrorCode::kTooLarge, "Too many attributes of dereferenced entries.");
    }
    --attributes_left;
    DRAWBRIDGE_TRY(spec.attributes.emplace_back(), attributes.octet_string());
  }
  return spec;
}

std::size_t result_contents(std::string_view attribute, std::string_view name,
                            std::optional<std::size_t> attributes_size) {
  return ber::element_size(attribute.size()) + ber::element_size(name.size()) +
         (attributes_size ? ber::element_size(*attributes_size) : 0);
}

/// Contents of the Control: its type and the value around the list of results.
std::size_t control_contents(std::size_t results_size) {
  return ber::element_size(kDerefOid.size()) + ber::element_size(ber::element_size(results_size));
}

}  // namespace

// controlValue ::= SEQUENCE OF derefSpec DerefSpec
// DerefSpec ::= SEQUENCE {
//      derefAttr       attributeDescription,    -- with DN syntax
//      attributes      AttributeList }
Result<std::vector<DerefSpec>> decode_deref(std::string_view value) {
  ber::Reader outer(value);
  DRAWBRIDGE_TRY(auto in, outer.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(outer.finish());
  if (in.at_end()) return fail(ErrorCode::kInvalid, "Nothing is to be dereferenced.");
  std::vector<DerefSpec> specs;
  std::size_t attributes_left = kMaxRequestedAttributes;
  while (!in.at_end()) {
    if (specs.size() == kMaxDerefSpecs) {
      return fail(ErrorCode::kTooLarge, "Too many attributes are to be dereferenced.");
    }
    DRAWBRIDGE_TRY(const auto contents, in.enter(ber::kSequence));
    DRAWBRIDGE_TRY(auto spec, decode_spec(contents, attributes_left));
    const bool is_known = std::any_of(specs.begin(), specs.end(), [&](const DerefSpec& other) {
      return schema::equals_ignoring_case(other.attribute, spec.attribute);
    });
    if (is_known) return fail(ErrorCode::kInvalid, "An attribute is dereferenced twice.");
    specs.push_back(std::move(spec));
  }
  return specs;
}

// controlValue ::= SEQUENCE OF derefRes DerefRes
// DerefRes ::= SEQUENCE {
//      derefAttr       AttributeDescription,
//      derefVal        LDAPDN,
//      attrVals        [0] PartialAttributeList OPTIONAL }
std::size_t deref_result_size(std::string_view attribute, std::string_view name,
                              std::optional<std::size_t> attributes_size) {
  return ber::element_size(result_contents(attribute, name, attributes_size));
}

void append_deref_result_prefix(std::string& out, std::string_view attribute, std::string_view name,
                                std::optional<std::size_t> attributes_size) {
  ber::append_header(out, ber::kSequence, result_contents(attribute, name, attributes_size));
  ber::Writer writer(out);
  writer.octet_string(attribute);
  writer.octet_string(name);
  if (attributes_size) ber::append_header(out, kAttributesTag, *attributes_size);
}

std::size_t deref_controls_size(std::size_t results_size) {
  return ber::element_size(ber::element_size(control_contents(results_size)));
}

void append_deref_controls_prefix(std::string& out, std::size_t results_size) {
  const std::size_t contents = control_contents(results_size);
  ber::append_header(out, kControlsTag, ber::element_size(contents));
  ber::append_header(out, ber::kSequence, contents);
  ber::Writer writer(out);
  writer.octet_string(kDerefOid);
  ber::append_header(out, ber::kOctetString, ber::element_size(results_size));
  ber::append_header(out, ber::kSequence, results_size);
}

}  // namespace drawbridge::ldap::protocol
