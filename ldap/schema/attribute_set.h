#pragma once

#include <bitset>

#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::schema {

/// A set of attribute types; empty at first.
class AttributeSet {
 public:
  void insert(AttributeId type) { types_.set(static_cast<std::size_t>(type)); }
  bool contains(AttributeId type) const { return types_.test(static_cast<std::size_t>(type)); }
  bool is_empty() const { return types_.none(); }

  friend bool operator==(const AttributeSet&, const AttributeSet&) = default;

 private:
  std::bitset<kAttributeCount> types_;
};

}  // namespace drawbridge::ldap::schema
