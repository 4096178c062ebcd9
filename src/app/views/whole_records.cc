#include "app/views/whole_records.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <future>
#include <numeric>
#include <utility>

#include "app/records.h"
#include "app/views/view_rows.h"
#include "base/prefetch.h"

namespace drawbridge::app {
namespace {

/// Most keys are shorter; what is behind that of a longer one comes while the beginning is copied.
constexpr std::size_t kUsualKeyOctets = 512;

using domain::LdapPassword;
using domain::OfferingUser;
using domain::OfferingUserGroup;
using domain::Resource;
using domain::RoleGrant;
using domain::User;

UuidIndex numbers_of(const std::vector<SelectedOffering>& offerings) {
  std::vector<Uuid> uuids;
  uuids.reserve(offerings.size());
  for (const auto& offering : offerings) uuids.push_back(offering.uuid);
  return UuidIndex(std::move(uuids));
}

MemberFacts member_facts(const AccountFacts& facts, std::optional<Timestamp> until) {
  const auto& account = facts.account;
  return {account.username, account.uidnumber.has_value() && account.primarygroup.has_value(),
          facts.user_is_active, until, account.deleted_at};
}

/// A copy of the text that lives as long as the memory.
std::string_view keep(std::string_view text, std::pmr::memory_resource& memory) {
  auto* const place = static_cast<char*>(memory.allocate(text.size(), alignof(char)));
  return {place, text.copy(place, text.size())};
}

/// An account with the beginning of its name as numbers: most names are told apart by them, without
/// a look at the names, which lie anywhere.
struct NamedAccount {
  static constexpr std::size_t kPartOctets = 8;

  NamedAccount(std::string_view whole, std::uint32_t number)
      : beginning{part(whole, 0), part(whole, kPartOctets)}, name(whole), account(number) {}

  std::array<std::uint64_t, 2> beginning;
  std::string_view name;
  std::uint32_t account;

 private:
  /// Octets of the name, the first as the highest; zeros behind its end.
  static std::uint64_t part(std::string_view name, std::size_t from) {
    std::uint64_t number = 0;
    for (std::size_t at = from; at < from + kPartOctets; ++at) {
      number = number << 8U | (at < name.size() ? static_cast<unsigned char>(name[at]) : 0U);
    }
    return number;
  }
};

bool is_name_before(const NamedAccount& a, const NamedAccount& b) {
  return a.beginning != b.beginning ? a.beginning < b.beginning : a.name < b.name;
}

}  // namespace

WholeRecords::WholeRecords(const ViewRules& rules, Selection selection)
    : rules_(&rules),
      selection_(std::move(selection)),
      offering_numbers_(numbers_of(selection_.offerings)),
      memory_(std::make_unique<std::pmr::monotonic_buffer_resource>()),
      accounts_(memory_.get()) {}

Status WholeRecords::load(StoreReader& store, ReaderBeside beside) {
  DRAWBRIDGE_CHECK(load_resources(store));
  DRAWBRIDGE_CHECK(load_groups(store));
  const auto read_beside = [&]() -> Result<UserRows> {
    if (!beside.valid()) return read_user_rows(store);
    // It is closed at the end: what its cache takes is to be free for what is made of the records.
    DRAWBRIDGE_TRY(const auto reader, beside.get());
    return read_user_rows(*reader);
  };
  std::future<Status> joined;
  // Goes before `joined`, which waits for its work, which waits for this.
  std::promise<Status> loaded_accounts;
  const auto launch = beside.valid() ? std::launch::async : std::launch::deferred;
  joined = std::async(launch, [&, accounts = loaded_accounts.get_future()]() mutable -> Status {
    DRAWBRIDGE_TRY(auto rows, read_beside());
    DRAWBRIDGE_CHECK(accounts.get());
    join(std::move(rows));
    order_members();
    return {};
  });
  const Status loaded = load_accounts(store);
  loaded_accounts.set_value(loaded);
  if (!loaded) return loaded;
  DRAWBRIDGE_CHECK(load_own_passwords(store));
  DRAWBRIDGE_CHECK(load_people(store));
  sort_accounts();
  DRAWBRIDGE_CHECK(joined.get());
  DRAWBRIDGE_CHECK(load_role_groups(store));
  return load_robots(store);
}

std::string_view WholeRecords::username(std::size_t account) const {
  const auto& name = accounts_[account].facts.account.username;
  return name ? std::string_view(*name) : std::string_view();
}

std::vector<MemberFacts> WholeRecords::members(std::size_t group) const {
  const auto all = members_.of(group);
  std::vector<MemberFacts> members;
  members.reserve(all.size());
  constexpr std::size_t kAhead = 8;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (at + kAhead < all.size()) prefetch(&accounts_[all[at + kAhead].account], sizeof(Account));
    members.push_back(member_facts(accounts_[all[at].account].facts, all[at].until));
  }
  return members;
}

