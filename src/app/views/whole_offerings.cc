#include "app/views/whole_offerings.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <memory_resource>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "app/offering_options.h"
#include "app/records.h"
#include "app/views/view_rows.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingUser;
using domain::OfferingUserGroup;
using domain::Resource;
using domain::RoleGrant;
using domain::User;

/// Names in one query's list: more of them are asked for in turns.
constexpr std::size_t kNamedAtOnce = 1000;

struct OfferingSlot {
  OfferingContents contents;
  bool honours_restrictions = false;
};

struct GroupSlot {
  OfferingUserGroup group;
  std::size_t offering = 0;
  std::vector<MemberFacts> members;
};

struct RoleGroupSlot {
  RoleGroupFacts facts;
  std::size_t offering = 0;
};

/// What a role on a project gives.
struct ProjectSlot {
  struct Access {
    std::size_t offering = 0;
    bool restricts_member_access = false;  ///< the resource does
  };
  std::vector<Access> access;       ///< one for each live resource
  std::vector<std::size_t> groups;  ///< numbers of the groups of its people
};

/// The offerings to load.
struct Selection {
  std::vector<OfferingSlot> offerings;
  /// Rows that have a field `offering_uuid`.
  Condition here;
  /// One of them is asked for, so that only its rows are to be read.
  bool is_one = false;
};

void sort_out(AccountOutcome outcome, OfferingContents& contents) {
  if (auto* view = std::get_if<AccountView>(&outcome)) {
    contents.accounts.push_back(std::move(*view));
  } else if (auto* skipped = std::get_if<SkippedView>(&outcome)) {
    contents.skipped.push_back(std::move(*skipped));
  }
}

void sort_out(GroupOutcome outcome, OfferingContents& contents) {
  if (auto* view = std::get_if<GroupView>(&outcome)) {
    contents.groups.push_back(std::move(*view));
  } else if (auto* skipped = std::get_if<SkippedView>(&outcome)) {
    contents.skipped.push_back(std::move(*skipped));
  }
}

