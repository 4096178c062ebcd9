#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "app/projection.h"
#include "base/published.h"
#include "ldap/directory/tree.h"
#include "ldap/directory/tree_editor.h"
#include "projection/dit.h"
#include "projection/snapshot.h"
#include "projection/stamped_tree.h"

namespace drawbridge::projection {

/// Old versions of a published value, kept until nobody else holds them, so that their
/// destruction runs in the owner's thread and never on an event loop. One thread.
template <class T>
class Retired {
 public:
  void add(std::shared_ptr<const T> old) {
    collect();
    old_.push_back(std::move(old));
  }
  /// Destroys those that nobody holds any more.
  void collect() {
    std::erase_if(old_, [](const auto& held) { return held.use_count() == 1; });
  }
  std::size_t size() const { return old_.size(); }

 private:
  std::deque<std::shared_ptr<const T>> old_;
};

/// Keeps the snapshot and the LDAP tree of everything that is served, and publishes both. The
/// tree first: a GLauth document never shows what LDAP does not.
///
/// All but the published values is the writer's thread's alone; those are anybody's.
class DirectoryProjection final : public app::Projection {
 public:
  DirectoryProjection(Dit dit, app::ViewRules rules);

  Status prepare(app::StoreTransaction& store, const app::ChangeSet& changes,
                 Timestamp now) override;
  void publish() override;

  /// As `prepare` of everything, on several threads.
  /// @param beside  another reader, that sees the same stamps, keys and project roles as `store`
  Status prepare_first(app::StoreTransaction& store, std::unique_ptr<app::StoreReader> beside,
                       Timestamp now);

  /// Makes everything anew from the store and publishes it, with nothing remembered: for readers
  /// beside the writer.
  Status rebuild(app::StoreReader& store, Timestamp now);

  const Dit& dit() const { return dit_; }
  const Published<ldap::directory::Tree>& tree() const { return tree_; }
  const Published<Snapshot>& snapshot() const { return snapshot_; }

 private:
  struct Prepared {
    StampedTree tree;
    std::shared_ptr<const Snapshot> snapshot;
  };

  Result<Prepared> make_whole(app::StoreReader& store, std::unique_ptr<app::StoreReader> beside,
                              Timestamp now) const;
  Result<Prepared> make_next(app::StoreReader& store, const app::ChangeSet& changes,
                             Timestamp now) const;
  Status keep(app::StoreTransaction& store, Prepared prepared);

  Dit dit_;
  app::ViewRules rules_;
  Published<ldap::directory::Tree> tree_;
  Published<Snapshot> snapshot_;
  Retired<ldap::directory::Tree> old_trees_;
  Retired<Snapshot> old_snapshots_;
  std::optional<Prepared> prepared_;
};

}  // namespace drawbridge::projection
