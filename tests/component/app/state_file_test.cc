#include "app/state_file/state_file.h"

#include "component/app/house.h"

namespace drawbridge::app {
namespace {

constexpr const char* kHeader = "{\"kind\":\"drawbridge-state\",\"version\":1}\n";

class StateFile : public House {
 protected:
  ImportOutcome import(const std::string& text, bool dry_run = false) {
    return *import_state(*writer_, {std::nullopt, "import", ""}, rules_, text, {dry_run, {}});
  }
  std::string exported() {
    std::string text;
    EXPECT_TRUE(export_state(*reader_, false, [&](std::string_view line) { text += line; }));
    return text;
  }
  static std::string hex(int number) { return std::string(30, '0') + std::to_string(number + 10); }
  /// An organisation, a project, a user and an offering.
  static std::string scene() {
    return std::string(kHeader) + R"({"kind":"customer","uuid":")" + hex(1) +
           R"(","name":"Uni","slug":"uni"})" + "\n" + R"({"kind":"project","uuid":")" + hex(2) +
           R"(","name":"Astro","slug":"stars","customer_uuid":")" + hex(1) + "\"}\n" +
           R"({"kind":"user","uuid":")" + hex(3) +
           R"(","username":"jane","first_name":"Jane","last_name":"Roe"})" + "\n" +
           R"({"kind":"offering","uuid":")" + hex(4) + R"(","customer_uuid":")" + hex(1) +
           R"(","name":"HPC","slug":"hpc","type":"Marketplace.Slurm","state":"Active",)"
           R"("plugin_options":{"service_provider_can_create_offering_user":true,)"
           R"("username_generation_policy":"full_name"}})"
           "\n" +
           R"({"kind":"resource","uuid":")" + hex(5) + R"(","name":"a","offering_uuid":")" +
           hex(4) + R"(","project_uuid":")" + hex(2) + R"(","state":"OK"})" + "\n" +
           R"({"kind":"role_grant","uuid":")" + hex(6) + R"(","user_uuid":")" + hex(3) +
           R"(","role_name":"PROJECT.MEMBER","scope_type":"project","scope_uuid":")" + hex(2) +
           "\"}\n";
  }
};

TEST_F(StateFile, MakesTheAccountsThatPeopleShouldHave) {
  const auto outcome = import(scene());
  EXPECT_TRUE(outcome.faults.empty());
  EXPECT_EQ(outcome.created.at("user"), 1);
  const auto accounts = *list<domain::OfferingUser>(*reader_, where::all());
  ASSERT_EQ(accounts.size(), 1U);
  EXPECT_EQ(accounts.front().username, "jane_roe_00");
  EXPECT_EQ(accounts.front().uidnumber, 5001);
}

TEST_F(StateFile, TheSameFileTwiceChangesNothingTheSecondTime) {
  import(scene());
  const auto first = exported();
  const auto events = list<domain::AuditEvent>(*reader_, where::all())->size();
  const auto outcome = import(scene());
  EXPECT_TRUE(outcome.created.empty());
  EXPECT_TRUE(outcome.changed.empty());
  EXPECT_EQ(exported(), first);
  EXPECT_EQ(list<domain::AuditEvent>(*reader_, where::all())->size(), events);
}

TEST_F(StateFile, AnyFaultAndNothingChangesAndEachIsNamedByItsLine) {
  const auto before = exported();
  auto text = scene();
  text += R"({"kind":"user","uuid":")" + hex(7) + R"(","username":"NOT VALID"})" + "\n";
  text += "not json\n";
  text += R"({"kind":"project","uuid":")" + hex(8) + R"(","name":"P","customer_uuid":")" + hex(9) +
          "\",\"surprise\":1}\n";
  const auto outcome = import(text);
  ASSERT_EQ(outcome.faults.size(), 3U);
  EXPECT_EQ(outcome.faults[0].line, 8U);
  EXPECT_EQ(outcome.faults[0].field, "username");
  EXPECT_EQ(outcome.faults[1].line, 9U);
  EXPECT_EQ(outcome.faults[2].line, 10U);
  EXPECT_EQ(outcome.faults[2].field, "surprise");
  EXPECT_EQ(exported(), before);
}

