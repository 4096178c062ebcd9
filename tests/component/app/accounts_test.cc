#include "app/accounts.h"

#include "component/app/house.h"

namespace drawbridge::app {
namespace {

using domain::OfferingUserState;

class Accounts : public House {};

TEST_F(Accounts, TheFirstAccountOfAnInstallationHasTheNumbersBehindTheInitialOnes) {
  const auto offering = make_offering("hpc", "full_name");
  const auto account = created(offering, make_user("jane", "Jane", "Roe"));
  EXPECT_EQ(account.username, "jane_roe_00");
  EXPECT_EQ(account.uidnumber, 5001);
  EXPECT_EQ(account.primarygroup, 5001);
  EXPECT_EQ(account.home_directory, "/home/jane_roe_00");
  EXPECT_EQ(account.login_shell, "/bin/bash");
  EXPECT_EQ(account.state, OfferingUserState::kOk);
}

TEST_F(Accounts, PeopleOfOneNameAreNumberedAndNoNumberIsTakenTwice) {
  const auto offering = make_offering("hpc", "full_name");
  EXPECT_EQ(created(offering, make_user("j1", "Jane", "Roe")).username, "jane_roe_00");
  EXPECT_EQ(created(offering, make_user("j2", "Jane", "Roe")).username, "jane_roe_01");
  const auto third = created(offering, make_user("j3", "Jane", "Roe"));
  EXPECT_EQ(third.username, "jane_roe_02");
  must([&](Transaction& t) -> Result<bool> {
    DRAWBRIDGE_CHECK(delete_offering_user(t, third.uuid));
    return true;
  });
  const auto fourth = created(offering, make_user("j4", "Jane", "Roe"));
  EXPECT_EQ(fourth.username, "jane_roe_03");
  EXPECT_EQ(fourth.uidnumber, 5004);
}

TEST_F(Accounts, APersonWhoReturnsHasTheSameNameNumbersAndHome) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto before = created(offering, jane);
  must([&](Transaction& t) -> Result<bool> {
    DRAWBRIDGE_CHECK(delete_offering_user(t, before.uuid));
    return true;
  });
  EXPECT_FALSE(account_of(offering, jane));
  const auto other = created(offering, make_user("other", "Jane", "Roe"));
  EXPECT_NE(other.username, before.username);
  EXPECT_NE(other.uidnumber, before.uidnumber);
  const auto after = created(offering, jane);
  EXPECT_EQ(after.username, before.username);
  EXPECT_EQ(after.uidnumber, before.uidnumber);
  EXPECT_EQ(after.primarygroup, before.primarygroup);
  EXPECT_EQ(after.home_directory, before.home_directory);
}

TEST_F(Accounts, UnderTheProvidersPolicyAnAccountWaitsForItsName) {
  const auto offering = make_offering("hpc", "service_provider");
  const auto account = created(offering, make_user("jsmith", "John", "Smith"));
  EXPECT_EQ(account.username, std::nullopt);
  EXPECT_EQ(account.state, OfferingUserState::kRequested);
  const auto named =
      must([&](Transaction& t) { return change_username(t, rules_, account.uuid, "j.smith"); });
  EXPECT_EQ(named.username, "j.smith");
  EXPECT_EQ(named.state, OfferingUserState::kOk);
  EXPECT_EQ(named.home_directory, "/home/j.smith");
}

TEST_F(Accounts, ANameThatIsMalformedReservedOrTakenIsRefusedOnUsername) {
  const auto offering = make_offering("hpc", "service_provider");
  created(offering, make_user("one", "A", "B"), "taken");
  const auto user = make_user("two", "C", "D");
  for (const auto* name : {"Upper", "root", "taken", "TAKEN", "with space", "a:b", "*"}) {
    const auto refused = create(offering, user, name);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid) << name;
    EXPECT_EQ(refused.error().field, "username") << name;
  }
  EXPECT_FALSE(account_of(offering, user));
}

