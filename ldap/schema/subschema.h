#pragma once

#include <string>
#include <vector>

namespace drawbridge::ldap::schema {

/// Values of the subschema subentry's attributes (RFC 4512 section 4.2), in RFC 4512 form.
std::vector<std::string> object_class_descriptions();
std::vector<std::string> attribute_type_descriptions();
std::vector<std::string> matching_rule_descriptions();
/// Which types a rule can match; not the secret ones.
std::vector<std::string> matching_rule_use_descriptions();
std::vector<std::string> ldap_syntax_descriptions();

}  // namespace drawbridge::ldap::schema
