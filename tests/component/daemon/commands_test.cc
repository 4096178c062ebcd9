#include "daemon/commands.h"

#include "app/records.h"
#include "component/daemon/fixture.h"
#include "crypto/token.h"

namespace drawbridge::daemon {
namespace {

using app::where::equal;

class TokenCommandsTest : public CommandsTest {
 protected:
  std::optional<domain::User> user(const std::string& name) {
    const auto reader = *core_->store().reader();
    return *app::find_where<domain::User>(*reader, equal("username", name));
  }
};

TEST_F(TokenCommandsTest, CreateMakesAnAdministratorWithAWorkingToken) {
  ASSERT_EQ(run("token create", {{"user", "admin"}, {"staff", true}}), 0) << console_.error;
  const auto token = result();
  EXPECT_EQ(token["user"], "admin");
  ASSERT_TRUE(user("admin"));
  EXPECT_TRUE(user("admin")->is_staff);
  const auto reader = *core_->store().reader();
  const auto stored = *app::find_where<domain::ApiToken>(
      *reader, equal("digest", crypto::token_digest(token["token"].get<std::string>())));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->user_uuid, user("admin")->uuid);
  EXPECT_EQ(token["expires"], "2026-05-30T12:00:00.000000Z");  // 90 days
}

TEST_F(TokenCommandsTest, CreateForAnAbsentUserWithoutStaffIsRefused) {
  EXPECT_EQ(run("token create", {{"user", "nobody.there"}}), 1);
  EXPECT_NE(console_.error.find("--staff"), std::string::npos);
  EXPECT_FALSE(user("nobody.there"));
}

TEST_F(TokenCommandsTest, CreateWithStaffLetsALockedOutAdministratorIn) {
  ASSERT_EQ(run("token create", {{"user", "admin"}, {"staff", true}}), 0);
  auto before = *user("admin");
  auto after = before;
  after.is_active = false;
  after.is_staff = false;
  ASSERT_TRUE(
      core_->writer().run({}, [&](app::Transaction& t) { return t.update(before, after); }));
  ASSERT_EQ(run("token create", {{"user", "admin"}, {"staff", true}}), 0);
  EXPECT_TRUE(user("admin")->is_active);
  EXPECT_TRUE(user("admin")->is_staff);
}

TEST_F(TokenCommandsTest, CreateRefusesAnImpossibleName) {
  EXPECT_EQ(run("token create", {{"user", "no spaces\n"}, {"staff", true}}), 1);
  EXPECT_EQ(console_.out, "");
}

TEST_F(TokenCommandsTest, ExpiryOfZeroDaysIsNever) {
  ASSERT_EQ(run("token create", {{"user", "admin"}, {"staff", true}, {"expires_days", 0}}), 0);
  EXPECT_TRUE(result()["expires"].is_null());
}

TEST_F(TokenCommandsTest, ListShowsEveryTokenButNoSecretAndRevokeRemovesOne) {
  ASSERT_EQ(run("token create", {{"user", "admin"}, {"staff", true}}), 0);
  const auto made = result();
  ASSERT_EQ(run("token list"), 0);
  ASSERT_EQ(result().size(), 1U);
  EXPECT_EQ(result()[0]["uuid"], made["uuid"]);
  EXPECT_EQ(result()[0]["user"], "admin");
  EXPECT_EQ(console_.out.find(made["token"].get<std::string>()), std::string::npos);
  ASSERT_EQ(run("token revoke", {{"uuid", made["uuid"]}}), 0) << console_.error;
  ASSERT_EQ(run("token list"), 0);
  EXPECT_EQ(result().size(), 0U);
  EXPECT_EQ(run("token revoke", {{"uuid", made["uuid"]}}), 1);
}

class LdapAccountCommandsTest : public CommandsTest {
 protected:
  bool shows(const std::string& dn) {
    const auto tree = core_->directory()->tree().load();
    return tree->find(*ldap::dn::Dn::parse(dn)) != nullptr;
  }
};

TEST_F(LdapAccountCommandsTest, CreatePublishesTheAccountAndStoresTheSecretsHashAlone) {
  ASSERT_EQ(run("ldap-account create", {{"name", "sssd"}}), 0) << console_.error;
  EXPECT_EQ(result()["dn"], "cn=sssd,ou=services,dc=example,dc=org");
  EXPECT_TRUE(shows("cn=sssd,ou=services,dc=example,dc=org"));
  const auto reader = *core_->store().reader();
  const auto stored = *app::find_where<domain::LdapAccount>(*reader, equal("name", "sssd"));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->secret_digest, crypto::token_digest(result()["secret"].get<std::string>()));
}

