#include "daemon/clock_watch.h"

#include "app/records.h"
#include "component/daemon/fixture.h"
#include "domain/event_records.h"

namespace drawbridge::daemon {
namespace {

/// One person whose only role ends at 13:00; the clock of CommandsTest starts at 12:00.
constexpr std::string_view kState =
    R"({"kind":"drawbridge-state","version":1}
{"kind":"customer","uuid":"00000000000000000000000000000001","name":"Centre","slug":"centre"}
{"kind":"project","uuid":"00000000000000000000000000000002","name":"P","slug":"p-one","customer_uuid":"00000000000000000000000000000001"}
{"kind":"user","uuid":"00000000000000000000000000000003","username":"jane","first_name":"Jane","last_name":"Roe"}
{"kind":"offering","uuid":"00000000000000000000000000000004","customer_uuid":"00000000000000000000000000000001","name":"HPC","slug":"hpc","type":"Marketplace.Basic","state":"Active","plugin_options":{"service_provider_can_create_offering_user":true,"username_generation_policy":"full_name"}}
{"kind":"resource","uuid":"00000000000000000000000000000005","name":"R","slug":"r","offering_uuid":"00000000000000000000000000000004","project_uuid":"00000000000000000000000000000002","state":"OK"}
{"kind":"role_grant","uuid":"00000000000000000000000000000006","user_uuid":"00000000000000000000000000000003","role_name":"PROJECT.MEMBER","scope_type":"project","scope_uuid":"00000000000000000000000000000002","expiration_time":"2026-03-01T13:00:00Z"}
)";

class ClockWatchTest : public CommandsTest {
 protected:
  void SetUp() override {
    CommandsTest::SetUp();
    ASSERT_EQ(run("import", {{"name", "x"}}, std::string(kState)), 0) << console_.error;
  }

  Status pass(std::string_view moment) {
    clock_.set(*Timestamp::parse(moment));
    return apply_due_changes(*snapshot(), core_->writer(), clock_.now());
  }

  std::shared_ptr<const projection::Snapshot> snapshot() {
    return core_->directory()->snapshot().load();
  }

  /// What the tree shows of the person.
  std::string tree_text() {
    EXPECT_EQ(run("export", {{"format", "ldif"}}), 0) << console_.error;
    return console_.out;
  }
};

TEST_F(ClockWatchTest, AGrantThatRunsOutDisablesTheAccountAndEmptiesItsGroup) {
  ASSERT_NE(tree_text().find("memberUid: jane_roe_00"), std::string::npos) << tree_text();
  ASSERT_TRUE(pass("2026-03-01T13:00:01Z"));
  const auto text = tree_text();
  EXPECT_EQ(text.find("memberUid: jane_roe_00"), std::string::npos);
  EXPECT_NE(text.find("dn: uid=jane_roe_00,"), std::string::npos);
  EXPECT_NE(text.find("shadowExpire: 1\n"), std::string::npos);
}

TEST_F(ClockWatchTest, NothingIsPublishedWhileNothingIsDue) {
  const auto before = snapshot();
  ASSERT_TRUE(pass("2026-03-01T12:59:59Z"));
  EXPECT_EQ(snapshot(), before);
}

TEST_F(ClockWatchTest, AGrantThatRunsOutEndsTheAccountWhereTheOfferingAsksForIt) {
  std::string state(kState);
  const std::string policy = R"("username_generation_policy":"full_name")";
  state.insert(state.find(policy), R"("offering_user_auto_deletion":true,)");
  ASSERT_EQ(run("import", {{"name", "x"}}, state), 0) << console_.error;
  const auto account_state = [&] {
    const auto reader = core_->store().reader();
    return app::list<domain::OfferingUser>(**reader, app::where::all())->front().state;
  };
  const auto settle = [&](std::string_view moment) {
    clock_.set(*Timestamp::parse(moment));
    return settle_due_grants(core_->store(), core_->writer(), clock_.now());
  };
  const auto revocations = [&] {
    const auto reader = core_->store().reader();
    return app::list<domain::AuditEvent>(
               **reader, app::where::equal("event_type", std::string("role_revoked")))
        ->size();
  };
  ASSERT_TRUE(settle("2026-03-01T12:59:59Z"));
  EXPECT_EQ(account_state(), domain::OfferingUserState::kOk);
  const auto told_before = revocations();
  ASSERT_TRUE(settle("2026-03-01T13:00:01Z"));
  EXPECT_EQ(account_state(), domain::OfferingUserState::kRequestedDeletion);
  EXPECT_EQ(revocations(), told_before + 1);
  const auto before = snapshot();
  ASSERT_TRUE(settle("2026-03-01T13:00:02Z"));
  EXPECT_EQ(snapshot(), before);
  EXPECT_EQ(revocations(), told_before + 1);
}

TEST_F(ClockWatchTest, WhatTheClockDidIsDoneOnce) {
  ASSERT_TRUE(pass("2026-03-01T13:00:01Z"));
  const auto after = snapshot();
  ASSERT_TRUE(pass("2026-03-01T13:00:02Z"));
  EXPECT_EQ(snapshot(), after);
}

TEST_F(ClockWatchTest, AGrantOnAResourceThatRunsOutHidesItsRolesGroup) {
  std::string state(kState);
  const std::string policy = R"("username_generation_policy":"full_name")";
  state.insert(state.find(policy), R"("resource_role_map":{"SLURM.OPERATOR":"operator"},)");
  state +=
      R"({"kind":"role","uuid":"00000000000000000000000000000007","name":"SLURM.OPERATOR","scope_type":"resource"}
{"kind":"role_grant","uuid":"00000000000000000000000000000008","user_uuid":"00000000000000000000000000000003","role_name":"SLURM.OPERATOR","scope_type":"resource","scope_uuid":"00000000000000000000000000000005","expiration_time":"2026-03-01T12:30:00Z"}
)";
  ASSERT_EQ(run("import", {{"name", "x"}}, state), 0) << console_.error;
  ASSERT_NE(tree_text().find("dn: cn=r_operator,"), std::string::npos) << tree_text();
  ASSERT_TRUE(pass("2026-03-01T12:30:01Z"));
  EXPECT_EQ(tree_text().find("dn: cn=r_operator,"), std::string::npos);
  const auto after = snapshot();
  ASSERT_TRUE(pass("2026-03-01T12:30:02Z"));
  EXPECT_EQ(snapshot(), after);
}

}  // namespace
}  // namespace drawbridge::daemon
