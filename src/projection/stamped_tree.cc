#include "projection/stamped_tree.h"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>
#include <vector>

#include "app/records.h"
#include "ldap/directory/tree_changes.h"
#include "ldap/directory/tree_editor.h"
#include "ldap/dn/dn.h"

namespace drawbridge::projection {
namespace {

using ldap::directory::Entry;
using ldap::directory::Tree;
using ldap::directory::TreeChanges;
using ldap::directory::TreeEditor;
using TreePointer = std::shared_ptr<const Tree>;

constexpr std::string_view kLastMoment = "directory_moment";

std::string context_counter(const Uuid& top) { return "directory_moment:" + top.hex(); }

Result<Timestamp> read_moment(app::StoreReader& store, std::string name) {
  Timestamp moment;
  DRAWBRIDGE_CHECK(store.for_each(
      app::select_fields("counter", {"value"}, app::where::equal("name", std::move(name))),
      [&](app::Row& row) {
        app::from_value(row.front(), moment);
        return false;
      }));
  return moment;
}

std::uint64_t as_number(Timestamp moment) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(moment.microseconds, 0));
}

domain::EntryStamp stamp_of(const Entry& entry) {
  return {entry.uuid(),
          {static_cast<std::int64_t>(entry.usn())},
          std::bit_cast<std::int64_t>(entry.fingerprint())};
}

/// The top of the subtree that an entry belongs to: the child of the suffix at or above it; the
/// suffix itself for the suffix.
std::string_view top_of(const Tree& tree, std::string_view key) {
  const std::size_t depth = tree.suffix().depth() + 1;
  for (std::size_t level = ldap::dn::key_depth(key); level > depth; --level) {
    key = ldap::dn::parent_key(key);
  }
  return key;
}

/// Notes that the subtrees with those tops, and with them the whole, have changed now.
void move_contexts(const Tree& tree, const std::set<std::string>& tops, Timestamp moment,
                   TreeEditor& editor, StampChanges& changes) {
  const auto move = [&](const std::string& key) {
    const Entry* top = tree.find(key);
    if (top == nullptr) return editor.erase_context(key);
    editor.set_context(key, as_number(moment));
    changes.contexts[top->uuid()] = moment;
  };
  for (const std::string& top : tops) move(top);
  move(tree.suffix().key());
}

std::set<std::string> all_tops(const Tree& tree) {
  std::set<std::string> tops{tree.suffix().key()};
  for (auto cursor = tree.entries().begin(); !cursor.at_end();) {
    const std::string_view key = cursor->key;
    if (key == tree.suffix().key()) {
      cursor.next();
      continue;
    }
    tops.emplace(key);
    cursor = tree.entries().lower_bound(ldap::dn::subtree_end(key));
  }
  return tops;
}

/// The entries that are remembered and not in the tree.
std::vector<Uuid> find_gone(const Tree& tree, const EntryStamps& stamps) {
  std::vector<bool> is_present(stamps.remembered().size());
  for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
    if (const auto place = stamps.place_of(cursor->value->uuid())) is_present[*place] = true;
  }
  std::vector<Uuid> gone;
  for (std::size_t place = 0; place < is_present.size(); ++place) {
    if (!is_present[place]) gone.push_back(stamps.remembered()[place].uuid);
  }
  return gone;
}

}  // namespace

Result<Timestamp> next_moment(app::StoreReader& store, Timestamp now) {
  DRAWBRIDGE_TRY(const auto last, read_moment(store, std::string(kLastMoment)));
  return std::max(now, Timestamp{last.microseconds + 1});
}

