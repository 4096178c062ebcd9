#include "ldap/schema/object_class.h"

#include "ldap/schema/builtin.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::schema {

namespace {

using ClassIndex = NameIndex<128>;

ClassIndex build_index() {
  ClassIndex index;
  std::uint16_t number = 0;
  for (const ObjectClass& object_class : builtin_object_classes()) {
    index.add(object_class.name, number);
    index.add(object_class.oid, number);
    ++number;
  }
  return index;
}

}  // namespace

std::span<const ObjectClass> object_classes() { return builtin_object_classes(); }

const ObjectClass* find_object_class(std::string_view name_or_oid) {
  static const ClassIndex index = build_index();
  const auto number = index.find(name_or_oid);
  return number == ClassIndex::kAbsent ? nullptr : &builtin_object_classes()[number];
}

}  // namespace drawbridge::ldap::schema
