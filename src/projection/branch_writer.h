#pragma once

#include <string>
#include <vector>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree_editor.h"
#include "projection/entry_stamps.h"
#include "projection/offering_editor.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// A record no entry could be made of.
struct RefusedRecord {
  Uuid uuid;
  bool is_group = false;
  std::string reason;
};

/// What a bulk rendering gave. The entries of each kind are in the order of their names, which is
/// nearly that of a tree.
struct RenderedBranch {
  std::vector<ldap::directory::EntryPointer> entries;
  std::vector<RefusedRecord> refused;
};

/// All entries of an offering's subtree; none without a branch.
Result<RenderedBranch> render_branch(const OfferingOutput& output, const EntryStamps& stamps);

/// Leaves the refused records out of `editor`'s output.
void skip_refused(OfferingEditor& editor, const std::vector<RefusedRecord>& refused);

/// Brings the tree in line with the names `editor` has noted. A record that no entry can be made
/// of is skipped in `editor`, with what depends on it.
Status write_changes(OfferingEditor& editor, const EntryStamps& stamps,
                     ldap::directory::TreeEditor& tree);

/// Takes the whole subtree of `output` out of the tree.
void erase_branch(const OfferingOutput& output, ldap::directory::TreeEditor& tree);

}  // namespace drawbridge::projection