void sort_contents(OfferingContents& contents) {
  std::sort(contents.accounts.begin(), contents.accounts.end(),
            [](const auto& left, const auto& right) { return left.username < right.username; });
  std::sort(contents.groups.begin(), contents.groups.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  std::sort(contents.skipped.begin(), contents.skipped.end(),
            [](const auto& left, const auto& right) { return left.uuid < right.uuid; });
}

/// The records of the offerings, each kind read once in whatever order it lies in and joined here:
/// the store needs many times as long to look each one up by its key.
class WholeOfferings {
 public:
  WholeOfferings(StoreReader& store, const ViewRules& rules, Selection selection)
      : store_(&store), rules_(&rules), selection_(std::move(selection)) {
    for (std::size_t number = 0; number < selection_.offerings.size(); ++number) {
      number_of_offering_.emplace(selection_.offerings[number].contents.facts.uuid, number);
    }
  }

  Status load() {
    DRAWBRIDGE_CHECK(load_accounts());
    DRAWBRIDGE_CHECK(load_people());
    DRAWBRIDGE_CHECK(load_keys());
    DRAWBRIDGE_CHECK(load_resources());
    DRAWBRIDGE_CHECK(load_groups());
    DRAWBRIDGE_CHECK(load_project_grants());
    DRAWBRIDGE_CHECK(load_role_groups());
    return load_robots();
  }

  std::vector<OfferingSlot> views(Timestamp now) {
    auto& offerings = selection_.offerings;
    for (auto& slot : groups_) {
      sort_out(group_outcome(std::move(slot.group), std::move(slot.members), *rules_, now),
               offerings[slot.offering].contents);
    }
    for (auto& slot : role_groups_) {
      sort_out(role_group_outcome(std::move(slot.facts), *rules_, now),
               offerings[slot.offering].contents);
    }
    std::vector<std::size_t> counts(offerings.size());
    for (const auto& place : places_) ++counts[place.offering];
    for (std::size_t number = 0; number < counts.size(); ++number) {
      offerings[number].contents.accounts.reserve(counts[number]);
    }
    for (const auto& place : places_) {
      sort_out(account_outcome(std::move(accounts_[place.account]), *rules_, now),
               offerings[place.offering].contents);
    }
    for (auto& robot : robots_) {
      auto& contents = offerings[number_of_offering_.at(robot.offering_uuid)].contents;
      sort_out(robot_outcome(std::move(robot)), contents);
    }
    for (auto& slot : offerings) sort_contents(slot.contents);
    return std::move(offerings);
  }

 private:
  /// An account by who has it where.
  struct Place {
    Uuid user;
    std::size_t offering = 0;
    std::size_t account = 0;
  };
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  /// The number of the offering, if it is one of those to load.
  std::optional<std::size_t> number_of(const Uuid& offering) const {
    const auto found = number_of_offering_.find(offering);
    if (found == number_of_offering_.end()) return std::nullopt;
    return found->second;
  }

  std::span<const Place> places_of(const Uuid& user) const {
    const auto found = range_of_user_.find(user);
    if (found == range_of_user_.end()) return {};
    return std::span(places_).subspan(found->second.begin, found->second.end - found->second.begin);
  }

  static const Place* place_on(std::span<const Place> places, std::size_t offering) {
    const auto found = std::ranges::lower_bound(places, offering, {}, &Place::offering);
    return found == places.end() || found->offering != offering ? nullptr : &*found;
  }

  Status load_accounts() {
    const auto select = select_accounts(*rules_, PersonFields::kAbsent, selection_.here);
    DRAWBRIDGE_CHECK(store_->for_each(select, [&](Row& row) {
      auto facts = account_facts(row, *rules_, PersonFields::kAbsent);
      const auto offering = number_of(facts.account.offering_uuid);
      if (!offering) return true;
      facts.honours_restrictions = selection_.offerings[*offering].honours_restrictions;
      places_.push_back({facts.account.user_uuid, *offering, accounts_.size()});
      accounts_.push_back(std::move(facts));
      return true;
    }));
    std::ranges::sort(places_, [](const Place& left, const Place& right) {
      return left.user != right.user ? left.user < right.user : left.offering < right.offering;
    });
    range_of_user_.reserve(places_.size());
    for (std::size_t at = 0; at < places_.size(); ++at) {
      range_of_user_.try_emplace(places_[at].user, Range{at, at}).first->second.end = at + 1;
    }
    return {};
  }

  /// The condition that `field` names somebody with an account to load.
  Condition of_people(std::string_view field) const {
    if (!selection_.is_one) return where::all();
    return where::in_select(field,
                            select_fields(OfferingUser::kKind, {"user_uuid"}, selection_.here));
  }

  Status load_people() {
    const auto select = select_fields(
        User::kKind, {"uuid", "username", "first_name", "last_name", "email", "is_active"},
        of_people("uuid"));
    return store_->for_each(select, [&](Row& row) {
      const auto places = places_of(take<Uuid>(row, 0));
      if (places.empty()) return true;
      const auto username = take<std::string>(row, 1);
      const auto first_name = take<std::string>(row, 2), last_name = take<std::string>(row, 3);
      const auto email = take<std::string>(row, 4);
      const bool is_active = take<bool>(row, 5);
      for (const auto& place : places) {
        auto& facts = accounts_[place.account];
        facts.waldur_username = username;
        facts.first_name = first_name;
        facts.last_name = last_name;
        facts.email = email;
        facts.user_is_active = is_active;
      }
      return true;
    });
  }

  Status load_keys() {
    return store_->for_each(select_keys(of_people("user_uuid")), [&](Row& row) {
      const auto places = places_of(take<Uuid>(row, 0));
      if (places.empty()) return true;
      auto key = take<std::string>(row, 1);
      for (const auto& place : places.first(places.size() - 1)) {
        accounts_[place.account].keys.push_back(key);
      }
      accounts_[places.back().account].keys.push_back(std::move(key));
      return true;
    });
  }

  Status load_resources() {
    const auto select =
        select_fields(Resource::kKind, {"project_uuid", "offering_uuid", "restrict_member_access"},
                      where::both(selection_.here,
                                  where::not_(where::equal("state", std::string("Terminated")))));
    return store_->for_each(select, [&](Row& row) {
      if (const auto offering = number_of(take<Uuid>(row, 1))) {
        projects_[take<Uuid>(row, 0)].access.push_back({*offering, take<bool>(row, 2)});
      }
      return true;
    });
  }

  Status load_groups() {
    DRAWBRIDGE_TRY(auto groups, list<OfferingUserGroup>(*store_, selection_.here));
    for (auto& group : groups) {
      const auto offering = number_of(group.offering_uuid);
      if (!offering) continue;
      for (const auto& project : group.project_uuids) {
        projects_[project].groups.push_back(groups_.size());
      }
      groups_.push_back({std::move(group), *offering, {}});
    }
    return {};
  }

  Status load_project_grants() {
    if (!selection_.is_one) return load_project_grants(where::all());
    std::vector<Value> named;
    for (const auto& [project, slot] : projects_) {
      named.emplace_back(project);
      if (named.size() < kNamedAtOnce) continue;
      DRAWBRIDGE_CHECK(load_project_grants(where::in("scope_uuid", std::exchange(named, {}))));
    }
    return named.empty() ? Status() : load_project_grants(where::in("scope_uuid", named));
  }

  Status load_project_grants(Condition where) {
    const auto of_projects = where::equal("scope_type", std::string("project"));
    const auto select =
        select_fields(RoleGrant::kKind, {"user_uuid", "scope_uuid", "expiration_time"},
                      where::both(std::move(where), of_projects));
    return store_->for_each(select, [&](Row& row) {
      const auto places = places_of(take<Uuid>(row, 0));
      if (places.empty()) return true;
      const auto project = projects_.find(take<Uuid>(row, 1));
      if (project == projects_.end()) return true;
      grant(places, project->second, take<std::optional<Timestamp>>(row, 2));
      return true;
    });
  }

  /// Notes what somebody with accounts at `places` has of a role on the project.
  void grant(std::span<const Place> places, const ProjectSlot& project,
             std::optional<Timestamp> until) {
    for (const auto& access : project.access) {
      if (const auto* place = place_on(places, access.offering)) {
        accounts_[place->account].access_grants.push_back({until, access.restricts_member_access});
      }
    }
    for (const auto number : project.groups) {
      auto& [group, offering, members] = groups_[number];
      const auto* place = place_on(places, offering);
      if (place == nullptr) continue;
      members.push_back(member_facts(accounts_[place->account], until));
      if (group.gid) join(accounts_[place->account], *group.gid, group.name, until);
    }
  }

  static MemberFacts member_facts(const AccountFacts& facts, std::optional<Timestamp> until) {
    const auto& account = facts.account;
    return {account.username, account.uidnumber.has_value() && account.primarygroup.has_value(),
            facts.user_is_active, until, account.deleted_at};
  }

  static void join(AccountFacts& facts, std::int64_t gid, const std::string& name,
                   std::optional<Timestamp> until) {
    facts.memberships.push_back({{gid, name}, until});
  }

  Status load_role_groups() {
    std::unordered_map<Uuid, std::size_t> number_of_group;
    DRAWBRIDGE_CHECK(store_->for_each(select_role_groups(selection_.here), [&](Row& row) {
      auto facts = role_group_facts(row);
      if (const auto offering = number_of(facts.group.offering_uuid)) {
        number_of_group.emplace(facts.group.uuid, role_groups_.size());
        role_groups_.push_back({std::move(facts), *offering});
      }
      return true;
    }));
    if (role_groups_.empty()) return {};
    const auto select = select_fields(
        "role_group_holder", {"group_uuid", "user_uuid", "user_is_active", "expiration_time"},
        selection_.here);
    return store_->for_each(select, [&](Row& row) {
      const auto found = number_of_group.find(take<Uuid>(row, 0));
      if (found == number_of_group.end()) return true;
      hold(role_groups_[found->second], take<Uuid>(row, 1), take<bool>(row, 2),
           take<std::optional<Timestamp>>(row, 3));
      return true;
    });
  }

  /// Notes a holder of the group's role, who need not have an account.
  void hold(RoleGroupSlot& slot, const Uuid& user, bool is_active, std::optional<Timestamp> until) {
    const auto* place = place_on(places_of(user), slot.offering);
    if (place == nullptr) {
      slot.facts.holders.push_back({std::nullopt, false, is_active, until, std::nullopt});
      return;
    }
    auto& facts = accounts_[place->account];
    slot.facts.holders.push_back(member_facts(facts, until));
    const auto& group = slot.facts.group;
    if (group.gid) join(facts, *group.gid, group.name, until);
  }

  Status load_robots() {
    return store_->for_each(select_robots(selection_.here), [&](Row& row) {
      auto facts = robot_facts(row);
      if (number_of(facts.offering_uuid)) robots_.push_back(std::move(facts));
      return true;
    });
  }

  StoreReader* store_;
  const ViewRules* rules_;
  Selection selection_;
  std::unordered_map<Uuid, std::size_t> number_of_offering_;
  /// For what goes as a whole: singly, they would leave holes in the heap between what stays.
  std::pmr::monotonic_buffer_resource memory_;
  std::pmr::deque<AccountFacts> accounts_{&memory_};  ///< large, so that they are not to be moved
  std::vector<Place> places_;                         ///< by user, then by offering
  std::unordered_map<Uuid, Range> range_of_user_;
  std::unordered_map<Uuid, ProjectSlot> projects_;
  std::vector<GroupSlot> groups_;
  std::vector<RoleGroupSlot> role_groups_;
  std::vector<RobotFacts> robots_;
};

OfferingSlot offering_slot(const Offering& offering) {
  OfferingSlot slot;
  slot.contents.facts = offering_facts(offering);
  slot.honours_restrictions =
      read_offering_options(offering.plugin_options).restrict_member_access_disables;
  return slot;
}

Result<std::vector<OfferingSlot>> load_views(StoreReader& store, const ViewRules& rules,
                                             Timestamp now, Selection selection) {
  WholeOfferings whole(store, rules, std::move(selection));
  DRAWBRIDGE_CHECK(whole.load());
  return whole.views(now);
}

/// All counters by name.
Result<std::unordered_map<std::string, std::int64_t>> load_counters(StoreReader& store) {
  std::unordered_map<std::string, std::int64_t> counters;
  const auto select = select_fields("counter", {"name", "value"}, where::all());
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    counters.emplace(take<std::string>(row, 0), take<std::int64_t>(row, 1));
    return true;
  }));
  return counters;
}

}  // namespace

