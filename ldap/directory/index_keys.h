#pragma once

#include <vector>

#include "ldap/directory/tree.h"

namespace drawbridge::ldap::directory {

/// Appends the index keys of an entry to both, in no order: of all values of its indexed
/// attributes, and of its name when it has links.
void append_index_keys(const Entry& entry, std::vector<IndexKey>& out, std::vector<LinkKey>& links);

}  // namespace drawbridge::ldap::directory