void WholeRecords::expect(std::span<const std::uint32_t> accounts) const {
  for (const auto number : accounts) prefetch(&accounts_[number], sizeof(Account));
  for (const auto number : accounts) {
    const auto keys = keys_.of(accounts_[number].user);
    prefetch(keys.data(), keys.size_bytes());
    const auto grants = grants_.of(accounts_[number].user);
    prefetch(grants.data(), grants.size_bytes());
  }
  for (const auto number : accounts) {
    for (const auto key : keys_.of(accounts_[number].user)) {
      prefetch(key.data(), std::min(key.size(), kUsualKeyOctets));
    }
  }
}

AccountFacts WholeRecords::take_account(std::size_t number) {
  auto& account = accounts_[number];
  auto& facts = account.facts;
  const auto keys = keys_.of(account.user);
  facts.keys.assign(keys.begin(), keys.end());
  const auto grants = grants_.of(account.user);
  facts.access_grants.reserve(grants.size());
  facts.memberships.reserve(facts.memberships.size() + grants.size());
  for (const auto& grant : grants) {
    for (const auto& access : grant.project->access) {
      if (access.offering != account.offering) continue;
      facts.access_grants.push_back({grant.until, access.restricts_member_access});
    }
    for (const auto place : grant.project->groups) {
      const auto& [group, offering] = groups_[place];
      if (offering != account.offering || !group.gid) continue;
      facts.memberships.push_back({{*group.gid, group.name}, grant.until});
    }
  }
  return std::move(facts);
}

RoleGroupFacts WholeRecords::take_role_group(std::size_t group) {
  return std::move(role_groups_[group].facts);
}

RobotFacts WholeRecords::take_robot(std::size_t robot) { return std::move(robots_[robot]); }

const WholeRecords::Place* WholeRecords::place_on(std::size_t user, std::size_t offering) const {
  const auto places = places_.of(user);
  const auto found = std::ranges::lower_bound(places, offering, {}, &Place::offering);
  return found == places.end() || found->offering != offering ? nullptr : &*found;
}

Status WholeRecords::load_accounts(StoreReader& store) {
  std::vector<Uuid> user_of_account;
  const auto select = select_accounts(*rules_, JoinedFields::kAbsent, selection_.here);
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    auto facts = account_facts(row, *rules_, JoinedFields::kAbsent);
    const auto offering = number_of(facts.account.offering_uuid);
    if (!offering) return true;
    facts.honours_restrictions = selection_.offerings[*offering].honours_restrictions;
    user_of_account.push_back(facts.account.user_uuid);
    accounts_.push_back({std::move(facts), static_cast<std::uint32_t>(*offering), 0});
    return true;
  }));
  number_users(user_of_account);
  return {};
}

Status WholeRecords::load_own_passwords(StoreReader& store) {
  const auto here =
      selection_.is_one
          ? where::in_select("uuid", select_fields(OfferingUser::kKind, {"uuid"}, selection_.here))
          : where::all();
  const auto select = select_fields(LdapPassword::kKind, {"uuid", "argon2id", "bcrypt"}, here);
  std::vector<Uuid> accounts;
  std::vector<std::shared_ptr<const OwnPassword>> passwords;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    accounts.push_back(take<Uuid>(row, 0));
    passwords.push_back(std::make_shared<const OwnPassword>(
        OwnPassword{take<std::string>(row, 1), take<std::string>(row, 2)}));
    return true;
  }));
  if (accounts.empty()) return {};
  const UuidIndex with_password(std::move(accounts));
  const auto uuid_at = [&](std::size_t at) { return accounts_[at].facts.account.uuid; };
  with_password.find_each(accounts_.size(), uuid_at, [&](std::size_t at, const auto& place) {
    if (place) accounts_[at].facts.own_password = std::move(passwords[*place]);
  });
  return {};
}

