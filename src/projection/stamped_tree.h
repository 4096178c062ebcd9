#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/ports.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/entry_stamp.h"
#include "ldap/directory/tree.h"
#include "projection/entry_stamps.h"

/// Stamps that outlive a restart: what of a new version of the tree has really changed, and the
/// store's memory of it. Entries of one commit share one moment; no later commit has the same or
/// an earlier one, whatever the clock does.
namespace drawbridge::projection {

/// What the store is to remember of one version.
struct StampChanges {
  std::vector<domain::EntryStamp> changed;
  std::vector<Uuid> gone;
  /// When subtrees last changed, by the entryUUID of their tops.
  std::map<Uuid, Timestamp> contexts;
  Timestamp moment;  ///< Of this version.

  bool empty() const { return changed.empty() && gone.empty(); }
};

/// A tree and what is to be remembered when it is published.
struct StampedTree {
  std::shared_ptr<const ldap::directory::Tree> tree;
  StampChanges changes;
};

/// The moment that the changes of the next commit get: now, but after every one before.
Result<Timestamp> next_moment(app::StoreReader& store, Timestamp now);

/// Settles a version that was made from the one before: entries that show what they showed stay
/// the entries they were. Cost follows the change.
StampedTree settle_changes(const std::shared_ptr<const ldap::directory::Tree>& before,
                           std::shared_ptr<const ldap::directory::Tree> after, Timestamp moment);

/// Settles a version that was made from nothing with `stamps`.
Result<StampedTree> settle_whole(app::StoreReader& store,
                                 std::shared_ptr<const ldap::directory::Tree> tree,
                                 const EntryStamps& stamps);

/// Has the store remember. Nothing is written where nothing has changed.
Status remember(app::StoreTransaction& store, const StampChanges& changes);

}  // namespace drawbridge::projection
