#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace drawbridge::ldap::client {

/// One attribute as a directory shows it.
struct PlainAttribute {
  std::string name;  ///< As written there: options included.
  std::vector<std::string> values;
};

/// An entry as names and values, of whatever schema: what is read from another directory, from
/// LDIF, or is to be written there.
struct PlainEntry {
  std::string dn;
  std::vector<PlainAttribute> attributes;
};

/// Takes entries one by one; an error ends the walk that gives them and is its result.
using EntrySink = std::function<Status(PlainEntry)>;

}  // namespace drawbridge::ldap::client