TEST_F(Accounts, ASecondAccountForThePairIsRefused) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  created(offering, jane);
  const auto refused = create(offering, jane);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

TEST_F(Accounts, WithTheSwitchOffNoneIsMade) {
  const auto offering =
      make_offering("hpc", "full_name", R"("service_provider_can_create_offering_user":false)");
  const auto refused = create(offering, make_user("jane", "Jane", "Roe"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "It is not allowed to create users for current offering.");
}

TEST_F(Accounts, AHandSetHomeStaysWhenTheNameChanges) {
  const auto offering = make_offering("hpc", "service_provider");
  const auto account = created(offering, make_user("jane", "Jane", "Roe"), "jane");
  must([&](Transaction& t) -> Result<bool> {
    auto moved = account;
    moved.home_directory = "/project/jane";
    DRAWBRIDGE_CHECK(t.update(account, moved));
    return true;
  });
  const auto renamed =
      must([&](Transaction& t) { return change_username(t, rules_, account.uuid, "jroe"); });
  EXPECT_EQ(renamed.home_directory, "/project/jane");
  EXPECT_EQ(renamed.uidnumber, account.uidnumber);
}

TEST_F(Accounts, EveryPolicyNamesAsTheTableSays) {
  const auto anonymized = make_offering("anon", "anonymized");
  EXPECT_EQ(created(anonymized, make_user("a", "A", "A")).username, "waldur_00000");
  EXPECT_EQ(created(anonymized, make_user("b", "B", "B")).username, "waldur_00001");
  const auto waldur = make_offering("waldur", "waldur_username");
  EXPECT_EQ(created(waldur, make_user("anna@uni.example", "A", "A")).username, "anna_uni.example");
  EXPECT_EQ(created(waldur, make_user("anna+x", "A", "A")).username, "anna_x");
  EXPECT_EQ(created(waldur, make_user("anna.x", "A", "A")).username, "anna.x");
  EXPECT_EQ(created(waldur, make_user("anna_x", "A", "A")).username, "anna_x_2");
  const auto full = make_offering("full", "full_name");
  EXPECT_EQ(created(full, make_user("lz", "Łukasz", "Żółć")).username, "lukasz_zolc_00");
  const auto nothing_left = created(full, make_user("li", "李", "小龙"));
  EXPECT_EQ(nothing_left.username, "u" + std::to_string(*nothing_left.uidnumber));
  const auto freeipa = make_offering("ipa", "freeipa");
  EXPECT_EQ(created(freeipa, make_user("noprofile", "N", "P")).username, std::nullopt);
  const auto claim = make_offering("claim", "identity_claim");
  auto user = make_user("claimed", "C", "L");
  user.details.text = R"({"site_username":"cl4im"})";
  must([&](Transaction& t) { return update_user(t, user.uuid, user); });
  EXPECT_EQ(created(claim, user).username, "cl4im");
}

TEST_F(Accounts, ARefreshTwiceChangesNothingTheSecondTime) {
  const auto offering = make_offering("hpc", "anonymized");
  for (int i = 0; i < 5; ++i) created(offering, make_user("u" + std::to_string(i), "Jane", "Roe"));
  must([&](Transaction& t) {
    IntegrationChange change;
    change.plugin_options = *json::parse(R"({"username_generation_policy":"full_name"})");
    return update_integration(t, rules_, offering.uuid, change);
  });
  const auto names = [&] {
    std::vector<std::string> found;
    const auto accounts =
        list<domain::OfferingUser>(*reader_, where::equal("offering_uuid", offering.uuid)).value();
    for (const auto& account : accounts) {
      found.push_back(account.username.value_or("") + account.home_directory);
    }
    return found;
  };
  const auto untouched = names();
  EXPECT_EQ(untouched.front().find("waldur_"), 0U) << "a policy change alone renames nobody";
  const Actor actor{std::nullopt, "test", ""};
  const auto preview = *refresh_usernames(*writer_, actor, rules_, offering.uuid, true);
  EXPECT_EQ(names(), untouched) << "a dry run keeps nothing";
  const auto first = *refresh_usernames(*writer_, actor, rules_, offering.uuid, false);
  ASSERT_EQ(first.size(), 5U);
  for (std::size_t at = 0; at < first.size(); ++at) {
    EXPECT_EQ(first[at].kind, RenameOutcome::Kind::kRenamed);
    EXPECT_EQ(preview[at].new_name, first[at].new_name);
  }
  const auto renamed = names();
  EXPECT_NE(renamed, untouched);
  const auto second = refresh_usernames(*writer_, actor, rules_, offering.uuid, false).value();
  for (const auto& outcome : second) {
    EXPECT_EQ(outcome.kind, RenameOutcome::Kind::kUnchanged);
  }
  EXPECT_EQ(names(), renamed);
}

TEST_F(Accounts, ARefreshUnderTheProvidersPolicyIsRefusedAlsoWhenThatIsTheDefault) {
  const Actor actor{std::nullopt, "test", ""};
  const auto offering = make_offering("hpc", "service_provider");
  const auto refused = refresh_usernames(*writer_, actor, rules_, offering.uuid, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

TEST_F(Accounts, AStateActionFromAWrongStateIsRefusedNamingIt) {
  const auto offering = make_offering("hpc", "full_name");
  const auto account = created(offering, make_user("jane", "Jane", "Roe"));
  const auto refused = run([&](Transaction& t) {
    return change_state(t, account.uuid,
                        {domain::OfferingUserAction::kSetDeleted, std::nullopt, {}, {}});
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_NE(refused.error().message.find("5"), std::string::npos);
}

TEST_F(Accounts, AStateSeenThatIsNoLongerThereIsAConflict) {
  const auto offering = make_offering("hpc", "full_name");
  const auto account = created(offering, make_user("jane", "Jane", "Roe"));
  const StateChange change{
      domain::OfferingUserAction::kRequestDeletion, OfferingUserState::kOk, {}, {}};
  must([&](Transaction& t) { return change_state(t, account.uuid, change); });
  const auto late = run([&](Transaction& t) { return change_state(t, account.uuid, change); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
}

TEST_F(Accounts, EveryChangeLeavesAnAuditEventInTheSameTransaction) {
  const auto offering = make_offering("hpc", "service_provider");
  const auto account = created(offering, make_user("jane", "Jane", "Roe"), "jane");
  must([&](Transaction& t) { return set_restricted(t, account.uuid, true); });
  auto select = select_records<domain::AuditEvent>(where::equal("object_uuid", account.uuid));
  select.order = {{"sequence", false}};
  const auto events = list<domain::AuditEvent>(*reader_, select).value();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].event_type, "marketplace_offering_user_created");
  EXPECT_EQ(events[1].event_type, "marketplace_offering_user_restriction_updated");
  EXPECT_EQ(events[1].actor_name, "test");
  EXPECT_EQ(events[1].request_id, "request");
  EXPECT_NE(events[1].before->text.find(R"("is_restricted":false)"), std::string::npos);
  EXPECT_NE(events[1].after->text.find(R"("is_restricted":true)"), std::string::npos);
}

TEST_F(Accounts, ACommandThatFailsLeavesNothing) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto failed = run([&](Transaction& t) -> Result<domain::OfferingUser> {
    DRAWBRIDGE_CHECK(create_offering_user(t, rules_, {offering.uuid, jane.uuid, std::nullopt}));
    return fail(ErrorCode::kInternal, "after the writes");
  });
  ASSERT_FALSE(failed);
  EXPECT_FALSE(account_of(offering, jane));
  const auto account = created(offering, jane);
  EXPECT_EQ(account.uidnumber, 5001) << "a rolled-back number was never issued";
  EXPECT_EQ(account.username, "jane_roe_00");
}

}  // namespace
}  // namespace drawbridge::app
