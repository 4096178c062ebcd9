#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/views/views.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// Records of one offering that were loaded anew, each with its uuid.
struct OfferingChanges {
  std::vector<std::pair<Uuid, app::AccountOutcome>> accounts;  ///< people and robots
  std::vector<std::pair<Uuid, app::GroupOutcome>> groups;
};

/// Makes the next version of one offering's output, and notes which entries of the directory must
/// be made anew. Entries are noted by name: whoever holds a name in the end is who its entry is
/// made of. Cost follows the change (a group's change: its member list). Not thread-safe.
class OfferingEditor {
 public:
  using Names = std::set<std::string, NameOrder>;

  explicit OfferingEditor(const OfferingOutput& base);

  void set_facts(app::OfferingFacts facts) { output_.facts = std::move(facts); }
  void set_branch(std::optional<Branch> branch) { output_.branch = std::move(branch); }

  /// Takes over loaded records; what did not change is left alone. Of two that claim one name the
  /// one that held it, else the one with the smaller uuid, stays; the other is skipped.
  void apply(OfferingChanges changes);
  /// Takes over the whole offering, accounts and groups that are not named going.
  void replace(app::OfferingContents contents);

  /// Leaves an account or group out because no entry can be made of it.
  void skip(const app::AccountView& account, std::string reason);
  void skip(const app::GroupView& group, std::string reason);

  /// The output with all changes so far. The reference and what it gives out live until the next
  /// change.
  const OfferingOutput& current();

  /// Whether an account of that name may have come, gone or changed in this editor.
  bool has_touched_account(std::string_view name) const { return touched_accounts_.contains(name); }

  /// Names below ou=people and below ou=groups whose entries changed since the last call.
  Names take_changed_people() { return std::exchange(changed_people_, {}); }
  Names take_changed_groups() { return std::exchange(changed_groups_, {}); }

 private:
  struct AccountChange {
    AccountPointer before, after;
  };
  struct GroupChange {
    GroupPointer before, after;
  };

  void remove(const AccountPointer& account);
  void remove(const GroupPointer& group);
  bool add(const AccountPointer& account);
  bool add(const GroupPointer& group);
  void put_skipped(app::SkippedView view);
  void take_out(const std::vector<AccountChange>& accounts, const std::vector<GroupChange>& groups);
  void put_in(std::vector<AccountChange>& accounts, std::vector<GroupChange>& groups);
  AccountChange account_change(const Uuid& uuid, app::AccountOutcome outcome);
  GroupChange group_change(const Uuid& uuid, app::GroupOutcome outcome);
  void note(const AccountChange& change);
  void note(const GroupChange& change);
  void note_group_and_members(const app::GroupView& group);
  void note_groups_with_gid(std::int64_t gid);

  OfferingOutput output_;  ///< facts, branch and flags; the maps as of the last current()
  decltype(OfferingOutput::accounts)::Editor accounts_;
  decltype(OfferingOutput::accounts_by_uuid)::Editor accounts_by_uuid_;
  decltype(OfferingOutput::personal_gids)::Editor personal_gids_;
  decltype(OfferingOutput::groups)::Editor groups_;
  decltype(OfferingOutput::groups_by_uuid)::Editor groups_by_uuid_;
  decltype(OfferingOutput::group_gids)::Editor group_gids_;
  decltype(OfferingOutput::skipped)::Editor skipped_;
  decltype(OfferingOutput::due)::Editor due_;
  Names changed_people_, changed_groups_, touched_accounts_;
};

}  // namespace drawbridge::projection