StampedTree settle_changes(const TreePointer& before, TreePointer after, Timestamp moment) {
  StampedTree settled;
  settled.changes.moment = moment;
  TreeEditor editor(after);
  std::set<std::string> tops;
  std::set<Uuid> changed;
  TreeChanges differences(before, after);
  while (const auto change = differences.next()) {
    const auto& [was, is] = *change;
    if (was != nullptr && is != nullptr && was->fingerprint() == is->fingerprint()) {
      // It was at or below the suffix before, so it can be put back.
      static_cast<void>(editor.put(before->entries().find(std::string_view(was->key()))->value));
      continue;
    }
    tops.emplace(top_of(*after, (is != nullptr ? is : was)->key()));
    if (was != nullptr) settled.changes.gone.push_back(was->uuid());
    if (is == nullptr) continue;
    settled.changes.changed.push_back(stamp_of(*is));
    changed.insert(settled.changes.changed.back().uuid);
  }
  // An entry with another name, or replaced by its next version, has not gone.
  std::erase_if(settled.changes.gone, [&](const Uuid& uuid) { return changed.contains(uuid); });
  if (!settled.changes.empty()) move_contexts(*after, tops, moment, editor, settled.changes);
  settled.tree = editor.finish(settled.changes.empty() ? 0 : as_number(moment));
  return settled;
}

Result<StampedTree> settle_whole(app::StoreReader& store, TreePointer tree,
                                 const EntryStamps& stamps) {
  StampedTree settled;
  settled.changes.moment = stamps.now();
  TreeEditor editor(tree);
  const auto tops = all_tops(*tree);
  for (const std::string& key : tops) {
    const Entry* top = tree->find(key);
    if (top == nullptr) continue;
    DRAWBRIDGE_TRY(const auto moment, read_moment(store, context_counter(top->uuid())));
    editor.set_context(key, as_number(moment));
  }
  std::set<std::string> changed_tops;
  std::size_t remembered = 0;
  for (auto cursor = tree->entries().begin(); !cursor.at_end(); cursor.next()) {
    const Entry& entry = *cursor->value;
    // Every remembered moment is before this one: who has one shows what it showed then.
    const bool is_as_it_was = entry.usn() != as_number(stamps.now());
    if (is_as_it_was || stamps.place_of(entry.uuid())) ++remembered;
    if (is_as_it_was) continue;
    settled.changes.changed.push_back(stamp_of(entry));
    changed_tops.emplace(top_of(*tree, cursor->key));
  }
  // No two entries have one UUID (RFC 4530), so that all are there when there are as many.
  if (remembered < stamps.remembered().size()) settled.changes.gone = find_gone(*tree, stamps);
  // The store has them in this order: in another one a first start meets each of its pages often.
  std::ranges::sort(settled.changes.changed, {}, &domain::EntryStamp::uuid);
  // Where the ones that went had been is not known any more.
  if (!settled.changes.gone.empty()) changed_tops = tops;
  DRAWBRIDGE_TRY(auto last, read_moment(store, std::string(kLastMoment)));
  if (!settled.changes.empty()) {
    move_contexts(*tree, changed_tops, stamps.now(), editor, settled.changes);
    last = stamps.now();
  }
  settled.tree = editor.finish(as_number(last));
  return settled;
}

Status remember(app::StoreTransaction& store, const StampChanges& changes) {
  if (changes.empty()) return {};
  for (const Uuid& uuid : changes.gone) {
    DRAWBRIDGE_CHECK(store.erase(domain::EntryStamp::kKind, uuid));
  }
  const auto& fields = app::field_names<domain::EntryStamp>();
  for (const auto& stamp : changes.changed) {
    auto kept = store.update(domain::EntryStamp::kKind, stamp.uuid, fields, app::to_row(stamp));
    if (!kept && kept.error().code == ErrorCode::kNotFound) {
      kept = store.insert(domain::EntryStamp::kKind, fields, app::to_row(stamp));
    }
    DRAWBRIDGE_CHECK(std::move(kept));
  }
  for (const auto& [top, moment] : changes.contexts) {
    DRAWBRIDGE_CHECK(store.set_counter(context_counter(top), moment.microseconds));
  }
  return store.set_counter(kLastMoment, changes.moment.microseconds);
}

}  // namespace drawbridge::projection
