#include "projection/branch_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/keyed_hash.h"
#include "base/prefetch.h"
#include "base/shares.h"
#include "base/text.h"
#include "projection/dit.h"

namespace drawbridge::projection {
namespace {

using ldap::directory::BorrowedValue;
using ldap::directory::Entry;
using ldap::directory::EntryPointer;
using ldap::directory::TreeEditor;
using ldap::schema::AttributeId;

Result<EntryPointer> make_account(const OfferingOutput& output, const app::AccountView& account,
                                  const EntryStamps& stamps) {
  std::vector<ldap::dn::Dn> groups;
  for (const auto* group : output.served_groups_of(account)) {
    // The name was checked when the group was taken in; an entry with it exists.
    if (auto dn = output.branch->groups.child("cn", group->name)) groups.push_back(std::move(*dn));
  }
  std::vector<BorrowedValue> member_of;
  for (const auto& group : groups) member_of.push_back({group.text(), group.key()});
  return account_entry(*output.branch, account, member_of, stamps);
}

/// The same as served_members_of. Who was a member in the entry before (null: none) had an account
/// then, and has it still unless that was touched: of a long list few accounts are looked up.
std::vector<std::string_view> served_members(OfferingEditor& editor, const app::GroupView& group,
                                             const Entry* before) {
  const auto& output = editor.current();
  const auto slice = before == nullptr ? std::nullopt : before->find(AttributeId::kMemberUid);
  if (!slice) return output.served_members_of(group);
  std::vector<std::string_view> served;
  served.reserve(group.members.size());
  auto known = before->values(*slice);
  auto next = known.next();
  for (const std::string_view name : group.members) {
    while (next && *next < name) next = known.next();
    const bool was_served = next == name && !editor.has_touched_account(name);
    if (was_served || output.accounts.find(name) != nullptr) served.push_back(name);
  }
  return served;
}

std::string reason_of(const Error& error) {
  return "invalid_" + (error.field.empty() ? std::string("record") : error.field);
}

/// A name that no DN can hold has no entry to erase.
void erase_child(const ldap::dn::Dn& parent, std::string_view type, std::string_view name,
                 TreeEditor& tree) {
  if (const auto dn = parent.child(type, name)) tree.erase(*dn);
}

/// Puts the entry, unless it shows what the one there shows: that one stays with its stamps.
Status put_changed(EntryPointer entry, TreeEditor& tree) {
  const EntryPointer before = tree.find(entry->key());
  if (before != nullptr && before->fingerprint() == entry->fingerprint()) return {};
  return tree.put(std::move(entry));
}

EntryPointer find_child(const ldap::dn::Dn& parent, std::string_view type, std::string_view name,
                        const TreeEditor& tree) {
  const auto dn = parent.child(type, name);
  return dn ? tree.find(*dn) : nullptr;
}

Status write_person(OfferingEditor& editor, const std::string& name, const EntryStamps& stamps,
                    TreeEditor& tree) {
  const auto& output = editor.current();
  const auto* item = output.accounts.find(std::string_view(name));
  if (item == nullptr) {
    erase_child(output.branch->people, "uid", name, tree);
    return {};
  }
  const AccountPointer account = item->value;
  auto entry = make_account(output, *account, stamps);
  if (entry) return put_changed(std::move(*entry), tree);
  editor.skip(*account, reason_of(entry.error()));
  return {};
}

Status write_group(OfferingEditor& editor, const std::string& name, const EntryStamps& stamps,
                   TreeEditor& tree) {
  const auto& output = editor.current();
  if (const auto* account = output.accounts.find(std::string_view(name))) {
    const AccountPointer owner = account->value;
    auto entry = personal_group_entry(*output.branch, *owner, stamps);
    if (entry) return put_changed(std::move(*entry), tree);
    editor.skip(*owner, reason_of(entry.error()));
    return {};
  }
  if (output.find_served_group(name) == nullptr) {
    erase_child(output.branch->groups, "cn", name, tree);
    return {};
  }
  const GroupPointer group = output.groups.find(std::string_view(name))->value;
  const auto before = find_child(output.branch->groups, "cn", name, tree);
  const auto members = served_members(editor, *group, before.get());
  auto entry = group_entry(*output.branch, *group, members, stamps);
  if (entry) return put_changed(std::move(*entry), tree);
  editor.skip(*group, reason_of(entry.error()));
  return {};
}

/// Entries of one kind, in the order of their records, and the records that were refused.
class Rendered {
 public:
  explicit Rendered(std::size_t most) { branch_.entries.reserve(most); }

