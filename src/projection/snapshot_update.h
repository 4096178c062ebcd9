#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "app/changes.h"
#include "app/views/views.h"
#include "ldap/directory/tree.h"
#include "ldap/directory/tree_editor.h"
#include "projection/branch_writer.h"
#include "projection/dit.h"
#include "projection/entry_stamps.h"
#include "projection/offering_editor.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// What a new version is made with.
struct UpdateInput {
  app::StoreReader& store;
  const Dit& dit;
  app::ViewRules rules;
  Timestamp now;
  std::uint64_t revision = 0;
  const EntryStamps& stamps;
};

/// A tree and the snapshot it shows.
struct Version {
  std::shared_ptr<const ldap::directory::Tree> tree;
  std::shared_ptr<const Snapshot> snapshot;
};

/// The subtree an offering has: none when it is not served, or when its slug cannot name one or
/// is another offering's.
std::optional<Branch> branch_of(const Dit& dit, const app::OfferingFacts& facts,
                                const PersistentMap<std::string, Uuid, NameOrder>& slugs);

/// The number of the last commit, from the store.
Result<std::uint64_t> load_revision(app::StoreReader& store);

/// Makes the next version from the one before and what changed. One use, one thread.
class SnapshotUpdate {
 public:
  SnapshotUpdate(const UpdateInput& input, Version base);

  Status apply(const app::ChangeSet& changes);
  Status reload_service_accounts();
  /// Leaves records out that no entry could be made of.
  Status skip(const Uuid& offering, const std::vector<RefusedRecord>& refused);
  Version finish();

 private:
  using ChangesByOffering = std::map<Uuid, OfferingChanges>;
  using FactsByOffering = std::map<Uuid, std::optional<app::OfferingFacts>>;

  Result<ChangesByOffering> load_records(const app::ChangeSet& changes);
  Status load_accounts(const app::ChangeSet& changes, std::string_view kind,
                       const std::set<Uuid>& uuids, ChangesByOffering& loaded);
  Result<app::AccountOutcome> load_account(const app::ChangeSet& changes, const Uuid& uuid,
                                           const std::optional<Uuid>& held_by);
  Status load_groups(const app::ChangeSet& changes, ChangesByOffering& loaded);
  Result<app::GroupOutcome> load_group(const app::ChangeSet& changes, const Uuid& uuid,
                                       const std::optional<Uuid>& held_by);
  std::optional<Uuid> held_by(const app::ChangeSet& changes, const Uuid& record) const;
  Result<std::optional<Uuid>> offering_of(std::string_view kind, const Uuid& record);
  void retire_branches(const FactsByOffering& facts);
  Status update_offering(const app::OfferingFacts& facts, bool whole, OfferingChanges changes);
  Status make_offering(const app::OfferingFacts& facts, std::optional<Branch> branch);
  Result<app::OfferingContents> load_contents(const app::OfferingFacts& facts);
  Status write(OfferingEditor& editor);

  UpdateInput input_;
  Version base_;
  decltype(Snapshot::offerings)::Editor offerings_;
  decltype(Snapshot::offerings_by_slug)::Editor slugs_;
  decltype(Snapshot::service_accounts)::Editor service_accounts_;
  ldap::directory::TreeEditor tree_;
};

}  // namespace drawbridge::projection