void WholeRecords::sort_accounts() {
  accounts_by_name_.resize(selection_.offerings.size());
  for (std::uint32_t account = 0; account < accounts_.size(); ++account) {
    accounts_by_name_[accounts_[account].offering].push_back(account);
  }
  for (auto& accounts : accounts_by_name_) {
    std::vector<NamedAccount> named;
    named.reserve(accounts.size());
    for (const auto account : accounts) named.emplace_back(username(account), account);
    std::ranges::sort(named, is_name_before);
    std::ranges::transform(named, accounts.begin(), &NamedAccount::account);
  }
}

void WholeRecords::number_users(const std::vector<Uuid>& user_of_account) {
  auto users = user_of_account;
  std::ranges::sort(users);
  users.erase(std::unique(users.begin(), users.end()), users.end());
  users_ = UuidIndex(std::move(users));
  std::vector<std::uint32_t> by_offering(accounts_.size());
  std::iota(by_offering.begin(), by_offering.end(), 0U);
  if (selection_.offerings.size() > 1) {
    std::ranges::stable_sort(by_offering, {},
                             [&](std::uint32_t account) { return accounts_[account].offering; });
  }
  const auto user_at = [&](std::size_t at) { return user_of_account[by_offering[at]]; };
  users_.find_each(by_offering.size(), user_at, [&](std::size_t at, const auto& user) {
    auto& account = accounts_[by_offering[at]];
    account.user = static_cast<std::uint32_t>(*user);
    places_.add(account.user, {account.offering, by_offering[at]});
  });
  places_.order(users_.size());
}

/// The condition that `field` names somebody with an account to load.
Condition WholeRecords::of_people(std::string_view field) const {
  if (!selection_.is_one) return where::all();
  return where::in_select(field,
                          select_fields(OfferingUser::kKind, {"user_uuid"}, selection_.here));
}

Status WholeRecords::load_people(StoreReader& store) {
  const auto select = select_fields(
      User::kKind, {"uuid", "username", "first_name", "last_name", "email", "is_active"},
      of_people("uuid"));
  constexpr std::size_t kTogether = 32;
  std::vector<Person> people;
  people.reserve(kTogether);
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    people.push_back({take<Uuid>(row, 0), take<std::string>(row, 1), take<std::string>(row, 2),
                      take<std::string>(row, 3), take<std::string>(row, 4), take<bool>(row, 5)});
    if (people.size() == kTogether) take_in(people);
    return true;
  }));
  take_in(people);
  return {};
}

/// Notes what is known of these people where they have accounts, and forgets them.
void WholeRecords::take_in(std::vector<Person>& people) {
  const auto uuid_at = [&](std::size_t at) { return people[at].uuid; };
  users_.find_each(people.size(), uuid_at, [&](std::size_t at, const auto& user) {
    if (!user) return;
    const Person& person = people[at];
    for (const auto& place : places_.of(*user)) {
      auto& facts = accounts_[place.account].facts;
      facts.waldur_username = person.username;
      facts.first_name = person.first_name;
      facts.last_name = person.last_name;
      facts.email = person.email;
      facts.user_is_active = person.is_active;
    }
  });
  people.clear();
}

Status WholeRecords::load_resources(StoreReader& store) {
  const auto select = select_fields(
      Resource::kKind, {"project_uuid", "offering_uuid", "restrict_member_access"},
      where::both(selection_.here, where::not_(where::equal("state", std::string("Terminated")))));
  return store.for_each(select, [&](Row& row) {
    if (const auto offering = number_of(take<Uuid>(row, 1))) {
      projects_[take<Uuid>(row, 0)].access.push_back({*offering, take<bool>(row, 2)});
    }
    return true;
  });
}