  void take(Result<EntryPointer> entry, const Uuid& uuid, bool is_group) {
    if (entry) {
      branch_.entries.push_back(std::move(*entry));
    } else {
      branch_.refused.push_back({uuid, is_group, reason_of(entry.error())});
    }
  }

  void move_to(RenderedBranch& whole) {
    std::ranges::move(branch_.entries, std::back_inserter(whole.entries));
    std::ranges::move(branch_.refused, std::back_inserter(whole.refused));
  }

 private:
  RenderedBranch branch_;
};

/// Names by their hashes in one piece of memory: very many look-ups stay in the processor's caches.
/// They have 64 bits and are keyed (see keyed_hash): nobody can choose names with one hash, and
/// among all that a directory can hold there are none by chance.
class HashedNames {
 public:
  /// @param most  that are to be added
  explicit HashedNames(std::size_t most) : slots_(std::bit_ceil(2 * most + 1)) {}

  /// Never 0, which is a free slot.
  static std::uint64_t hash_of(std::string_view name) {
    return std::max<std::uint64_t>(keyed_hash(name), 1);
  }

  /// @param hash  as hash_of says
  void add(std::uint64_t hash) { slots_[slot_of(hash)] = hash; }

  /// Calls `visit` with each name, in their order, and whether it is there.
  template <class Visit>
  void find_each(std::span<const std::string> names, Visit visit) const {
    constexpr std::size_t kTogether = 32;
    std::array<std::uint64_t, kTogether> hashes{};
    for (; !names.empty(); names = names.subspan(std::min(kTogether, names.size()))) {
      const auto some = names.first(std::min(kTogether, names.size()));
      for (std::size_t at = 0; at < some.size(); ++at) {
        hashes[at] = hash_of(some[at]);
        prefetch(&slots_[first_slot(hashes[at])], sizeof hashes[at]);
      }
      for (std::size_t at = 0; at < some.size(); ++at) {
        visit(some[at], slots_[slot_of(hashes[at])] != 0);
      }
    }
  }

 private:
  std::size_t first_slot(std::uint64_t hash) const { return hash & (slots_.size() - 1); }
  /// That of the hash, or the one that it would take.
  std::size_t slot_of(std::uint64_t hash) const {
    std::size_t slot = first_slot(hash);
    while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::vector<std::uint64_t> slots_;  ///< A power of two of them.
};

/// As HashedNames takes them.
std::vector<std::vector<std::uint64_t>> hashes_of_names(
    std::span<const app::AccountView* const> accounts) {
  constexpr std::size_t kWorthAThread = 10'000;
  constexpr std::size_t kNamesAhead = 16;
  return in_shares(accounts.size(), kWorthAThread, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> hashes;
    hashes.reserve(end - begin);
    for (std::size_t at = begin; at < end; ++at) {
      if (at + kNamesAhead < end) {
        prefetch(&accounts[at + kNamesAhead]->username, sizeof(std::string));
      }
      hashes.push_back(HashedNames::hash_of(accounts[at]->username));
    }
    return hashes;
  });
}

/// The accounts' names and the served groups' DNs of one output. Members look them up many times,
/// so they are found by hash, and each DN is written once.
class ServedNames {
 public:
  /// @param accounts  all of the output's
  ServedNames(const OfferingOutput& output, std::span<const app::AccountView* const> accounts)
      : output_(&output), people_(accounts.size()) {
    for (const auto& share : hashes_of_names(accounts)) {
      for (const auto hash : share) people_.add(hash);
    }
    groups_.reserve(output.groups.size());
    all_groups_.reserve(output.groups.size());
    for (auto cursor = output.groups.begin(); !cursor.at_end(); cursor.next()) {
      const auto& group = *cursor->value;
      if (!output.why_hidden(group).empty()) continue;
      // The name was checked when the group was taken in.
      auto dn = output.branch->groups.child("cn", group.name);
      Group served{&group, dn ? std::move(*dn) : ldap::dn::Dn()};
      if (groups_.emplace(group.gid, std::move(served)).second) all_groups_.push_back(&group);
    }
  }

