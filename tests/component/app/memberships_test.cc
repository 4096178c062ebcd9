#include "app/memberships.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "component/app/house.h"

namespace drawbridge::app {
namespace {

using domain::OfferingUserGroup;

class Memberships : public House {
 protected:
  std::vector<OfferingUserGroup> groups_of(const domain::Offering& offering) {
    return *list<OfferingUserGroup>(*reader_, where::equal("offering_uuid", offering.uuid));
  }
  AccountView view_of(const domain::Offering& offering, const domain::User& user) {
    return std::get<AccountView>(outcome_of(*account_of(offering, user)));
  }

  // What is published, made change by change, and what the store says when it is read anew.

  AccountView shown_account(const domain::Offering& offering, const domain::User& user) {
    const auto output = projection_.snapshot().load()->share_offering(offering.uuid);
    return *output->accounts_by_uuid.find(account_of(offering, user)->uuid)->value;
  }
  GroupView shown_group(const domain::Offering& offering) {
    const auto output = projection_.snapshot().load()->share_offering(offering.uuid);
    return *output->groups.begin()->value;
  }
  std::vector<std::string> members(const domain::Offering& offering) {
    return shown_group(offering).members;
  }
  std::vector<std::string> members_read_whole(const domain::Offering& offering) {
    const auto group = groups_of(offering).front().uuid;
    return std::get<GroupView>(*load_group(*reader_, rules_.views, clock_.now(), group)).members;
  }
};

TEST_F(Memberships, AProjectRoleOnAProjectWithALiveResourceMakesTheAccountAndTheGroup) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  make_resource(offering, project_);
  ASSERT_EQ(groups_of(offering).size(), 1U);
  EXPECT_EQ(groups_of(offering).front().name, "astro");
  EXPECT_EQ(groups_of(offering).front().gid, 6001);
  EXPECT_FALSE(account_of(offering, jane));
  grant(project_, jane);
  const auto view = view_of(offering, jane);
  EXPECT_EQ(view.username, "jane_roe_00");
  EXPECT_FALSE(view.disabled);
  ASSERT_EQ(view.groups.size(), 1U);
  EXPECT_EQ(view.groups.front().gid, 6001);
}

TEST_F(Memberships, AResourceThatComesLaterMakesTheAccountsOfThePeopleWhoAreThere) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  grant(project_, jane);
  EXPECT_FALSE(account_of(offering, jane));
  make_resource(offering, project_);
  EXPECT_TRUE(account_of(offering, jane));
}

TEST_F(Memberships, TurningTheSwitchOnLaterMakesWhatIsMissing) {
  const auto offering =
      make_offering("hpc", "full_name", R"("service_provider_can_create_offering_user":false)");
  const auto jane = make_user("jane", "Jane", "Roe");
  grant(project_, jane);
  make_resource(offering, project_);
  EXPECT_FALSE(account_of(offering, jane));
  must([&](Transaction& t) {
    IntegrationChange change;
    change.plugin_options = *json::parse(R"({"service_provider_can_create_offering_user":true})");
    return update_integration(t, rules_, offering.uuid, change);
  });
  EXPECT_TRUE(account_of(offering, jane));
}

TEST_F(Memberships, LosingTheLastRoleDisablesTheAccountAndTakesItsKeys) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  must([&](Transaction& t) {
    return create_key(t, {jane.uuid, "laptop",
                          "ssh-ed25519 "
                          "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f "
                          "jane@laptop"});
  });
  make_resource(offering, project_);
  grant(project_, jane);
  EXPECT_EQ(view_of(offering, jane).ssh_keys.size(), 1U);
  revoke(project_, jane);
  const auto view = view_of(offering, jane);
  EXPECT_TRUE(view.disabled);
  EXPECT_TRUE(view.ssh_keys.empty());
  EXPECT_TRUE(view.groups.empty());
  grant(project_, jane);
  EXPECT_FALSE(view_of(offering, jane).disabled);
}

TEST_F(Memberships, AGrantEndsByTheClock) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  make_resource(offering, project_);
  const Timestamp until{clock_.now().microseconds + 60 * 1000000};
  grant(project_, jane, until);
  EXPECT_FALSE(view_of(offering, jane).disabled);
  EXPECT_EQ(view_of(offering, jane).changes_at, until);
  clock_.advance(61);
  EXPECT_TRUE(view_of(offering, jane).disabled);
}

TEST_F(Memberships, WhatMovesOneMemberNamesThatAccountAlone) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto kofi = make_user("kofi", "Kofi", "Mensah");
  make_resource(offering, project_);
  grant(project_, jane);
  grant(project_, kofi);
  const auto group = groups_of(offering).front().uuid;
  const auto account = account_of(offering, jane)->uuid;
  using Moved = std::map<Uuid, std::set<Uuid>>;
  Touched granted;
  domain::RoleGrant role;
  role.user_uuid = jane.uuid;
  role.scope_type = "project";
  role.scope_uuid = project_.uuid;
  granted.note(role);
  EXPECT_EQ(granted.resolve(*reader_)->moved_members, (Moved{{group, {account}}}));
  // A record of the group reads it whole, whatever else happens.
  granted.note(groups_of(offering).front());
  const auto changes = granted.resolve(*reader_);
  EXPECT_TRUE(changes->moved_members.empty());
  EXPECT_EQ(changes->groups, std::set<Uuid>{group});
}

