#include "projection/directory_projection.h"

#include <future>
#include <iterator>
#include <map>
#include <utility>

#include "app/views/whole_offerings.h"
#include "projection/branch_writer.h"
#include "projection/offering_builder.h"
#include "projection/snapshot_update.h"

namespace drawbridge::projection {
namespace {

using ldap::directory::EntryPointer;
using ldap::directory::Tree;

/// All offerings in bulk, before the records that were refused are taken out.
struct Bulk {
  std::vector<EntryPointer> entries;
  std::map<Uuid, std::vector<RefusedRecord>> refused;
  std::shared_ptr<Snapshot> snapshot = std::make_shared<Snapshot>();
};

Status take_offering(const UpdateInput& input, app::OfferingContents contents,
                     decltype(Snapshot::offerings_by_slug)::Editor& slugs,
                     std::vector<decltype(Snapshot::offerings)::Item>& items, Bulk& bulk) {
  const Uuid uuid = contents.facts.uuid;
  auto branch = branch_of(input.dit, contents.facts, slugs.current());
  if (branch) slugs.put(contents.facts.slug, uuid);
  auto output = std::make_shared<const OfferingOutput>(
      build_offering(std::move(contents), std::move(branch), Threads::kOfAllCores));
  DRAWBRIDGE_TRY(auto rendered, render_branch(*output, input.stamps));
  bulk.entries.insert(bulk.entries.end(), std::make_move_iterator(rendered.entries.begin()),
                      std::make_move_iterator(rendered.entries.end()));
  if (!rendered.refused.empty()) bulk.refused.emplace(uuid, std::move(rendered.refused));
  items.push_back({uuid, std::move(output)});
  return {};
}

Result<Bulk> load_offerings(const UpdateInput& input, app::ReaderBeside beside) {
  Bulk bulk;
  DRAWBRIDGE_TRY(auto offerings,
                 app::load_offerings(input.store, std::move(beside), input.rules, input.now));
  decltype(Snapshot::offerings_by_slug)::Editor slugs({});
  std::vector<decltype(Snapshot::offerings)::Item> items;
  for (auto& contents : offerings) {
    DRAWBRIDGE_CHECK(take_offering(input, std::move(contents), slugs, items, bulk));
  }
  bulk.snapshot->offerings = decltype(Snapshot::offerings)::from_sorted(std::move(items));
  bulk.snapshot->offerings_by_slug = slugs.finish();
  bulk.snapshot->revision = input.revision;
  return bulk;
}

}  // namespace

DirectoryProjection::DirectoryProjection(Dit dit, app::ViewRules rules)
    : dit_(std::move(dit)),
      rules_(rules),
      tree_(std::make_shared<const Tree>(dit_.base())),
      snapshot_(std::make_shared<const Snapshot>()) {}

Result<DirectoryProjection::Prepared> DirectoryProjection::make_whole(
    app::StoreReader& store, std::unique_ptr<app::StoreReader> beside, Timestamp now) const {
  DRAWBRIDGE_TRY(const auto revision, load_revision(store));
  DRAWBRIDGE_TRY(const auto moment, next_moment(store, now));
  EntryStamps stamps(moment);
  app::ReaderBeside beside_stamps;
  if (beside == nullptr) {
    DRAWBRIDGE_CHECK(stamps.load(store));
  } else {
    beside_stamps = std::async(
        std::launch::async,
        [&stamps,
         reader = std::move(beside)]() mutable -> Result<std::unique_ptr<app::StoreReader>> {
          DRAWBRIDGE_CHECK(stamps.load(*reader));
          return std::move(reader);
        });
  }
  const UpdateInput input{store, dit_, rules_, now, revision, stamps};
  // The stamps are looked at when all records are there, to which `beside` has its part to give.
  DRAWBRIDGE_TRY(auto bulk, load_offerings(input, std::move(beside_stamps)));
  for (const auto make : {suffix_entry, services_entry}) {
    DRAWBRIDGE_TRY(auto entry, make(dit_, stamps));
    bulk.entries.push_back(std::move(entry));
  }
  DRAWBRIDGE_TRY(auto tree, Tree::build(dit_.base(), std::move(bulk.entries), 0));
  SnapshotUpdate update(input, {std::move(tree), std::move(bulk.snapshot)});
  for (const auto& [offering, refused] : bulk.refused) {
    DRAWBRIDGE_CHECK(update.skip(offering, refused));
  }
  DRAWBRIDGE_CHECK(update.reload_service_accounts());
  auto version = update.finish();
  DRAWBRIDGE_TRY(auto settled, settle_whole(store, std::move(version.tree), stamps));
  return Prepared{std::move(settled), std::move(version.snapshot)};
}

Result<DirectoryProjection::Prepared> DirectoryProjection::make_next(app::StoreReader& store,
                                                                     const app::ChangeSet& changes,
                                                                     Timestamp now) const {
  DRAWBRIDGE_TRY(const auto revision, load_revision(store));
  DRAWBRIDGE_TRY(const auto moment, next_moment(store, now));
  const EntryStamps stamps(moment);
  const UpdateInput input{store, dit_, rules_, now, revision, stamps};
  const auto before = tree_.load();
  SnapshotUpdate update(input, {before, snapshot_.load()});
  DRAWBRIDGE_CHECK(update.apply(changes));
  auto version = update.finish();
  return Prepared{settle_changes(before, std::move(version.tree), moment),
                  std::move(version.snapshot)};
}

Status DirectoryProjection::prepare(app::StoreTransaction& store, const app::ChangeSet& changes,
                                    Timestamp now) {
  prepared_.reset();
  DRAWBRIDGE_TRY(auto prepared, changes.everything ? make_whole(store, nullptr, now)
                                                   : make_next(store, changes, now));
  return keep(store, std::move(prepared));
}

Status DirectoryProjection::prepare_first(app::StoreTransaction& store,
                                          std::unique_ptr<app::StoreReader> beside, Timestamp now) {
  prepared_.reset();
  DRAWBRIDGE_TRY(auto prepared, make_whole(store, std::move(beside), now));
  return keep(store, std::move(prepared));
}

Status DirectoryProjection::keep(app::StoreTransaction& store, Prepared prepared) {
  DRAWBRIDGE_CHECK(remember(store, prepared.tree.changes));
  prepared_ = std::move(prepared);
  return {};
}

Status DirectoryProjection::rebuild(app::StoreReader& store, Timestamp now) {
  DRAWBRIDGE_TRY(auto made, make_whole(store, nullptr, now));
  prepared_ = std::move(made);
  publish();
  return {};
}

void DirectoryProjection::publish() {
  if (!prepared_) return;
  auto old_tree = tree_.load();
  auto old_snapshot = snapshot_.load();
  tree_.publish(std::move(prepared_->tree.tree));
  snapshot_.publish(std::move(prepared_->snapshot));
  prepared_.reset();
  old_trees_.add(std::move(old_tree));
  old_snapshots_.add(std::move(old_snapshot));
}

}  // namespace drawbridge::projection