  /// By name.
  const std::vector<const app::GroupView*>& groups() const { return all_groups_; }

  /// As OfferingOutput::served_members_of.
  std::vector<std::string_view> members_of(const app::GroupView& group) const {
    std::vector<std::string_view> members;
    members.reserve(group.members.size());
    people_.find_each(group.members, [&](std::string_view name, bool is_there) {
      // A name in another spelling is the same one.
      if (is_there || output_->find_account(name) != nullptr) members.push_back(name);
    });
    return members;
  }

  /// DNs of the served groups of the account, see OfferingOutput::served_groups_of.
  std::vector<BorrowedValue> groups_of(const app::AccountView& account) const {
    std::vector<BorrowedValue> names;
    names.reserve(account.groups.size());
    for (const auto& membership : account.groups) {
      const auto found = groups_.find(membership.gid);
      if (found == groups_.end()) continue;
      const auto& [view, dn] = found->second;
      if (dn.is_root()) continue;
      const bool is_named_so =
          view->name == membership.name || equal_ignoring_case(view->name, membership.name);
      if (!is_named_so) continue;
      names.push_back({dn.text(), dn.key()});
    }
    return names;
  }

 private:
  struct Group {
    const app::GroupView* view;
    ldap::dn::Dn dn;
  };

  const OfferingOutput* output_;
  HashedNames people_;
  std::unordered_map<std::int64_t, Group> groups_;  ///< by gid, which one served group has
  std::vector<const app::GroupView*> all_groups_;
};

/// A share of the accounts and groups of one output.
struct Share {
  std::span<const app::AccountView* const> accounts;
  std::span<const app::GroupView* const> groups;
};

/// How many accounts before its turn one is on its way into the processor's caches.
constexpr std::size_t kAhead = 8;

/// Of what an account refers to; what lies behind that is found by the processor itself.
constexpr std::size_t kMostAheadOctets = 1024;

/// Says that the account at `place` is to come, and that one half as far away is there by now, so
/// that what it refers to can be on its way as well.
void expect(std::span<const app::AccountView* const> accounts, std::size_t place) {
  if (place < accounts.size()) prefetch(accounts[place], sizeof(app::AccountView));
  if (place - kAhead / 2 >= accounts.size()) return;
  const auto& near = *accounts[place - kAhead / 2];
  const auto keys = near.ssh_keys.octets();
  prefetch(keys.data(), std::min(keys.size(), kMostAheadOctets));
  const auto groups = std::as_bytes(std::span(near.groups));
  prefetch(groups.data(), std::min(groups.size(), kMostAheadOctets));
}

struct RenderedShare {
  Rendered people, personal_groups, groups;
};

RenderedShare render_share(const OfferingOutput& output, const ServedNames& served,
                           const Share& share, const EntryStamps& stamps) {
  RenderedShare rendered{Rendered(share.accounts.size()), Rendered(share.accounts.size()),
                         Rendered(share.groups.size())};
  const auto& branch = *output.branch;
  for (std::size_t at = 0; at < share.accounts.size(); ++at) {
    const auto* account = share.accounts[at];
    expect(share.accounts, at + kAhead);
    rendered.people.take(account_entry(branch, *account, served.groups_of(*account), stamps),
                         account->uuid, false);
    rendered.personal_groups.take(personal_group_entry(branch, *account, stamps), account->uuid,
                                  false);
  }
  for (const auto* group : share.groups) {
    rendered.groups.take(group_entry(branch, *group, served.members_of(*group), stamps),
                         group->uuid, true);
  }
  return rendered;
}

}  // namespace

Result<RenderedBranch> render_branch(const OfferingOutput& output, const EntryStamps& stamps) {
  RenderedBranch rendered;
  if (!output.branch) return rendered;
  DRAWBRIDGE_TRY(rendered.entries, branch_entries(*output.branch, output.facts, stamps));
  std::vector<const app::AccountView*> accounts;
  accounts.reserve(output.accounts.size());
  for (auto cursor = output.accounts.begin(); !cursor.at_end(); cursor.next()) {
    accounts.push_back(cursor->value.get());
  }
  const ServedNames served(output, accounts);
  const auto& groups = served.groups();
  rendered.entries.reserve(3 + 2 * accounts.size() + groups.size());
  const std::size_t most = std::max(accounts.size(), groups.size());
  const auto part_of = [most](const auto& all, std::size_t begin, std::size_t end) {
    if (most == 0) return std::span(all);
    const std::size_t first = all.size() * begin / most;
    return std::span(all).subspan(first, all.size() * end / most - first);
  };
  constexpr std::size_t kWorthAThread = 1000;  // some 10 ms
  auto shares = in_shares(most, kWorthAThread, [&](std::size_t begin, std::size_t end) {
    return render_share(output, served,
                        {part_of(accounts, begin, end), part_of(groups, begin, end)}, stamps);
  });
  // Kind by kind they are in the order of their names, in which the tree wants them.
  for (const auto kind :
       {&RenderedShare::people, &RenderedShare::personal_groups, &RenderedShare::groups}) {
    for (auto& share : shares) (share.*kind).move_to(rendered);
  }
  return rendered;
}

void skip_refused(OfferingEditor& editor, const std::vector<RefusedRecord>& refused) {
  for (const auto& [uuid, is_group, reason] : refused) {
    if (is_group) {
      const auto* item = editor.current().groups_by_uuid.find(uuid);
      if (item == nullptr) continue;
      const GroupPointer group = item->value;
      editor.skip(*group, reason);
    } else {
      const auto* item = editor.current().accounts_by_uuid.find(uuid);
      if (item == nullptr) continue;
      const AccountPointer account = item->value;
      editor.skip(*account, reason);
    }
  }
}

Status write_changes(OfferingEditor& editor, const EntryStamps& stamps, TreeEditor& tree) {
  if (!editor.current().branch) return {};
  // A record that is skipped on the way changes further entries; each round has fewer records.
  while (true) {
    const auto people = editor.take_changed_people();
    const auto groups = editor.take_changed_groups();
    if (people.empty() && groups.empty()) return {};
    for (const auto& name : people) DRAWBRIDGE_CHECK(write_person(editor, name, stamps, tree));
    for (const auto& name : groups) DRAWBRIDGE_CHECK(write_group(editor, name, stamps, tree));
  }
}

void erase_branch(const OfferingOutput& output, TreeEditor& tree) {
  if (!output.branch) return;
  const Branch& branch = *output.branch;
  for (auto cursor = output.accounts.begin(); !cursor.at_end(); cursor.next()) {
    const auto& name = cursor->value->username;
    erase_child(branch.people, "uid", name, tree);
    erase_child(branch.groups, "cn", name, tree);
  }
  for (auto cursor = output.groups.begin(); !cursor.at_end(); cursor.next()) {
    erase_child(branch.groups, "cn", cursor->value->name, tree);
  }
  tree.erase(branch.groups);
  tree.erase(branch.people);
  tree.erase(branch.top);
}

}  // namespace drawbridge::projection