TEST_F(Memberships, OnlyWhatMakesAMemberReachesTheGroup) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  make_resource(offering, project_);
  grant(project_, jane);
  const auto account = *account_of(offering, jane);
  const auto before = groups_of(offering).front();
  clock_.advance(1);
  must([&](Transaction& t) { return set_restricted(t, account.uuid, true); });
  EXPECT_TRUE(shown_account(offering, jane).disabled);
  EXPECT_EQ(groups_of(offering).front(), before);
  clock_.advance(1);
  must([&](Transaction& t) { return change_username(t, rules_, account.uuid, "juri"); });
  EXPECT_GT(groups_of(offering).front().modified, before.modified);
  EXPECT_EQ(members(offering), std::vector<std::string>{"juri"});
}

TEST_F(Memberships, FewAndManyMembersMoveAtOnce) {
  const auto offering = make_offering("hpc", "full_name");
  make_resource(offering, project_);
  std::vector<domain::User> people;
  for (int number = 0; number < 40; ++number) {
    people.push_back(make_user("user" + std::to_string(number), "Jane", "Roe"));
  }
  const auto change = [&](std::size_t begin, std::size_t end, auto&& one) {
    must([&](Transaction& t) -> Result<int> {
      for (std::size_t at = begin; at < end; ++at) DRAWBRIDGE_CHECK(one(t, people[at]));
      return 0;
    });
  };
  const auto join = [&](Transaction& t, const domain::User& user) {
    return add_grant(t, rules_, on_project(project_, user));
  };
  const auto leave = [&](Transaction& t, const domain::User& user) {
    return revoke_grants(t, on_project(project_, user));
  };
  for (const auto& [begin, end] : {std::pair(0, 30), std::pair(30, 33), std::pair(33, 40)}) {
    change(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), join);
    EXPECT_EQ(members(offering), members_read_whole(offering)) << end;
    EXPECT_EQ(members(offering).size(), static_cast<std::size_t>(end));
  }
  change(0, 5, leave);
  EXPECT_EQ(members(offering), members_read_whole(offering));
  EXPECT_EQ(members(offering).size(), 35U);
  change(5, 35, leave);
  EXPECT_EQ(members(offering), members_read_whole(offering));
  EXPECT_EQ(members(offering).size(), 5U);
}

TEST_F(Memberships, TheNextEndIsKnownWhenTheFirstToEndHasLeft) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto kofi = make_user("kofi", "Kofi", "Mensah");
  const auto mari = make_user("mari", "Mari", "Tamm");
  make_resource(offering, project_);
  const auto in_days = [&](std::int64_t days) {
    return Timestamp{clock_.now().microseconds + days * 86400 * 1000000};
  };
  grant(project_, jane, in_days(1));
  grant(project_, kofi, in_days(3));
  EXPECT_EQ(shown_group(offering).changes_at, in_days(1));
  grant(project_, mari, in_days(2));
  EXPECT_EQ(shown_group(offering).changes_at, in_days(1));
  revoke(project_, jane);
  EXPECT_EQ(shown_group(offering).changes_at, in_days(2));
  revoke(project_, mari);
  EXPECT_EQ(shown_group(offering).changes_at, in_days(3));
  revoke(project_, kofi);
  EXPECT_EQ(shown_group(offering).changes_at, std::nullopt);
}

TEST_F(Memberships, ATerminatedResourceGivesNoAccess) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto resource = make_resource(offering, project_);
  grant(project_, jane);
  must([&](Transaction& t) {
    return change_resource_state(t, rules_, resource.uuid, domain::ResourceState::kTerminated);
  });
  EXPECT_TRUE(view_of(offering, jane).disabled);
}

TEST_F(Memberships, WithAutomaticDeletionTheAccountLeavesAndComesBackUnchanged) {
  const auto offering = make_offering("hpc", "full_name", R"("offering_user_auto_deletion":true)");
  const auto jane = make_user("jane", "Jane", "Roe");
  make_resource(offering, project_);
  grant(project_, jane);
  const auto before = *account_of(offering, jane);
  revoke(project_, jane);
  EXPECT_EQ(account_of(offering, jane)->state, domain::OfferingUserState::kRequestedDeletion);
  grant(project_, jane);
  const auto after = *account_of(offering, jane);
  EXPECT_EQ(after.state, domain::OfferingUserState::kOk);
  EXPECT_EQ(after.username, before.username);
  EXPECT_EQ(after.uidnumber, before.uidnumber);
}

TEST_F(Memberships, AGroupsNameIsNeverAnAccountsName) {
  const auto offering = make_offering("hpc", "service_provider");
  created(offering, make_user("astro", "A", "S"), "astro");
  make_resource(offering, project_);
  EXPECT_EQ(groups_of(offering).front().name, "astro-2");
}

TEST_F(Memberships, OrganisationRolesMakeNoAccounts) {
  const auto offering = make_offering("hpc", "full_name");
  const auto owner = make_user("owner", "O", "W");
  make_resource(offering, project_);
  must([&](Transaction& t) {
    return add_grant(
        t, rules_,
        {"customer", customer_.uuid, "CUSTOMER.OWNER", owner.uuid, std::nullopt, std::nullopt});
  });
  EXPECT_FALSE(account_of(offering, owner));
}

TEST_F(Memberships, TheSameRoleTwiceIsRefusedAndUpdateWithoutAGrantIsNotFound) {
  const auto jane = make_user("jane", "Jane", "Roe");
  grant(project_, jane);
  const auto again =
      run([&](Transaction& t) { return add_grant(t, rules_, on_project(project_, jane)); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "User has already the same role in this scope.");
  revoke(project_, jane);
  const auto missing =
      run([&](Transaction& t) { return update_grant(t, rules_, on_project(project_, jane)); });
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(must([&](Transaction& t) { return revoke_grants(t, on_project(project_, jane)); }), 0);
}

}  // namespace
}  // namespace drawbridge::app
