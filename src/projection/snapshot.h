#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/changes.h"
#include "app/views/views.h"
#include "base/persistent_map.h"
#include "base/text.h"
#include "domain/account_records.h"
#include "projection/dit.h"

/// The published state all outputs are rendered from.
namespace drawbridge::projection {

using app::AccountPointer;
using app::GroupPointer;

/// Bytewise, ASCII letters without regard to case: names that differ in case alone are one.
struct NameOrder {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(ascii_lower(x)) <
             static_cast<unsigned char>(ascii_lower(y));
    });
  }
};

/// A number and one of its holders.
struct NumberHolder {
  std::int64_t number = 0;
  Uuid holder;

  friend auto operator<=>(const NumberHolder&, const NumberHolder&) = default;
};

/// Something that changes by the clock alone.
struct Due {
  enum class Kind : std::uint8_t { kPerson, kRobot, kGroup };

  Timestamp at;
  Kind kind = Kind::kPerson;
  Uuid uuid;

  friend auto operator<=>(const Due&, const Due&) = default;
};

/// One offering's outputs: immutable, versions share what did not change.
struct OfferingOutput {
  app::OfferingFacts facts;
  std::optional<Branch> branch;  ///< none: no subtree in LDAP

  PersistentMap<std::string_view, AccountPointer, NameOrder> accounts;  ///< people and robots
  PersistentMap<Uuid, AccountPointer> accounts_by_uuid;
  PersistentMap<NumberHolder, Nothing> personal_gids;
  PersistentMap<std::string_view, GroupPointer, NameOrder> groups;  ///< hidden ones included
  PersistentMap<Uuid, GroupPointer> groups_by_uuid;
  PersistentMap<NumberHolder, Nothing> group_gids;
  PersistentMap<Uuid, std::shared_ptr<const app::SkippedView>> skipped;
  PersistentMap<Due, Nothing> due;
  /// Two records claimed one name, so that the outcome of one depends on the other: the next
  /// change loads the offering whole.
  bool has_clashes = false;

  const app::AccountView* find_account(std::string_view name) const;
  /// The group of that name if it is in the outputs, else null.
  const app::GroupView* find_served_group(std::string_view name) const;
  /// Why a project group is not in the outputs although its record is sound: an account
  /// has its name (`name_taken`), an account or another group its gid (`gid_taken`). Empty when
  /// it is there.
  std::string_view why_hidden(const app::GroupView& group) const;
  /// The project groups of the account that are in the outputs, ascending gid.
  std::vector<const app::GroupView*> served_groups_of(const app::AccountView& account) const;
  /// The members that have an account in the outputs, sorted.
  std::vector<std::string_view> served_members_of(const app::GroupView& group) const;
  /// All that is left out, by uuid.
  std::vector<app::SkippedView> left_out() const;
};

using OfferingPointer = std::shared_ptr<const OfferingOutput>;
using ServiceAccountPointer = std::shared_ptr<const domain::LdapAccount>;

/// All offerings and service accounts at one revision.
struct Snapshot {
  PersistentMap<Uuid, OfferingPointer> offerings;
  PersistentMap<std::string, Uuid, NameOrder> offerings_by_slug;
  PersistentMap<std::string_view, ServiceAccountPointer, NameOrder> service_accounts;
  std::uint64_t revision = 0;

  const OfferingOutput* find_offering(const Uuid& uuid) const;
  OfferingPointer share_offering(const Uuid& uuid) const;
  const OfferingOutput* find_offering_by_slug(std::string_view slug) const;

  /// When the first of the outputs changes by the clock alone; none: never.
  std::optional<Timestamp> next_change_at() const;
  /// What has changed by the clock alone by `now` and is to be made anew.
  app::ChangeSet due_changes(Timestamp now) const;
};

}  // namespace drawbridge::projection
