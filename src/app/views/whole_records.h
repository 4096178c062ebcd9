#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/ports.h"
#include "app/views/view_facts.h"
#include "base/grouped.h"
#include "base/uuid_index.h"

namespace drawbridge::app {

/// An offering whose records are to be read.
struct SelectedOffering {
  Uuid uuid;
  bool honours_restrictions = false;  ///< its resources' restrict_member_access
};

/// The offerings whose records are to be read; they have their place here as their number.
struct Selection {
  std::vector<SelectedOffering> offerings;
  /// Rows that have a field `offering_uuid`.
  Condition here;
  /// One of them is asked for, so that only its rows are to be read.
  bool is_one = false;
};

/// Another reader of the same records, to be used on a thread of its own as soon as it is free, and
/// closed then. Without one (it is not valid) everything is read by the first reader. It has been
/// waited for when all is loaded, with whatever its maker did before it was free.
using ReaderBeside = std::future<Result<std::unique_ptr<StoreReader>>>;

/// The records of whole offerings, each kind read once in whatever order it lies in and joined
/// here by numbers: the store needs many times as long to look each one up by its key. Once loaded,
/// several threads may take different records.
class WholeRecords {
 public:
  WholeRecords(const ViewRules& rules, Selection selection);

  /// @param beside  for what is read at the same time
  Status load(StoreReader& store, ReaderBeside beside);

  std::size_t group_count() const { return groups_.size(); }
  std::size_t role_group_count() const { return role_groups_.size(); }
  std::size_t robot_count() const { return robots_.size(); }

  /// The numbers of the offerings they belong to.
  std::size_t offering_of_group(std::size_t group) const { return groups_[group].offering; }
  std::size_t offering_of_role_group(std::size_t group) const {
    return role_groups_[group].offering;
  }
  std::size_t offering_of_robot(std::size_t robot) const {
    return *number_of(robots_[robot].offering_uuid);
  }
  /// The accounts of an offering, by username.
  std::span<const std::uint32_t> accounts_of(std::size_t offering) const {
    return accounts_by_name_[offering];
  }

  const domain::OfferingUserGroup& group(std::size_t group) const { return groups_[group].group; }
  /// Of a group; only as long as no account has been taken.
  std::vector<MemberFacts> members(std::size_t group) const;

  /// Says that these accounts, a few dozen at most, are to be taken next: what is read for them
  /// is on its way into the processor's caches then.
  void expect(std::span<const std::uint32_t> accounts) const;
  /// Each once. The texts of an account's keys are good as long as this.
  AccountFacts take_account(std::size_t account);
  RoleGroupFacts take_role_group(std::size_t group);
  RobotFacts take_robot(std::size_t robot);

 private:
  struct Account {
    AccountFacts facts;
    std::uint32_t offering = 0;
    std::uint32_t user = 0;
  };
  /// An account among those of one person, which are in the order of their offerings.
  struct Place {
    std::uint32_t offering = 0;
    std::uint32_t account = 0;
  };
  struct Group {
    domain::OfferingUserGroup group;
    std::size_t offering = 0;
  };
  struct GroupMember {
    std::uint32_t account = 0;
    std::optional<Timestamp> until;
  };
  struct RoleGroup {
    RoleGroupFacts facts;
    std::size_t offering = 0;
  };
  /// What a role on a project gives.
  struct Project {
    struct Access {
      std::size_t offering = 0;
      bool restricts_member_access = false;  ///< the resource does
    };
    std::vector<Access> access;       ///< one for each live resource
    std::vector<std::size_t> groups;  ///< numbers of the groups of its people
  };
  struct Grant {
    const Project* project = nullptr;
    std::optional<Timestamp> until;
  };

  struct Person {
    Uuid uuid;
    std::string username, first_name, last_name, email;
    bool is_active = false;
  };

  /// What is read beside the rest: rows as they are.
  struct UserRows {
    struct Key {
      Uuid user;
      std::string_view text;  ///< In `memory`.
    };
    struct ProjectGrant {
      Uuid user, project;
      std::optional<Timestamp> until;
    };
    std::unique_ptr<std::pmr::monotonic_buffer_resource> memory;
    std::vector<Key> keys;
    std::vector<ProjectGrant> grants;
  };

  std::optional<std::size_t> number_of(const Uuid& offering) const {
    return offering_numbers_.find(offering);
  }
  /// Empty: it has none.
  std::string_view username(std::size_t account) const;
  const Place* place_on(std::size_t user, std::size_t offering) const;
  Condition of_people(std::string_view field) const;
  void number_users(const std::vector<Uuid>& user_of_account);
  void order_members();
  void sort_accounts();

  Status load_accounts(StoreReader& store);
  Status load_own_passwords(StoreReader& store);
  Status load_people(StoreReader& store);
  void take_in(std::vector<Person>& people);
  Status load_resources(StoreReader& store);
  Status load_groups(StoreReader& store);
  Result<UserRows> read_user_rows(StoreReader& store) const;
  void join(UserRows rows);
  Status load_role_groups(StoreReader& store);
  void hold(RoleGroup& group, const Uuid& user, bool is_active, std::optional<Timestamp> until);
  Status load_robots(StoreReader& store);

  const ViewRules* rules_;
  Selection selection_;
  UuidIndex offering_numbers_;
  /// For what goes as a whole: singly, they would leave holes in the heap between what stays.
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_, memory_of_keys_;
  std::pmr::deque<Account> accounts_;  ///< large, so that they are not to be moved
  std::vector<std::vector<std::uint32_t>> accounts_by_name_;  ///< by offering
  UuidIndex users_;
  Grouped<Place> places_;           ///< by user
  Grouped<std::string_view> keys_;  ///< by user
  std::unordered_map<Uuid, Project> projects_;
  Grouped<Grant> grants_;  ///< by user
  std::vector<Group> groups_;
  Grouped<GroupMember> members_;  ///< by group
  std::vector<RoleGroup> role_groups_;
  std::vector<RobotFacts> robots_;
};

}  // namespace drawbridge::app
