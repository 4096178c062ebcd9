#include "projection/snapshot_update.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "app/records.h"
#include "app/views/account_keys.h"
#include "domain/slug.h"
#include "projection/branch_writer.h"
#include "projection/offering_builder.h"

namespace drawbridge::projection {
namespace {

template <class View>
std::optional<Uuid> offering_in(const std::variant<View, app::SkippedView, app::Absent>& outcome) {
  if (const auto* view = std::get_if<View>(&outcome)) return view->offering_uuid;
  return std::nullopt;
}

bool holds(const OfferingOutput& output, const Uuid& record) {
  return output.accounts_by_uuid.find(record) != nullptr ||
         output.groups_by_uuid.find(record) != nullptr || output.skipped.find(record) != nullptr;
}

/// The name of an account on the offering, also of one that is left out; empty: none.
std::string name_of_account(const OfferingOutput& offering, const Uuid& account) {
  if (const auto* item = offering.accounts_by_uuid.find(account)) return item->value->username;
  const auto* skipped = offering.skipped.find(account);
  return skipped == nullptr ? std::string() : skipped->value->username;
}

/// What is known of an account of which nothing but the keys may have changed; null: it is to be
/// read whole.
const app::AccountView* known_but_keys(const OfferingOutput* offering,
                                       const app::ChangeSet& changes, const Uuid& account,
                                       Timestamp now) {
  if (offering == nullptr || !changes.keys_alone.contains(account)) return nullptr;
  const auto* item = offering->accounts_by_uuid.find(account);
  if (item == nullptr) return nullptr;
  const app::AccountView& view = *item->value;
  return view.changes_at && *view.changes_at <= now ? nullptr : &view;
}

bool same_containers(const app::OfferingFacts& a, const app::OfferingFacts& b) {
  return a.slug == b.slug && a.created == b.created;
}

bool same_record(const domain::LdapAccount& a, const domain::LdapAccount& b) {
  return a.uuid == b.uuid && a.name == b.name && a.created == b.created;
}

}  // namespace

std::optional<Branch> branch_of(const Dit& dit, const app::OfferingFacts& facts,
                                const PersistentMap<std::string, Uuid, NameOrder>& slugs) {
  if (!facts.is_served || !domain::check_offering_slug(facts.slug)) return std::nullopt;
  const auto* owner = slugs.find(facts.slug);
  if (owner != nullptr && owner->value != facts.uuid) return std::nullopt;
  auto branch = dit.branch(facts.slug);
  if (!branch) return std::nullopt;
  return std::move(*branch);
}

Result<std::uint64_t> load_revision(app::StoreReader& store) {
  app::Select select;
  select.kind = "counter";
  select.fields = {"value"};
  select.where = app::where::equal("name", std::string("revision"));
  std::int64_t revision = 0;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](app::Row& row) {
    app::from_value(row.front(), revision);
    return false;
  }));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(revision, 0));
}

SnapshotUpdate::SnapshotUpdate(const UpdateInput& input, Version base)
    : input_(input),
      base_(std::move(base)),
      offerings_(base_.snapshot->offerings),
      slugs_(base_.snapshot->offerings_by_slug),
      service_accounts_(base_.snapshot->service_accounts),
      tree_(base_.tree) {}

Version SnapshotUpdate::finish() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->offerings = offerings_.finish();
  snapshot->offerings_by_slug = slugs_.finish();
  snapshot->service_accounts = service_accounts_.finish();
  snapshot->revision = input_.revision;
  tree_.set_revision(input_.revision);
  return {tree_.finish(0), std::move(snapshot)};
}

Status SnapshotUpdate::apply(const app::ChangeSet& changes) {
  DRAWBRIDGE_TRY(auto loaded, load_records(changes));
  std::set<Uuid> affected = changes.affected_offerings;
  affected.insert(changes.offerings.begin(), changes.offerings.end());
  for (const auto& [uuid, records] : loaded) affected.insert(uuid);
  FactsByOffering facts;
  for (const auto& uuid : affected) {
    DRAWBRIDGE_TRY(facts[uuid], app::load_offering_facts(input_.store, uuid));
  }
  retire_branches(facts);
  for (const auto& [uuid, found] : facts) {
    if (!found) {
      offerings_.erase(uuid);
      continue;
    }
    const bool whole = changes.offerings.contains(uuid);
    DRAWBRIDGE_CHECK(update_offering(*found, whole, std::move(loaded[uuid])));
  }
  if (changes.ldap_accounts) DRAWBRIDGE_CHECK(reload_service_accounts());
  return {};
}

