#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/entry.h"

namespace drawbridge::ldap::directory {

/// Values of objectClass that very many entries have: normalised and encoded once.
class ObjectClasses {
 public:
  /// @param names  outlive this
  ObjectClasses(std::initializer_list<std::string_view> names);
  ObjectClasses(const ObjectClasses&) = delete;
  ObjectClasses& operator=(const ObjectClasses&) = delete;

  std::span<const BorrowedValue> values() const { return values_; }
  /// The attribute of an entry to be made; good as long as this.
  AttributeContent attribute() const;

 private:
  std::vector<std::string> forms_;
  std::vector<BorrowedValue> values_;
  std::optional<EncodedValues> encoded_;  ///< None: no entry can have them.
};

}  // namespace drawbridge::ldap::directory
