#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ldap/directory/tree.h"
#include "ldap/schema/attribute_id.h"

namespace drawbridge::ldap::directory {

/// A look into the indexes that is going to be made.
struct IndexLookup {
  schema::AttributeId type;  ///< Indexed, see is_indexed().
  std::uint64_t hash;        ///< index_hash of the type and the normal value.
};

/// Most lookups at a time.
inline constexpr std::size_t kMaxWarmedUp = 16;

/// Has the processor's caches fetch what those lookups will read: of a large tree nearly every node
/// and entry is a miss, and for some lookups together they cost little more than for one. A hint
/// that changes nothing; its work is bounded, however many entries a lookup finds.
/// @param lookups  those after kMaxWarmedUp are left out
void warm_up(const Tree& tree, std::span<const IndexLookup> lookups);

}  // namespace drawbridge::ldap::directory
