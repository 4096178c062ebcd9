#include "ldap/server/attribute_visibility.h"

#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::server {

schema::AttributeSet types_hidden_unless(std::span<const std::string> visible) {
  schema::AttributeSet shown;
  shown.insert(schema::AttributeId::kObjectClass);
  for (const std::string& name : visible) {
    if (const auto* type = schema::find_attribute(name)) shown.insert(type->id);
  }
  schema::AttributeSet hidden;
  for (const schema::AttributeType& type : schema::attribute_types()) {
    if (!type.is_operational() && !shown.contains(type.id)) hidden.insert(type.id);
  }
  return hidden;
}

}  // namespace drawbridge::ldap::server
