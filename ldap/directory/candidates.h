#pragma once

#include <vector>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/filter/filter.h"

namespace drawbridge::ldap::directory {

/// Finds, by the equality index, a set of entries that holds every one the filter can be true of:
/// the smallest indexed part of an AND, all parts of an OR when all are indexed. A part that is
/// Undefined can never be true and needs no entry.
///
/// @param out  cleared, then filled in the order of the tree, each entry once. More may be there
///             than match: evaluate the filter on each, and look at base and scope.
/// @return false when the index does not help: the range of the base is to be scanned
bool find_candidates(const Tree& tree, const filter::Filter& filter,
                     std::vector<const Entry*>& out);

}  // namespace drawbridge::ldap::directory