Result<SnapshotUpdate::ChangesByOffering> SnapshotUpdate::load_records(
    const app::ChangeSet& changes) {
  ChangesByOffering loaded;
  DRAWBRIDGE_CHECK(
      load_accounts(changes, domain::OfferingUser::kKind, changes.offering_users, loaded));
  DRAWBRIDGE_CHECK(load_accounts(changes, domain::RobotAccount::kKind, changes.robots, loaded));
  DRAWBRIDGE_CHECK(load_groups(changes, loaded));
  return loaded;
}

Status SnapshotUpdate::load_accounts(const app::ChangeSet& changes, std::string_view kind,
                                     const std::set<Uuid>& uuids, ChangesByOffering& loaded) {
  for (const auto& uuid : uuids) {
    const auto before = held_by(changes, uuid);
    if (before && changes.offerings.contains(*before)) continue;
    const bool is_robot = kind == domain::RobotAccount::kKind;
    DRAWBRIDGE_TRY(auto outcome, is_robot ? app::load_robot(input_.store, uuid)
                                          : load_account(changes, uuid, before));
    std::optional<Uuid> offering = offering_in(outcome);
    if (!offering) offering = before;
    if (!offering && std::holds_alternative<app::SkippedView>(outcome)) {
      DRAWBRIDGE_TRY(offering, offering_of(kind, uuid));
    }
    if (before && *before != *offering) {
      loaded[*before].accounts.emplace_back(uuid, app::Absent{});
    }
    if (offering) loaded[*offering].accounts.emplace_back(uuid, std::move(outcome));
  }
  return {};
}

Result<app::AccountOutcome> SnapshotUpdate::load_account(const app::ChangeSet& changes,
                                                         const Uuid& uuid,
                                                         const std::optional<Uuid>& held_by) {
  const auto* offering = held_by ? base_.snapshot->find_offering(*held_by) : nullptr;
  const auto* known = known_but_keys(offering, changes, uuid, input_.now);
  if (known == nullptr) return app::load_account(input_.store, input_.rules, input_.now, uuid);
  return app::load_account_keys(input_.store, input_.now, *known);
}

Status SnapshotUpdate::load_groups(const app::ChangeSet& changes, ChangesByOffering& loaded) {
  for (const auto& uuid : changes.groups) {
    const auto before = held_by(changes, uuid);
    if (before && changes.offerings.contains(*before)) continue;
    DRAWBRIDGE_TRY(auto outcome, load_group(changes, uuid, before));
    std::optional<Uuid> offering = offering_in(outcome);
    if (!offering) offering = before;
    if (!offering && std::holds_alternative<app::SkippedView>(outcome)) {
      DRAWBRIDGE_TRY(offering, offering_of(domain::OfferingUserGroup::kKind, uuid));
    }
    if (before && *before != *offering) loaded[*before].groups.emplace_back(uuid, app::Absent{});
    if (offering) loaded[*offering].groups.emplace_back(uuid, std::move(outcome));
  }
  return {};
}

Result<app::GroupOutcome> SnapshotUpdate::load_group(const app::ChangeSet& changes,
                                                     const Uuid& uuid,
                                                     const std::optional<Uuid>& held_by) {
  const auto moved = changes.moved_members.find(uuid);
  const auto* offering = held_by ? base_.snapshot->find_offering(*held_by) : nullptr;
  const auto* before = offering != nullptr ? offering->groups_by_uuid.find(uuid) : nullptr;
  if (moved == changes.moved_members.end() || before == nullptr) {
    return app::load_group(input_.store, input_.rules, input_.now, uuid);
  }
  std::vector<app::MovedMember> members;
  members.reserve(moved->second.size());
  for (const auto& account : moved->second) {
    members.push_back({account, name_of_account(*offering, account)});
  }
  return app::load_moved_members(input_.store, input_.rules, input_.now, *before->value, members);
}

std::optional<Uuid> SnapshotUpdate::held_by(const app::ChangeSet& changes,
                                            const Uuid& record) const {
  for (const auto* uuids : {&changes.affected_offerings, &changes.offerings}) {
    for (const auto& uuid : *uuids) {
      const auto* offering = base_.snapshot->find_offering(uuid);
      if (offering != nullptr && holds(*offering, record)) return uuid;
    }
  }
  return std::nullopt;
}

Result<std::optional<Uuid>> SnapshotUpdate::offering_of(std::string_view kind, const Uuid& record) {
  app::Select select;
  select.kind = std::string(kind);
  select.fields = {"offering_uuid"};
  select.where = app::where::equal("uuid", record);
  std::optional<Uuid> offering;
  DRAWBRIDGE_CHECK(input_.store.for_each(select, [&](app::Row& row) {
    app::from_value(row.front(), offering);
    return false;
  }));
  return offering;
}

