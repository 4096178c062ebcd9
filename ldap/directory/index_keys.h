#pragma once

#include <vector>

#include "ldap/directory/tree.h"

namespace drawbridge::ldap::directory {

/// Appends the index keys of all values of an entry's indexed attributes, in no order.
void append_index_keys(const Entry& entry, std::vector<IndexKey>& out);

}  // namespace drawbridge::ldap::directory