TEST_F(StateFile, AReferenceToALineAtFaultIsNotReportedAgain) {
  auto text = std::string(kHeader);
  text += R"({"kind":"customer","uuid":")" + hex(1) + R"(","name":""})" + "\n";
  text += R"({"kind":"project","uuid":")" + hex(2) + R"(","name":"P","customer_uuid":")" + hex(1) +
          "\"}\n";
  const auto outcome = import(text);
  ASSERT_EQ(outcome.faults.size(), 1U);
  EXPECT_EQ(outcome.faults.front().line, 2U);
}

TEST_F(StateFile, ADryRunKeepsNothing) {
  const auto before = exported();
  EXPECT_EQ(import(scene(), true).created.at("user"), 1);
  EXPECT_EQ(exported(), before);
}

TEST_F(StateFile, AnExportImportedIntoAnEmptyDatabaseGivesAnEqualExport) {
  import(scene());
  const auto account = list<domain::OfferingUser>(*reader_, where::all())->front();
  // Without the role, or the import would make the account again, as it should.
  revoke(**find_where<domain::Project>(*reader_, where::equal("slug", std::string("stars"))),
         **find<domain::User>(*reader_, account.user_uuid));
  must([&](Transaction& t) -> Result<bool> {
    DRAWBRIDGE_CHECK(delete_offering_user(t, account.uuid));
    return true;
  });
  created(**find_where<domain::Offering>(*reader_, where::equal("slug", std::string("hpc"))),
          make_user("john", "John", "Roe"));
  must([&](Transaction& t) {
    return change_username(
        t, rules_, list<domain::OfferingUser>(*reader_, where::all())->front().uuid, "other");
  });
  const auto text = exported();
  EXPECT_NE(text.find("account_name"), std::string::npos) << "former names stay their holders'";
  test::TempDirectory folder;
  const auto store = *store::open_store({(folder / "other.db").string(), true});
  projection::DirectoryProjection projection{
      *projection::Dit::below(*ldap::dn::Dn::parse("dc=example,dc=org")), {}};
  const auto reader = *store->reader();
  ASSERT_TRUE(projection.rebuild(*reader, clock_.now()));
  Writer writer(*store, projection, clock_);
  const auto outcome = *import_state(writer, {std::nullopt, "import", ""}, rules_, text, {});
  for (const auto& fault : outcome.faults)
    ADD_FAILURE() << fault.line << fault.field << fault.reason;
  std::string again;
  ASSERT_TRUE(export_state(*reader, false, [&](std::string_view line) { again += line; }));
  EXPECT_EQ(again, text);
}

TEST_F(StateFile, AdoptsNamesAndNumbersAndRefusesThoseOfSomebodyElse) {
  auto text = scene();
  text += R"({"kind":"offering_user","uuid":")" + hex(20) + R"(","user_uuid":")" + hex(3) +
          R"(","offering_uuid":")" + hex(4) +
          R"(","username":"jroe","uidnumber":12345,"primarygroup":12346})" + "\n";
  ASSERT_TRUE(import(text).faults.empty());
  const auto account = list<domain::OfferingUser>(*reader_, where::all())->front();
  EXPECT_EQ(account.username, "jroe");
  EXPECT_EQ(account.uidnumber, 12345);
  EXPECT_EQ(account.state, domain::OfferingUserState::kOk);
  auto clash = std::string(kHeader);
  clash += R"({"kind":"user","uuid":")" + hex(21) + R"(","username":"john"})" + "\n";
  clash += R"({"kind":"offering_user","uuid":")" + hex(22) + R"(","user_uuid":")" + hex(21) +
           R"(","offering_uuid":")" + hex(4) + R"(","username":"JROE","uidnumber":12345})" + "\n";
  const auto outcome = import(clash);
  ASSERT_EQ(outcome.faults.size(), 1U);
  EXPECT_EQ(outcome.faults.front().line, 3U);
}

}  // namespace
}  // namespace drawbridge::app
