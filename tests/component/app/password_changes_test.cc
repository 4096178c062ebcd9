#include "projection/password_changes.h"

#include <gmock/gmock.h>

#include <future>
#include <memory>
#include <optional>
#include <string>

#include "app/ldap_passwords.h"
#include "component/app/house.h"
#include "projection/directory_authenticator.h"

namespace drawbridge::app {
namespace {

using ldap::protocol::ResultCode;
using ldap::server::Identity;
using ldap::server::PasswordChangeAnswer;
using ::testing::HasSubstr;

class PasswordChangesTest : public House {
 protected:
  void SetUp() override {
    House::SetUp();
    changes_ = std::make_unique<projection::PasswordChanges>(
        projection_.dit(), projection_.snapshot(), *writer_, projection::SizeLimits{});
    const auto offering = make_offering("hpc", "waldur_username");
    const auto user = make_user("mari", "Mari", "Tamm");
    const auto project = make_project("p-one");
    make_resource(offering, project);
    grant(project, user);
    account_ = *account_of(offering, user);
    dn_ = ldap::dn::Dn::parse("uid=" + *account_.username + ",ou=people,ou=hpc,dc=example,dc=org")
              .value();
  }

  void set_over_rest(std::optional<std::string> password) {
    std::optional<PasswordHashes> hashes;
    if (password) hashes = hash_ldap_password(*password).value();
    ASSERT_TRUE(run([&](Transaction& t) { return set_ldap_password(t, account_.uuid, hashes); }));
  }

  std::shared_ptr<const Identity> bind(const std::string& password) {
    std::promise<std::shared_ptr<const Identity>> answer;
    authenticator_.authenticate({dn_, password, "127.0.0.1:9"},
                                [&](auto identity) { answer.set_value(std::move(identity)); });
    return answer.get_future().get();
  }

  PasswordChangeAnswer change(const std::shared_ptr<const Identity>& identity,
                              std::optional<std::string> old, std::optional<std::string> fresh) {
    std::promise<PasswordChangeAnswer> answer;
    ldap::server::PasswordChange wish;
    wish.identity = identity;
    if (old) wish.old_password = Secret(*old);
    if (fresh) wish.new_password = Secret(*fresh);
    changes_->change(std::move(wish),
                     [&](PasswordChangeAnswer made) { answer.set_value(std::move(made)); });
    return answer.get_future().get();
  }

  domain::OfferingUser account_;
  ldap::dn::Dn dn_;
  projection::DirectoryAuthenticator authenticator_{projection_.dit(), projection_.snapshot(), {}};
  std::unique_ptr<projection::PasswordChanges> changes_;
};

TEST_F(PasswordChangesTest, EndTheOldPasswordAtOnceAndKeepTheConnection) {
  set_over_rest("the first one");
  const auto first = bind("the first one");
  ASSERT_NE(first, nullptr);
  const auto answer = change(first, "the first one", "the second one");
  EXPECT_EQ(answer.result.code, ResultCode::kSuccess) << answer.result.diagnostic;
  EXPECT_FALSE(answer.generated);
  EXPECT_EQ(bind("the first one"), nullptr);
  EXPECT_NE(bind("the second one"), nullptr);
  EXPECT_EQ(authenticator_.renew(first).identity, nullptr) << "other connections end";
  ASSERT_NE(answer.identity, nullptr);
  EXPECT_NE(authenticator_.renew(answer.identity).identity, nullptr) << "its own goes on";
}

TEST_F(PasswordChangesTest, MakeAPasswordWhenNoneIsGiven) {
  set_over_rest("the first one");
  const auto answer = change(bind("the first one"), {}, {});
  ASSERT_TRUE(answer.generated);
  EXPECT_NE(bind(std::string(answer.generated->reveal())), nullptr);
  EXPECT_EQ(bind("the first one"), nullptr);
}

TEST_F(PasswordChangesTest, RefuseAWrongOldOneAndWeakNewOnes) {
  set_over_rest("the first one");
  const auto identity = bind("the first one");
  EXPECT_EQ(change(identity, "wrong", "the second one").result.code,
            ResultCode::kInvalidCredentials);
  EXPECT_EQ(change(identity, std::string(600, 'x'), "the second one").result.code,
            ResultCode::kInvalidCredentials);
  for (const std::string& weak : {std::string(), std::string("short"), std::string(513, 'x'),
                                  std::string("null \0 inside", 13)}) {
    const auto answer = change(identity, {}, weak);
    EXPECT_EQ(answer.result.code, ResultCode::kConstraintViolation);
    EXPECT_FALSE(answer.result.diagnostic.empty());
    EXPECT_TRUE(answer.policy_error);
  }
  EXPECT_NE(bind("the first one"), nullptr);
}

TEST_F(PasswordChangesTest, RefuseWhoseAccountHasEnded) {
  set_over_rest("the first one");
  const auto identity = bind("the first one");
  auto other = *identity;
  other.name = ldap::dn::Dn::parse("uid=nobody,ou=people,ou=hpc,dc=example,dc=org").value();
  EXPECT_EQ(change(std::make_shared<const Identity>(other), {}, "the second one").result.code,
            ResultCode::kUnwillingToPerform);
  auto stale = *identity;
  stale.credential = "shared 0";
  const auto answer = change(std::make_shared<const Identity>(stale), {}, "the second one");
  EXPECT_EQ(answer.result.code, ResultCode::kInsufficientAccessRights);
  EXPECT_THAT(answer.result.diagnostic, HasSubstr("old one"));
}

}  // namespace
}  // namespace drawbridge::app
