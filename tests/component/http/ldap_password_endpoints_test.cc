#include "http/endpoints/ldap_password_endpoints.h"

#include <gmock/gmock.h>

#include <optional>

#include "app/records.h"
#include "base/encoding.h"
#include "component/http/api_fixture.h"
#include "crypto/password.h"

namespace drawbridge::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kAccounts = "/api/marketplace-offering-users/";

class LdapPasswords : public ApiTest {
 protected:
  LdapPasswords() {
    http::add_ldap_password_routes(router_);
    dispatcher_ = std::make_unique<http::Dispatcher>(router_, services_);
    offering_ = add_offering("cluster", kFullNames);
    jane_ = add_person("jane");
    add_person("bystander");
    grant(add_person("owner"), "CUSTOMER.OWNER", "customer", provider_.uuid);
    grant(add_person("manager"), "CUSTOMER.MANAGER", "customer", provider_.uuid);
    const auto project = add_project("astro", offering_);
    grant(jane_, "PROJECT.MEMBER", "project", project.uuid);
    grant(add_person("colleague"), "PROJECT.MEMBER", "project", project.uuid);
    account_ = Uuid::parse(post(kAccounts, R"({"offering_uuid":")" + offering_.uuid.hex() +
                                               R"(","user_uuid":")" + jane_.uuid.hex() + R"("})")
                               .body()["uuid"]
                               .get<std::string>())
                   .value();
    path_ = kAccounts + account_.hex() + "/set_ldap_password/";
  }

  std::optional<domain::LdapPassword> stored() {
    const auto reader = store_->reader().value();
    return app::find<domain::LdapPassword>(*reader, account_).value();
  }

  std::string glauth() { return get(offering_path(offering_, "glauth_users_config")).text; }

  domain::Offering offering_;
  domain::User jane_;
  Uuid account_;
  std::string path_;
};

TEST_F(LdapPasswords, ThePersonSetsOneThatIsStoredTwiceHashed) {
  EXPECT_THAT(glauth(), HasSubstr("passsha256 = \"00000"));
  const auto set = ask("jane", "POST", path_, R"({"password":" correct horse "})");
  ASSERT_EQ(set.status, 200) << set.text;
  const auto password = stored();
  ASSERT_TRUE(password);
  EXPECT_TRUE(crypto::verify_password(password->argon2id, " correct horse "));
  EXPECT_TRUE(crypto::verify_password(password->bcrypt, " correct horse "));
  EXPECT_THAT(password->argon2id, HasSubstr("$argon2id$"));
  const auto text = glauth();
  EXPECT_THAT(text, HasSubstr("passbcrypt = \"" + hex_encode(password->bcrypt) + "\""));
  EXPECT_THAT(text, Not(HasSubstr("passsha256")));
}

TEST_F(LdapPasswords, ALongPasswordIsWholeForLdapAndItsFirst72BytesForGlauth) {
  const std::string password(512, 'x');
  ASSERT_EQ(ask("jane", "POST", path_, R"({"password":")" + password + R"("})").status, 200);
  EXPECT_TRUE(crypto::verify_password(stored()->argon2id, password));
  EXPECT_FALSE(crypto::verify_password(stored()->argon2id, password.substr(0, 511)));
  EXPECT_TRUE(crypto::verify_password(stored()->bcrypt, password.substr(0, 72)));
}

TEST_F(LdapPasswords, NullTakesItAwayAndAskingTwiceIsNoFault) {
  ASSERT_EQ(ask("jane", "POST", path_, R"({"password":"correct horse"})").status, 200);
  EXPECT_EQ(ask("owner", "POST", path_, R"({"password":null})").status, 200);
  EXPECT_FALSE(stored());
  EXPECT_THAT(glauth(), Not(HasSubstr("passbcrypt")));
  EXPECT_EQ(ask("jane", "POST", path_, R"({"password":null})").status, 200);
}

TEST_F(LdapPasswords, FaultyOnesAreRefusedWithTheField) {
  for (const std::string& body : {std::string("{}"), std::string(R"({"password":"short"})"),
                                  std::string(R"({"password":12345678})"),
                                  std::string(R"({"password":"nul\u0000nul\u0000"})"),
                                  R"({"password":")" + std::string(513, 'x') + R"("})"}) {
    const auto answer = ask("jane", "POST", path_, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_THAT(answer.text, HasSubstr("\"password\":")) << body;
  }
  EXPECT_FALSE(stored());
}

TEST_F(LdapPasswords, OnlyThePersonAndTheProviderSetIt) {
  const std::string body = R"({"password":"correct horse"})";
  EXPECT_EQ(ask("", "POST", path_, body).status, 401);
  EXPECT_EQ(ask("bystander", "POST", path_, body).status, 404);
  EXPECT_EQ(ask("colleague", "POST", path_, body).status, 404);
  EXPECT_FALSE(stored());
  EXPECT_EQ(ask("manager", "POST", path_, body).status, 200);
  EXPECT_EQ(ask("owner", "POST", path_, body).status, 200);
  EXPECT_EQ(post(path_, body).status, 200);
}

TEST_F(LdapPasswords, ALockedAccountHasNoVerifierInTheOutputsUntilItIsOpenAgain) {
  ASSERT_EQ(ask("jane", "POST", path_, R"({"password":"correct horse"})").status, 200);
  const auto restricted = kAccounts + account_.hex() + "/update_restricted/";
  ASSERT_EQ(post(restricted, R"({"is_restricted":true})").status, 200);
  EXPECT_THAT(glauth(), Not(HasSubstr("passbcrypt")));
  EXPECT_THAT(glauth(), HasSubstr("passsha256 = \"00000"));
  ASSERT_EQ(post(restricted, R"({"is_restricted":false})").status, 200);
  EXPECT_THAT(glauth(), HasSubstr("passbcrypt"));
}

TEST_F(LdapPasswords, AChangeMovesTheDocumentsTag) {
  const auto document = offering_path(offering_, "glauth_users_config");
  const auto before = get(document).header("ETag");
  ASSERT_EQ(ask("jane", "POST", path_, R"({"password":"correct horse"})").status, 200);
  EXPECT_NE(get(document).header("ETag"), before);
}

TEST_F(LdapPasswords, NeitherTheAnswersNorTheAuditLogShowIt) {
  ASSERT_EQ(ask("jane", "POST", path_, R"({"password":"correct horse"})").status, 200);
  const auto reader = store_->reader().value();
  const auto events = app::list<domain::AuditEvent>(*reader, app::where::all()).value();
  int seen = 0;
  for (const auto& event : events) {
    const auto text = event.before.value_or(domain::JsonText()).text +
                      event.after.value_or(domain::JsonText()).text;
    EXPECT_THAT(text, Not(HasSubstr("correct horse")));
    EXPECT_THAT(text, Not(HasSubstr("$argon2id$")));
    EXPECT_THAT(text, Not(HasSubstr("$2b$")));
    seen += event.object_uuid == account_ ? 1 : 0;
  }
  EXPECT_GE(seen, 2) << "that it was set is told";
}

}  // namespace
}  // namespace drawbridge::test
