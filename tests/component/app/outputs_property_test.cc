#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "app/catalogue.h"
#include "app/ldap_passwords.h"
#include "app/robot_accounts.h"
#include "component/app/house.h"
#include "component/app/shown_outputs.h"
#include "domain/states.h"
#include "projection/glauth_projection.h"
#include "unit/projection/sample.h"

/// Any sequence of commands and passing time: names and numbers stay unique, access follows the
/// rule, and all outputs show the same.
namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingRoleGroup;
using domain::OfferingUser;
using domain::OfferingUserState;
using domain::Project;
using domain::Resource;
using domain::RobotAccount;
using domain::User;

constexpr int kSteps = 60;
constexpr std::int64_t kDay = 86400;
constexpr std::array<const char*, 2> kRoles = {"SLURM.OPERATOR", "SLURM.VIEWER"};

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

class OutputsProperty : public House, public ::testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    House::SetUp();
    random_.seed(static_cast<std::uint32_t>(GetParam()));
    for (const auto* name : kRoles) {
      domain::Role role;
      role.name = name;
      role.scope_type = "resource";
      must([&](Transaction& t) { return create_role(t, role); });
    }
    const std::string map =
        R"("resource_role_map":{"SLURM.OPERATOR":"operator","SLURM.VIEWER":"viewer"})";
    offerings_ = {
        make_offering("honours", "full_name", map + R"(,"restrict_member_access_disables":true)"),
        make_offering("ignores", "anonymized", map)};
    projects_ = {project_, make_project("Bio"), make_project("Chemistry")};
    for (int number = 0; number < 5; ++number) {
      const auto user = make_user("user" + std::to_string(number), number < 3 ? "Jane" : "Łukasz",
                                  number % 2 == 0 ? "Roe" : "Doe");
      users_.push_back(user);
      is_active_[user.uuid] = true;
    }
    for (const auto& project : projects_) add_resource(offerings_[0], project);
    add_resource(offerings_[1], projects_[0]);
  }

  template <class R>
  std::vector<R> all() {
    return list<R>(*reader_, where::all()).value();
  }

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }
  template <class T>
  T& any(std::vector<T>& from) {
    return from[below(from.size())];
  }

  std::optional<Timestamp> any_expiry() {
    if (below(2) == 0) return std::nullopt;
    auto until = clock_.now();
    until.microseconds += static_cast<std::int64_t>(1 + below(20)) * kDay * 1000000 / 2;
    return until;
  }

  // Steps. What a command refuses changes nothing, and the model with it.

  void add_resource(const Offering& offering, const Project& project) {
    resources_.push_back({make_resource(offering, project).uuid, offering.uuid, project.uuid});
  }

  void grant_on_project(bool is_update) {
    const auto project = any(projects_).uuid;
    const auto user = any(users_).uuid;
    const auto until = any_expiry();
    const GrantRequest request{"project", project, "PROJECT.MEMBER", user, until, std::nullopt};
    const auto done = run([&](Transaction& t) {
      return is_update ? update_grant(t, rules_, request) : add_grant(t, rules_, request);
    });
    if (done) on_project_[{user, project}] = until;
  }

  void revoke_on_project() {
    const auto project = any(projects_).uuid;
    const auto user = any(users_).uuid;
    must([&](Transaction& t) {
      return revoke_grants(
          t, {"project", project, "PROJECT.MEMBER", user, std::nullopt, std::nullopt});
    });
    on_project_.erase({user, project});
  }

  void grant_on_resource() {
    const auto resource = any(resources_).uuid;
    const auto user = any(users_).uuid;
    const std::string role = kRoles[below(kRoles.size())];
    const auto until = any_expiry();
    const auto done = run([&](Transaction& t) {
      return add_grant(t, rules_, {"resource", resource, role, user, until, std::nullopt});
    });
    if (done) on_resource_[{user, resource, role}] = until;
  }

  void revoke_on_resource() {
    const auto resource = any(resources_).uuid;
    const auto user = any(users_).uuid;
    const std::string role = kRoles[below(kRoles.size())];
    const auto done = run([&](Transaction& t) {
      return revoke_grants(t, {"resource", resource, role, user, std::nullopt, std::nullopt});
    });
    if (done) on_resource_.erase({user, resource, role});
  }

  void pass_time() {
    clock_.advance(static_cast<std::int64_t>(1 + below(below(4) == 0 ? 120 : 6)) * kDay);
    const auto due = projection_.snapshot().load()->due_changes(clock_.now());
    if (!due.empty()) {
      must([&](Transaction& t) -> Result<int> {
        DRAWBRIDGE_CHECK(touch<OfferingUser>(t, due.offering_users));
        DRAWBRIDGE_CHECK(touch<domain::OfferingUserGroup>(t, due.groups));
        DRAWBRIDGE_CHECK(touch<OfferingRoleGroup>(t, due.groups));
        DRAWBRIDGE_CHECK(touch<RobotAccount>(t, due.robots));
        return 0;
      });
    }
    const auto next = projection_.snapshot().load()->next_change_at();
    EXPECT_TRUE(!next || *next > clock_.now()) << "what was due is due still";
  }

  template <class R>
  static Status touch(Transaction& transaction, const std::set<Uuid>& uuids) {
    for (const auto& uuid : uuids) {
      DRAWBRIDGE_TRY(const auto record, find<R>(transaction.store(), uuid));
      if (record) transaction.touched().note(*record);
    }
    return {};
  }

  void act_on_an_account() {
    auto accounts = all<OfferingUser>();
    if (accounts.empty()) return;
    const auto account = any(accounts);
    switch (below(8)) {
      case 0:
        (void)run([&](Transaction& t) {
          return set_restricted(t, account.uuid, !account.is_restricted);
        });
        break;
      case 1:
        (void)run([&](Transaction& t) -> Result<int> {
          DRAWBRIDGE_CHECK(delete_offering_user(t, account.uuid));
          return 0;
        });
        break;
      case 2: {
        const auto name = "name" + std::to_string(below(6));
        (void)run([&](Transaction& t) { return change_username(t, rules_, account.uuid, name); });
        break;
      }
      case 3:
      case 4:
        set_own_password(account.uuid);
        break;
      default: {
        const auto table = domain::offering_user_transitions();
        const auto action = table[below(table.size())].action;
        (void)run([&](Transaction& t) {
          return change_state(t, account.uuid, {action, std::nullopt, std::nullopt, std::nullopt});
        });
      }
    }
  }

  void set_own_password(const Uuid& account) {
    std::optional<PasswordHashes> hashes;
    const auto number = std::to_string(below(1000));
    if (below(3) != 0) hashes = {"$argon2id$" + number, "$2b$" + number};
    must([&](Transaction& t) -> Result<int> {
      DRAWBRIDGE_CHECK(set_ldap_password(t, account, hashes));
      return 0;
    });
  }

  void act_on_a_resource() {
    const auto resource = any(resources_);
    if (below(3) == 0) {
      (void)run([&](Transaction& t) {
        return change_resource_state(t, rules_, resource.uuid, domain::ResourceState::kTerminated);
      });
      if (below(2) == 0) add_resource(any(offerings_), any(projects_));
      return;
    }
    must([&](Transaction& t) -> Result<int> {
      DRAWBRIDGE_TRY(const auto before, find<Resource>(t.store(), resource.uuid));
      auto after = *before;
      after.restrict_member_access = !before->restrict_member_access;
      DRAWBRIDGE_CHECK(t.update(*before, after));
      return 0;
    });
  }

  void act_on_a_robot() {
    auto robots = all<RobotAccount>();
    if (robots.empty() || below(3) == 0) {
      NewRobotAccount wanted;
      wanted.resource_uuid = any(resources_).uuid;
      wanted.type = "t" + std::to_string(below(2));
      wanted.further.username = "bot" + std::to_string(below(4));
      (void)run([&](Transaction& t) { return create_robot_account(t, rules_, wanted); });
      return;
    }
    const auto robot = any(robots).uuid;
    if (below(3) == 0) {
      (void)run([&](Transaction& t) -> Result<int> {
        DRAWBRIDGE_CHECK(delete_robot_account(t, robot));
        return 0;
      });
      return;
    }
    RobotAccountChange change;
    change.username = "name" + std::to_string(below(6));
    (void)run([&](Transaction& t) { return change_robot_account(t, rules_, robot, change); });
  }

  void change_a_person() {
    const auto& user = any(users_);
    const auto done = run([&](Transaction& t) -> Result<User> {
      DRAWBRIDGE_TRY(auto row, find<User>(t.store(), user.uuid));
      row->is_active = !row->is_active;
      return update_user(t, user.uuid, *row);
    });
    if (done) is_active_[user.uuid] = done->is_active;
  }

  void return_to_an_offering() {
    const auto& offering = any(offerings_);
    const auto& user = any(users_);
    (void)create(offering, user);
  }

  void change_the_map() {
    IntegrationChange change;
    is_viewer_mapped_ = !is_viewer_mapped_;
    change.plugin_options = *json::parse(
        is_viewer_mapped_
            ? R"({"resource_role_map":{"SLURM.OPERATOR":"operator","SLURM.VIEWER":"viewer"}})"
            : R"({"resource_role_map":{"SLURM.OPERATOR":"operator"}})");
    for (const auto& offering : offerings_) {
      must([&](Transaction& t) { return update_integration(t, rules_, offering.uuid, change); });
    }
  }

  void step() {
    switch (below(14)) {
      case 0:
      case 1:
        grant_on_project(false);
        break;
      case 2:
        grant_on_project(true);
        break;
      case 3:
        revoke_on_project();
        break;
      case 4:
      case 5:
        grant_on_resource();
        break;
      case 6:
        revoke_on_resource();
        break;
      case 7:
        pass_time();
        break;
      case 8:
        act_on_a_resource();
        break;
      case 9:
        act_on_a_robot();
        break;
      case 10:
        change_a_person();
        break;
      case 11:
        return_to_an_offering();
        break;
      case 12:
        if (below(4) == 0) change_the_map();
        break;
      default:
        act_on_an_account();
    }
  }

  // The model: what the rules make of the records, found out in another way than the product does.

  bool holds(const std::optional<Timestamp>& until) const {
    return !until || *until > clock_.now();
  }

  bool is_gone(const OfferingUser& account) const {
    constexpr std::int64_t kRetention = 90 * kDay * 1000000;
    return account.deleted_at &&
           clock_.now().microseconds >= account.deleted_at->microseconds + kRetention;
  }

  /// Whether the account is in the outputs at all.
  bool is_served(const OfferingUser& account) const {
    return account.username && !account.username->empty() && account.uidnumber &&
           account.primarygroup && !is_gone(account);
  }

  bool is_disabled(const OfferingUser& account) {
    if (!is_active_.at(account.user_uuid) || account.is_restricted) return true;
    const std::set<OfferingUserState> ending = {
        OfferingUserState::kRequestedDeletion, OfferingUserState::kDeleting,
        OfferingUserState::kDeleted, OfferingUserState::kErrorDeleting};
    if (ending.contains(account.state)) return true;
    const bool honours = account.offering_uuid == offerings_[0].uuid;
    for (const auto& each : resources_) {
      if (each.offering != account.offering_uuid) continue;
      const auto resource = **find<Resource>(*reader_, each.uuid);
      if (resource.state == domain::ResourceState::kTerminated) continue;
      if (honours && resource.restrict_member_access) continue;
      const auto grant = on_project_.find({account.user_uuid, each.project});
      if (grant != on_project_.end() && holds(grant->second)) return false;
    }
    return true;
  }

  std::optional<std::string> served_name(const Uuid& offering, const Uuid& user) {
    const auto account = *find_where<OfferingUser>(
        *reader_,
        where::both(where::equal("offering_uuid", offering), where::equal("user_uuid", user)));
    if (!account || !is_served(*account)) return std::nullopt;
    return account->username;
  }

  void expect_the_rule_of_access() {
    const auto snapshot = projection_.snapshot().load();
    for (const auto& account : all<OfferingUser>()) {
      const auto* output = snapshot->find_offering(account.offering_uuid);
      const auto* shown = output->accounts_by_uuid.find(account.uuid);
      ASSERT_EQ(shown != nullptr, is_served(account)) << account.username.value_or("?");
      if (shown == nullptr) continue;
      EXPECT_EQ(shown->value->disabled, is_disabled(account))
          << *account.username << " " << domain::to_word(account.state) << " "
          << domain::to_word(shown->value->reason);
    }
  }

  /// Members by what a group is of: a project, or a resource and a role.
  using Members = std::map<std::pair<Uuid, std::string>, std::set<std::string>>;

  Members expected_groups(const Uuid& offering) {
    Members groups;
    for (const auto& each : resources_) {
      if (each.offering == offering) groups[{each.project, ""}];
    }
    for (const auto& [who, until] : on_project_) {
      const auto group = groups.find({who.second, ""});
      if (group == groups.end() || !holds(until) || !is_active_.at(who.first)) continue;
      if (const auto name = served_name(offering, who.first)) group->second.insert(*name);
    }
    for (const auto& [who, until] : on_resource_) {
      const auto& [user, resource_uuid, role] = who;
      const auto resource = **find<Resource>(*reader_, resource_uuid);
      if (resource.offering_uuid != offering || !holds(until) || !is_active_.at(user)) continue;
      if (resource.state == domain::ResourceState::kTerminated) continue;
      if (role == kRoles[1] && !is_viewer_mapped_) continue;
      auto& members = groups[{resource_uuid, role}];
      if (const auto name = served_name(offering, user)) members.insert(*name);
    }
    return groups;
  }

  void expect_the_members_of_groups() {
    const auto snapshot = projection_.snapshot().load();
    for (const auto& offering : offerings_) {
      Members shown;
      const auto* output = snapshot->find_offering(offering.uuid);
      for (auto cursor = output->groups.begin(); !cursor.at_end(); cursor.next()) {
        const auto& group = *cursor->value;
        EXPECT_EQ(output->why_hidden(group), "") << group.name;
        const bool is_role = group.kind == GroupView::Kind::kRole;
        shown[{is_role ? *group.resource_uuid : group.project_uuids.front(), group.role_name}] = {
            group.members.begin(), group.members.end()};
      }
      EXPECT_EQ(shown, expected_groups(offering.uuid)) << offering.slug;
    }
  }

  /// A name on an offering, or a number, and the one holder it may ever have.
  void expect_held_by(std::map<std::string, std::string>& held, const std::string& what,
                      const std::string& holder) {
    const auto [found, is_new] = held.emplace(what, holder);
    EXPECT_EQ(found->second, holder) << what << " has two holders";
  }

  void expect_unique_names_and_numbers() {
    std::map<std::string, std::string> names_now;
    const auto check =
        [&](const Uuid& offering, const std::string& holder, const std::optional<std::string>& name,
            const std::optional<std::int64_t>& uid, const std::optional<std::int64_t>& gid) {
          if (name && !name->empty()) {
            const auto key = offering.hex() + lowered(*name);
            EXPECT_TRUE(names_now.emplace(key, holder).second) << *name << " is taken twice";
            expect_held_by(names_, key, holder);
          }
          if (uid) expect_held_by(numbers_, "uid " + std::to_string(*uid), holder);
          if (gid) expect_held_by(numbers_, "gid " + std::to_string(*gid), holder);
        };
    for (const auto& each : all<OfferingUser>()) {
      check(each.offering_uuid, each.user_uuid.hex() + each.offering_uuid.hex(), each.username,
            each.uidnumber, each.primarygroup);
    }
    for (const auto& each : all<RobotAccount>()) {
      const auto resource = **find<Resource>(*reader_, each.resource_uuid);
      check(resource.offering_uuid, each.uuid.hex(), each.username, each.uidnumber,
            each.primarygroup);
    }
    for (const auto& each : all<domain::OfferingUserGroup>()) {
      check(each.offering_uuid, each.uuid.hex(), each.name, std::nullopt, each.gid);
    }
    for (const auto& each : all<OfferingRoleGroup>()) {
      check(each.offering_uuid, each.uuid.hex(), each.name, std::nullopt, each.gid);
      expect_held_by(names_, "role group " + each.resource_uuid.hex() + each.role_name,
                     each.name + std::to_string(*each.gid));
    }
  }

  // Outputs

  static std::string read(Result<OfferingOutputs::Document> document) {
    std::string text;
    while (document->text->next(text)) {
    }
    return text;
  }

  static std::map<std::string, std::string> entries_of(const ldap::directory::Tree& tree) {
    std::map<std::string, std::string> entries;
    for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
      entries.emplace(cursor->value->dn(),
                      projection::sample::describe_with_stamps(*cursor->value));
    }
    return entries;
  }

  static std::set<std::string> values_of(const ldap::directory::Entry& entry,
                                         std::string_view attribute) {
    const auto values = projection::sample::values(entry, attribute);
    return {values.begin(), values.end()};
  }

  /// Whether an entry is below `ou=<unit>,ou=<slug>`.
  static bool is_below(const std::string& dn, const std::string& unit, const std::string& slug) {
    const auto parent = dn.find(',');
    return parent != std::string::npos &&
           dn.compare(parent + 1, std::string::npos,
                      "ou=" + unit + ",ou=" + slug + ",dc=example,dc=org") == 0;
  }

  static Shown shown_by_ldap(const ldap::directory::Tree& tree, const std::string& slug) {
    using projection::sample::value;
    Shown shown;
    for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
      const auto& entry = *cursor->value;
      if (!is_below(std::string(entry.dn()), "people", slug)) continue;
      ShownAccount account;
      account.uid = std::stoll(value(entry, "uidNumber"));
      account.gid = std::stoll(value(entry, "gidNumber"));
      account.disabled = value(entry, "shadowExpire") == "1";
      account.home = value(entry, "homeDirectory");
      account.shell = value(entry, "loginShell");
      account.keys = values_of(entry, "sshPublicKey");
      shown.accounts.emplace(value(entry, "uid"), account);
    }
    for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
      const auto& entry = *cursor->value;
      if (!is_below(std::string(entry.dn()), "groups", slug)) continue;
      const auto name = value(entry, "cn");
      shown.groups.emplace(name, std::stoll(value(entry, "gidNumber")));
      for (const auto& member : values_of(entry, "memberUid")) {
        shown.accounts.at(member).groups.insert(name);
      }
    }
    return shown;
  }

  void expect_own_passwords(const projection::DirectoryProjection& projection) {
    const auto snapshot = projection.snapshot().load();
    for (const auto& account : all<OfferingUser>()) {
      const auto* shown =
          snapshot->find_offering(account.offering_uuid)->accounts_by_uuid.find(account.uuid);
      if (shown == nullptr) continue;
      const auto stored = *find<domain::LdapPassword>(*reader_, account.uuid);
      const auto& own = shown->value->own_password;
      ASSERT_EQ(own != nullptr, stored && !shown->value->disabled) << *account.username;
      if (own == nullptr) continue;
      EXPECT_EQ(own->argon2id, stored->argon2id) << *account.username;
      EXPECT_EQ(own->bcrypt, stored->bcrypt) << *account.username;
    }
  }

  void expect_equal_outputs() {
    projection::DirectoryProjection fresh(projection_.dit(), rules_.views);
    ASSERT_TRUE(fresh.rebuild(*reader_, clock_.now()));
    expect_own_passwords(projection_);
    expect_own_passwords(fresh);
    const auto tree = projection_.tree().load();
    EXPECT_EQ(entries_of(*tree), entries_of(*fresh.tree().load()));
    const projection::GlauthProjection outputs(projection_.snapshot());
    const projection::GlauthProjection fresh_outputs(fresh.snapshot());
    const OfferingOutputs::NameScopes nameless =
        [](std::map<Uuid, OfferingOutputs::ScopeName>&) -> Status { return {}; };
    for (const auto& offering : offerings_) {
      const auto document = read(outputs.glauth_document(offering.uuid));
      const auto json_tree = read(outputs.glauth_tree(offering.uuid, nameless));
      EXPECT_EQ(document, read(fresh_outputs.glauth_document(offering.uuid)));
      EXPECT_EQ(json_tree, read(fresh_outputs.glauth_tree(offering.uuid, nameless)));
      const auto ldap = shown_by_ldap(*tree, offering.slug);
      const auto glauth = shown_by_glauth(document);
      const auto by_tree = shown_by_tree(json_tree);
      EXPECT_EQ(glauth.accounts, ldap.accounts);
      EXPECT_EQ(glauth.groups, ldap.groups);
      EXPECT_EQ(by_tree.accounts, ldap.accounts);
      EXPECT_EQ(by_tree.groups, ldap.groups);
    }
  }

  struct Place {
    Uuid uuid, offering, project;
  };

  std::mt19937 random_;
  std::vector<Offering> offerings_;
  std::vector<Project> projects_;
  std::vector<User> users_;
  std::vector<Place> resources_;
  std::map<std::pair<Uuid, Uuid>, std::optional<Timestamp>> on_project_;  ///< user, project
  std::map<std::tuple<Uuid, Uuid, std::string>, std::optional<Timestamp>> on_resource_;
  std::map<Uuid, bool> is_active_;
  bool is_viewer_mapped_ = true;
  std::map<std::string, std::string> names_, numbers_;  ///< to the one holder they ever had
};

TEST_P(OutputsProperty, HoldsAfterEveryStep) {
  for (int at = 0; at < kSteps; ++at) {
    SCOPED_TRACE("step " + std::to_string(at));
    step();
    expect_unique_names_and_numbers();
    expect_the_rule_of_access();
    expect_the_members_of_groups();
    expect_equal_outputs();
    if (HasFailure()) return;
  }
}

/// How many sequences: DRAWBRIDGE_PROPERTY_SEQUENCES, else what a build's tests have time for.
int sequences() {
  constexpr int kUsual = 40;
  const char* const wanted = std::getenv("DRAWBRIDGE_PROPERTY_SEQUENCES");
  return wanted == nullptr ? kUsual : std::max(1, std::atoi(wanted));
}

INSTANTIATE_TEST_SUITE_P(Seeds, OutputsProperty, ::testing::Range(0, sequences()));

}  // namespace
}  // namespace drawbridge::app