/// Frees the slugs of all offerings that give theirs up before any is taken: two may swap.
void SnapshotUpdate::retire_branches(const FactsByOffering& facts) {
  for (const auto& [uuid, found] : facts) {
    const auto* item = offerings_.current().find(uuid);
    if (item == nullptr || !item->value->branch) continue;
    const OfferingOutput& before = *item->value;
    if (found && found->is_served && found->slug == before.facts.slug) continue;
    erase_branch(before, tree_);
    slugs_.erase(before.facts.slug);
  }
}

Result<app::OfferingContents> SnapshotUpdate::load_contents(const app::OfferingFacts& facts) {
  app::OfferingContents contents;
  if (facts.switch_on) {
    DRAWBRIDGE_TRY(contents,
                   app::load_offering(input_.store, input_.rules, input_.now, facts.uuid));
  }
  contents.facts = facts;
  return contents;
}

Status SnapshotUpdate::update_offering(const app::OfferingFacts& facts, bool whole,
                                       OfferingChanges changes) {
  const auto* item = offerings_.current().find(facts.uuid);
  auto branch = branch_of(input_.dit, facts, slugs_.current());
  if (item == nullptr || item->value->branch != branch) {
    return make_offering(facts, std::move(branch));
  }
  const OfferingPointer before = item->value;
  OfferingEditor editor(*before);
  if (facts.switch_on != before->facts.switch_on || before->has_clashes) whole = true;
  if (!whole) {
    if (facts.switch_on) editor.apply(std::move(changes));
    editor.set_facts(facts);
    whole = editor.current().has_clashes;
  }
  if (whole) {
    DRAWBRIDGE_TRY(auto contents, load_contents(facts));
    editor.replace(std::move(contents));
  }
  if (branch && !same_containers(before->facts, facts)) {
    DRAWBRIDGE_TRY(auto containers, branch_entries(*branch, facts, input_.stamps));
    for (auto& entry : containers) DRAWBRIDGE_CHECK(tree_.put(std::move(entry)));
  }
  return write(editor);
}

Status SnapshotUpdate::make_offering(const app::OfferingFacts& facts,
                                     std::optional<Branch> branch) {
  if (branch) slugs_.put(facts.slug, facts.uuid);
  DRAWBRIDGE_TRY(auto contents, load_contents(facts));
  const auto output = build_offering(std::move(contents), std::move(branch), Threads::kOfAllCores);
  DRAWBRIDGE_TRY(auto rendered, render_branch(output, input_.stamps));
  for (auto& entry : rendered.entries) DRAWBRIDGE_CHECK(tree_.put(std::move(entry)));
  OfferingEditor editor(output);
  skip_refused(editor, rendered.refused);
  return write(editor);
}

Status SnapshotUpdate::skip(const Uuid& offering, const std::vector<RefusedRecord>& refused) {
  const auto* item = offerings_.current().find(offering);
  if (item == nullptr) return {};
  OfferingEditor editor(*item->value);
  skip_refused(editor, refused);
  return write(editor);
}

Status SnapshotUpdate::write(OfferingEditor& editor) {
  DRAWBRIDGE_CHECK(write_changes(editor, input_.stamps, tree_));
  auto output = std::make_shared<const OfferingOutput>(editor.current());
  const Uuid uuid = output->facts.uuid;
  offerings_.put(uuid, std::move(output));
  return {};
}

Status SnapshotUpdate::reload_service_accounts() {
  DRAWBRIDGE_TRY(auto records, app::list<domain::LdapAccount>(input_.store, app::where::all()));
  const auto before = service_accounts_.current();
  decltype(Snapshot::service_accounts)::Editor accounts({});
  for (auto& record : records) {
    auto entry = service_account_entry(input_.dit, record, input_.stamps);
    if (!entry) continue;  // no bind can name it either
    const auto account = std::make_shared<const domain::LdapAccount>(std::move(record));
    accounts.put(std::string_view(account->name), account);
    const auto* old = before.find(std::string_view(account->name));
    if (old != nullptr && same_record(*old->value, *account)) continue;
    DRAWBRIDGE_CHECK(tree_.put(std::move(*entry)));
  }
  for (auto cursor = before.begin(); !cursor.at_end(); cursor.next()) {
    if (accounts.current().find(cursor->key) != nullptr) continue;
    if (const auto dn = input_.dit.service_account(cursor->value->name)) tree_.erase(*dn);
  }
  service_accounts_ = std::move(accounts);
  return {};
}

}  // namespace drawbridge::projection
