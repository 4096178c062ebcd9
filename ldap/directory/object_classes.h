#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/entry.h"

namespace drawbridge::ldap::directory {

/// Values of objectClass that very many entries have: normalised once.
class ObjectClasses {
 public:
  /// @param names  outlive this
  ObjectClasses(std::initializer_list<std::string_view> names);
  ObjectClasses(const ObjectClasses&) = delete;
  ObjectClasses& operator=(const ObjectClasses&) = delete;

  std::span<const BorrowedValue> values() const { return values_; }

 private:
  std::vector<std::string> forms_;
  std::vector<BorrowedValue> values_;
};

}  // namespace drawbridge::ldap::directory
