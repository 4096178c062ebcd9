#include "app/memberships.h"

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
