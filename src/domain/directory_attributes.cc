#include "domain/directory_attributes.h"

#include "base/text.h"

namespace drawbridge::domain {
namespace {

template <class List>
std::string_view find_in(const List& list, std::string_view name) {
  for (const std::string_view attribute : list) {
    if (ascii_lower(attribute) == ascii_lower(name)) return attribute;
  }
  return {};
}

}  // namespace

std::string_view directory_attribute(std::string_view name) {
  const auto found = find_in(kDirectoryAttributes, name);
  return found.empty() ? find_in(kAlwaysVisibleAttributes, name) : found;
}

}  // namespace drawbridge::domain