Result<OfferingContents> load_offering(StoreReader& store, const ViewRules& rules, Timestamp now,
                                       const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
  if (!offering) return fail(ErrorCode::kNotFound, "No Offering matches the given query.");
  Selection selection;
  selection.offerings.push_back(offering_slot(*offering));
  selection.here = where::equal("offering_uuid", uuid);
  selection.is_one = true;
  DRAWBRIDGE_TRY(auto loaded, load_views(store, rules, now, std::move(selection)));
  DRAWBRIDGE_TRY(const auto facts, load_offering_facts(store, uuid));
  auto& contents = loaded.front().contents;
  if (facts) contents.facts = *facts;
  return std::move(contents);
}

Result<std::vector<OfferingContents>> load_offerings(StoreReader& store, const ViewRules& rules,
                                                     Timestamp now) {
  DRAWBRIDGE_TRY(const auto offerings, list<Offering>(store, where::all()));
  DRAWBRIDGE_TRY(const auto counters, load_counters(store));
  Selection selection;
  std::vector<OfferingContents> contents;
  contents.reserve(offerings.size());
  for (const auto& offering : offerings) {
    auto slot = offering_slot(offering);
    const auto revision = counters.find(content_revision_counter(offering.uuid));
    if (revision != counters.end()) slot.contents.facts.content_revision = revision->second;
    if (slot.contents.facts.switch_on) {
      selection.offerings.push_back(std::move(slot));
    } else {
      contents.push_back(std::move(slot.contents));
    }
  }
  DRAWBRIDGE_TRY(auto loaded, load_views(store, rules, now, std::move(selection)));
  for (auto& slot : loaded) contents.push_back(std::move(slot.contents));
  std::ranges::sort(contents, {}, [](const auto& each) { return each.facts.uuid; });
  return contents;
}

}  // namespace drawbridge::app
