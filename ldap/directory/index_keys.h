#pragma once

#include <vector>

#include "ldap/directory/tree.h"

namespace drawbridge::ldap::directory {

/// What stands for entries in the indexes of a tree.
struct IndexKeys {
  std::vector<IndexKey> values;  ///< of indexed attributes that are no links
  std::vector<LinkKey> links;
  std::vector<IndexKey> linked;  ///< names of the entries with links
};

/// Appends the keys of an entry, in no order.
void append_index_keys(const Entry& entry, IndexKeys& out);

}  // namespace drawbridge::ldap::directory