TEST_F(LdapAccountCommandsTest, CreateRefusesATakenName) {
  ASSERT_EQ(run("ldap-account create", {{"name", "sssd"}}), 0);
  EXPECT_EQ(run("ldap-account create", {{"name", "SSSD"}}), 1);
  EXPECT_NE(console_.error.find("rotate"), std::string::npos);
}

TEST_F(LdapAccountCommandsTest, CreateRefusesNamesThatNeedEscapingAndUnknownOfferings) {
  EXPECT_EQ(run("ldap-account create", {{"name", "a,b"}}), 1);
  EXPECT_EQ(run("ldap-account create", {{"name", "x"}, {"offering", "nowhere"}}), 1);
  ASSERT_EQ(run("ldap-account list"), 0);
  EXPECT_EQ(result().size(), 0U);
}

TEST_F(LdapAccountCommandsTest, RotateKeepsTheOldSecretUntilItIsRetired) {
  ASSERT_EQ(run("ldap-account create", {{"name", "sssd"}}), 0);
  const auto old_secret = result()["secret"].get<std::string>();
  ASSERT_EQ(run("ldap-account rotate", {{"name", "sssd"}}), 0);
  const auto new_secret = result()["secret"].get<std::string>();
  const auto stored = [this] {
    const auto reader = *core_->store().reader();
    return **app::find_where<domain::LdapAccount>(*reader, equal("name", "sssd"));
  };
  EXPECT_EQ(stored().secret_digest, crypto::token_digest(new_secret));
  EXPECT_EQ(stored().previous_secret_digest, crypto::token_digest(old_secret));
  ASSERT_EQ(run("ldap-account rotate", {{"name", "sssd"}, {"retire", true}}), 0);
  EXPECT_EQ(console_.out, "");
  EXPECT_EQ(stored().secret_digest, crypto::token_digest(new_secret));
  EXPECT_FALSE(stored().previous_secret_digest);
}

TEST_F(LdapAccountCommandsTest, DeleteTakesTheAccountOutOfTheTree) {
  ASSERT_EQ(run("ldap-account create", {{"name", "sssd"}}), 0);
  ASSERT_EQ(run("ldap-account delete", {{"name", "sssd"}}), 0);
  EXPECT_FALSE(shows("cn=sssd,ou=services,dc=example,dc=org"));
  EXPECT_EQ(run("ldap-account delete", {{"name", "sssd"}}), 1);
}

TEST_F(CommandsTest, AnUnknownCommandIsRefused) {
  EXPECT_EQ(run("make coffee"), 1);
  EXPECT_NE(console_.error.find("another version"), std::string::npos);
}

TEST_F(CommandsTest, BackupMakesADatabaseOfItsOwn) {
  ASSERT_EQ(run("token create", {{"user", "admin"}, {"staff", true}}), 0);
  const auto copy = (directory_ / "copy.db").string();
  ASSERT_EQ(run("backup", {{"path", copy}}), 0) << console_.error;
  auto settings = settings_in(directory_);
  settings.store.path = copy;
  const auto restored = Core::open(settings, Core::Outputs::kAbsent, clock_);
  ASSERT_TRUE(restored) << restored.error().message;
  const auto reader = *(*restored)->store().reader();
  EXPECT_TRUE(*app::find_where<domain::User>(*reader, equal("username", "admin")));
}

TEST_F(CommandsTest, ASecondCoreOnTheSameDatabaseIsRefused) {
  const auto second = Core::open(settings_in(directory_), Core::Outputs::kAbsent, clock_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(second.error().message.find("in use"), std::string::npos);
}

}  // namespace
}  // namespace drawbridge::daemon
