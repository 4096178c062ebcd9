#include "ldap/directory/object_classes.h"

#include "ldap/schema/matching.h"

namespace drawbridge::ldap::directory {

ObjectClasses::ObjectClasses(std::initializer_list<std::string_view> names) : forms_(names.size()) {
  const auto& type = schema::attribute_type(schema::AttributeId::kObjectClass);
  auto form = forms_.begin();
  for (const std::string_view name : names) {
    // Without a form the value is looked at when an entry is made.
    if (!schema::append_normal_form(type, name, *form)) form->clear();
    values_.push_back({name, *form++});
  }
}

}  // namespace drawbridge::ldap::directory