Status WholeRecords::load_groups(StoreReader& store) {
  DRAWBRIDGE_TRY(auto groups, list<OfferingUserGroup>(store, selection_.here));
  for (auto& group : groups) {
    const auto offering = number_of(group.offering_uuid);
    if (!offering) continue;
    for (const auto& project : group.project_uuids) {
      projects_[project].groups.push_back(groups_.size());
    }
    groups_.push_back({std::move(group), *offering});
  }
  return {};
}

/// The keys and project roles of the people.
Result<WholeRecords::UserRows> WholeRecords::read_user_rows(StoreReader& store) const {
  UserRows rows;
  rows.memory = std::make_unique<std::pmr::monotonic_buffer_resource>();
  DRAWBRIDGE_CHECK(store.for_each(select_keys(of_people("user_uuid")), [&](Row& row) {
    if (const auto* text = std::get_if<std::string>(&row[1])) {
      rows.keys.push_back({take<Uuid>(row, 0), keep(*text, *rows.memory)});
    }
    return true;
  }));
  const auto of_projects = where::equal("scope_type", std::string("project"));
  const auto select =
      select_fields(RoleGrant::kKind, {"user_uuid", "scope_uuid", "expiration_time"},
                    where::both(of_people("user_uuid"), of_projects));
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    rows.grants.push_back(
        {take<Uuid>(row, 0), take<Uuid>(row, 1), take<std::optional<Timestamp>>(row, 2)});
    return true;
  }));
  return rows;
}

void WholeRecords::join(UserRows rows) {
  memory_of_keys_ = std::move(rows.memory);
  const auto& keys = rows.keys;
  const auto holder = [&](std::size_t at) { return keys[at].user; };
  users_.find_each(keys.size(), holder, [&](std::size_t at, const auto& user) {
    if (user) keys_.add(*user, keys[at].text);
  });
  keys_.order(users_.size());
  const auto& grants = rows.grants;
  const auto member = [&](std::size_t at) { return grants[at].user; };
  users_.find_each(grants.size(), member, [&](std::size_t at, const auto& user) {
    const auto project = projects_.find(grants[at].project);
    if (user && project != projects_.end()) {
      grants_.add(*user, {&project->second, grants[at].until});
    }
  });
  grants_.order(users_.size());
}

void WholeRecords::order_members() {
  for (std::size_t user = 0; user < users_.size(); ++user) {
    for (const auto& grant : grants_.of(user)) {
      for (const auto group : grant.project->groups) {
        if (const auto* place = place_on(user, groups_[group].offering)) {
          members_.add(group, {place->account, grant.until});
        }
      }
    }
  }
  members_.order(groups_.size());
}

Status WholeRecords::load_role_groups(StoreReader& store) {
  std::unordered_map<Uuid, std::size_t> number_of_group;
  DRAWBRIDGE_CHECK(store.for_each(select_role_groups(selection_.here), [&](Row& row) {
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
  return store.for_each(select, [&](Row& row) {
    const auto found = number_of_group.find(take<Uuid>(row, 0));
    if (found == number_of_group.end()) return true;
    hold(role_groups_[found->second], take<Uuid>(row, 1), take<bool>(row, 2),
         take<std::optional<Timestamp>>(row, 3));
    return true;
  });
}

/// Notes a holder of the group's role, who need not have an account.
void WholeRecords::hold(RoleGroup& slot, const Uuid& uuid, bool is_active,
                        std::optional<Timestamp> until) {
  const auto user = users_.find(uuid);
  const auto* place = user ? place_on(*user, slot.offering) : nullptr;
  if (place == nullptr) {
    slot.facts.holders.push_back({std::nullopt, false, is_active, until, std::nullopt});
    return;
  }
  auto& facts = accounts_[place->account].facts;
  slot.facts.holders.push_back(member_facts(facts, until));
  const auto& group = slot.facts.group;
  if (group.gid) facts.memberships.push_back({{*group.gid, group.name}, until});
}

Status WholeRecords::load_robots(StoreReader& store) {
  return store.for_each(select_robots(selection_.here), [&](Row& row) {
    auto facts = robot_facts(row);
    if (number_of(facts.offering_uuid)) robots_.push_back(std::move(facts));
    return true;
  });
}

}  // namespace drawbridge::app
