#include "projection/directory_authenticator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <string>
#include <vector>

#include "crypto/digest.h"
#include "crypto/password.h"
#include "domain/directory_attributes.h"
#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

using ldap::server::Identity;
using ldap::server::IdentityKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ldap::dn::Dn dn(std::string_view text) { return *ldap::dn::Dn::parse(text); }

domain::LdapAccount service_account(const std::string& name, std::optional<Uuid> offering,
                                    std::string_view secret) {
  domain::LdapAccount account;
  account.uuid = Uuid::random();
  account.name = name;
  account.offering_uuid = offering;
  account.secret_digest = crypto::sha256_hex(secret);
  return account;
}

std::shared_ptr<const Snapshot> directory() {
  auto locked = sample::person("locked", 2);
  locked.disabled = true;
  auto records = sample::contents({sample::person("mari", 1), locked, sample::robot("ci-bot", 3)});
  records.facts.shared_password_sha256 = crypto::sha256_hex("shared");
  auto rotated = service_account("rotated", sample::uuid(1, 1), "new");
  rotated.previous_secret_digest = crypto::sha256_hex("old");
  return sample::snapshot(sample::offering(records),
                          {service_account("sssd", sample::uuid(1, 1), "token"),
                           service_account("all", std::nullopt, "token"), rotated});
}

class DirectoryAuthenticatorTest : public ::testing::Test {
 protected:
  std::shared_ptr<const Identity> bind(std::string_view name, std::string_view password) {
    DirectoryAuthenticator authenticator(sample::dit(), snapshot_, {.person = 10, .service = 0});
    const auto parsed = dn(name);
    int answers = 0;
    std::shared_ptr<const Identity> outcome;
    authenticator.authenticate({parsed, password, "127.0.0.1"}, [&](auto identity) {
      outcome = std::move(identity);
      ++answers;
    });
    authenticator.stop();
    EXPECT_EQ(answers, 1);
    return outcome;
  }

  Published<Snapshot> snapshot_{directory()};
};

TEST_F(DirectoryAuthenticatorTest, LetsAServiceAccountReadItsOffering) {
  const auto identity = bind("CN=sssd, OU=Services,dc=example,dc=org", "token");
  ASSERT_NE(identity, nullptr);
  EXPECT_EQ(identity->kind, IdentityKind::kService);
  EXPECT_EQ(identity->name, dn("cn=sssd,ou=services,dc=example,dc=org"));
  EXPECT_THAT(identity->subtrees, ElementsAre(dn("ou=hpc,dc=example,dc=org")));
  EXPECT_THAT(identity->entries, ElementsAre(dn("dc=example,dc=org")));
  EXPECT_EQ(identity->size_limit, 0);
}

TEST_F(DirectoryAuthenticatorTest, LetsAnAccountOfAllOfferingsReadAllButTheServices) {
  const auto identity = bind("cn=all,ou=services,dc=example,dc=org", "token");
  ASSERT_NE(identity, nullptr);
  EXPECT_THAT(identity->subtrees, ElementsAre(dn("dc=example,dc=org")));
  EXPECT_THAT(identity->hidden, ElementsAre(dn("ou=services,dc=example,dc=org")));
}

TEST_F(DirectoryAuthenticatorTest, TakesTheSecretBeforeARotationUntilItIsRetired) {
  EXPECT_NE(bind("cn=rotated,ou=services,dc=example,dc=org", "new"), nullptr);
  EXPECT_NE(bind("cn=rotated,ou=services,dc=example,dc=org", "old"), nullptr);
  EXPECT_EQ(bind("cn=rotated,ou=services,dc=example,dc=org", "older"), nullptr);
}

TEST_F(DirectoryAuthenticatorTest, LetsAPersonReadTheOwnEntryOnly) {
  const auto identity = bind("uid=Mari,ou=people,ou=HPC,dc=example,dc=org", "shared");
  ASSERT_NE(identity, nullptr);
  EXPECT_EQ(identity->kind, IdentityKind::kPerson);
  EXPECT_THAT(identity->subtrees, IsEmpty());
  EXPECT_THAT(identity->entries, ElementsAre(dn("uid=mari,ou=people,ou=hpc,dc=example,dc=org")));
  EXPECT_EQ(identity->size_limit, 10);
}

TEST_F(DirectoryAuthenticatorTest, RefusesEverybodyElse) {
  const std::string people = ",ou=people,ou=hpc,dc=example,dc=org";
  EXPECT_EQ(bind("uid=mari" + people, "wrong"), nullptr);
  EXPECT_EQ(bind("uid=nobody" + people, "shared"), nullptr);
  EXPECT_EQ(bind("uid=locked" + people, "shared"), nullptr);
  EXPECT_EQ(bind("uid=ci-bot" + people, "shared"), nullptr);
  EXPECT_EQ(bind("cn=mari" + people, "shared"), nullptr);
  EXPECT_EQ(bind("uid=mari+cn=x" + people, "shared"), nullptr);
  EXPECT_EQ(bind("cn=mari,ou=groups,ou=hpc,dc=example,dc=org", "shared"), nullptr);
  EXPECT_EQ(bind("uid=mari,ou=people,ou=other,dc=example,dc=org", "shared"), nullptr);
  EXPECT_EQ(bind("cn=sssd,ou=services,dc=example,dc=org", "wrong"), nullptr);
  EXPECT_EQ(bind("uid=sssd,ou=services,dc=example,dc=org", "token"), nullptr);
  EXPECT_EQ(bind("cn=sssd,ou=services,dc=example,dc=com", "token"), nullptr);
  EXPECT_EQ(bind("dc=example,dc=org", "token"), nullptr);
  EXPECT_EQ(bind("ou=hpc,dc=example,dc=org", "token"), nullptr);
  EXPECT_EQ(bind("cn=x", "token"), nullptr);
}

TEST_F(DirectoryAuthenticatorTest, RefusesPeopleOfAnOfferingWithoutASharedPassword) {
  const auto records = sample::contents({sample::person("mari", 1)});
  snapshot_.publish(sample::snapshot(sample::offering(records)));
  EXPECT_EQ(bind("uid=mari,ou=people,ou=hpc,dc=example,dc=org", "shared"), nullptr);
  EXPECT_EQ(bind("uid=mari,ou=people,ou=hpc,dc=example,dc=org",
                 "0000000000000000000000000000000000000000000000000000000000000000"),
            nullptr);
}

std::shared_ptr<const app::OwnPassword> own_password(std::string_view text) {
  // Cheap ones: what is tested is who gets in, not the cost.
  return std::make_shared<const app::OwnPassword>(
      app::OwnPassword{*crypto::make_argon2id(text, {.memory_kib = 64, .passes = 1}),
                       *crypto::make_bcrypt(text, 4)});
}

TEST_F(DirectoryAuthenticatorTest, TakesAPersonsOwnPasswordAndTheSharedOneBesideIt) {
  const char* mari = "uid=mari,ou=people,ou=hpc,dc=example,dc=org";
  auto person = sample::person("mari", 1);
  person.own_password = own_password("her own one");
  auto records = sample::contents({person, sample::person("jaan", 2)});
  snapshot_.publish(sample::snapshot(sample::offering(records)));
  const auto identity = bind(mari, "her own one");
  ASSERT_NE(identity, nullptr);
  EXPECT_EQ(identity->kind, IdentityKind::kPerson);
  EXPECT_THAT(identity->entries, ElementsAre(dn(mari)));
  EXPECT_EQ(bind(mari, "her own on"), nullptr);
  EXPECT_EQ(bind(mari, "shared"), nullptr);
  EXPECT_EQ(bind("uid=jaan,ou=people,ou=hpc,dc=example,dc=org", "her own one"), nullptr);
  records.facts.shared_password_sha256 = crypto::sha256_hex("shared");
  snapshot_.publish(sample::snapshot(sample::offering(records)));
  EXPECT_NE(bind(mari, "shared"), nullptr);
  EXPECT_NE(bind(mari, "her own one"), nullptr);
}

TEST_F(DirectoryAuthenticatorTest, ForgetsAPasswordThatWasRightOnceItIsChangedOrLocked) {
  const auto mari = dn("uid=mari,ou=people,ou=hpc,dc=example,dc=org");
  const auto publish = [&](std::shared_ptr<const app::OwnPassword> password, bool is_locked) {
    auto person = sample::person("mari", 1);
    person.own_password = std::move(password);
    person.disabled = is_locked;
    snapshot_.publish(sample::snapshot(sample::offering(sample::contents({person}))));
  };
  const auto first = own_password("first one");
  publish(first, false);
  DirectoryAuthenticator authenticator(sample::dit(), snapshot_, {.person = 10, .service = 0});
  const auto may_bind = [&](std::string_view password) {
    std::promise<bool> answer;
    authenticator.authenticate({mari, password, "127.0.0.1"},
                               [&](auto identity) { answer.set_value(identity != nullptr); });
    return answer.get_future().get();
  };
  EXPECT_TRUE(may_bind("first one"));
  EXPECT_TRUE(may_bind("first one")) << "known by now";
  publish(first, true);
  EXPECT_FALSE(may_bind("first one"));
  publish(own_password("second one"), false);
  EXPECT_FALSE(may_bind("first one"));
  EXPECT_TRUE(may_bind("second one"));
  publish(nullptr, false);
  EXPECT_FALSE(may_bind("second one"));
  authenticator.stop();
  EXPECT_FALSE(may_bind("anything")) << "a full or stopped pool refuses, and answers";
}

TEST_F(DirectoryAuthenticatorTest, AnswersAServiceAccountsSecretInlineAndNobodyElses) {
  DirectoryAuthenticator authenticator(sample::dit(), snapshot_, {});
  const auto inline_answer = [&](std::string_view name, std::string_view password) {
    return authenticator.authenticate_service({dn(name), password, "127.0.0.1"});
  };
  EXPECT_NE(inline_answer("cn=sssd,ou=services,dc=example,dc=org", "token"), nullptr);
  EXPECT_NE(inline_answer("cn=rotated,ou=services,dc=example,dc=org", "old"), nullptr);
  EXPECT_EQ(inline_answer("cn=sssd,ou=services,dc=example,dc=org", "wrong"), nullptr);
  EXPECT_EQ(inline_answer("uid=mari,ou=people,ou=hpc,dc=example,dc=org", "shared"), nullptr);
}

TEST_F(DirectoryAuthenticatorTest, TakesACertificateByTheRulesOfNames) {
  DirectoryAuthenticator authenticator(sample::dit(), snapshot_, {}, nullptr, 1,
                                       {{dn("CN=node1,O=Site"), "sssd"}, {dn("CN=x"), "absent"}});
  const auto identity = [&](std::string_view subject) {
    return authenticator.authenticate_certificate(subject,
                                                  DirectoryAuthenticator::CertificateUse::kBind);
  };
  for (const char* subject : {"CN=node1,O=Site", "cn=NODE1,o=site", "2.5.4.3=node1,O=Site"}) {
    ASSERT_NE(identity(subject), nullptr) << subject;
    EXPECT_EQ(identity(subject)->name, dn("cn=sssd,ou=services,dc=example,dc=org"));
  }
  for (const char* subject : {"", "CN=node1", "O=Site,CN=node1", "CN=node1\\00,O=Site", "CN=x",
                              "CN=node1+O=Site", "no name"}) {
    EXPECT_EQ(identity(subject), nullptr) << subject;
  }
}

TEST_F(DirectoryAuthenticatorTest, RenewsWhoIsStillThereAndEndsWhoIsNot) {
  DirectoryAuthenticator authenticator(sample::dit(), snapshot_, {.person = 10, .service = 0});
  const auto service = bind("cn=rotated,ou=services,dc=example,dc=org", "old");
  const auto mari = bind("uid=mari,ou=people,ou=hpc,dc=example,dc=org", "shared");
  const auto is_alive = [&](const auto& identity) {
    return authenticator.renew(identity).identity != nullptr;
  };
  EXPECT_EQ(authenticator.renew(service).identity, service) << "nothing changed: the same one";
  EXPECT_EQ(authenticator.renew(mari).identity, mari);

  auto records = sample::contents({sample::person("mari", 1)});
  records.facts.shared_password_sha256 = crypto::sha256_hex("shared");
  auto retired = service_account("rotated", sample::uuid(1, 1), "new");
  snapshot_.publish(sample::snapshot(sample::offering(records), {retired}));
  EXPECT_FALSE(is_alive(service)) << "the secret it was bound with is retired";
  EXPECT_TRUE(is_alive(mari));

  records.facts.shared_password_sha256.reset();
  snapshot_.publish(sample::snapshot(sample::offering(records)));
  EXPECT_FALSE(is_alive(mari)) << "no shared password any more";
  EXPECT_FALSE(is_alive(service));
}

TEST_F(DirectoryAuthenticatorTest, RenewsWithWhatAnAccountSeesNow) {
  DirectoryAuthenticator authenticator(sample::dit(), snapshot_, {});
  const auto before = bind("cn=sssd,ou=services,dc=example,dc=org", "token");
  auto narrower = service_account("sssd", sample::uuid(1, 1), "token");
  narrower.attributes = {"uid", "uidNumber"};
  snapshot_.publish(sample::snapshot(sample::offering(sample::contents({})), {narrower}));
  const auto after = authenticator.renew(before).identity;
  ASSERT_NE(after, nullptr);
  EXPECT_TRUE(after->hidden_attributes.contains(ldap::schema::AttributeId::kMail));
  EXPECT_FALSE(after->hidden_attributes.contains(ldap::schema::AttributeId::kUid));
  EXPECT_TRUE(before->hidden_attributes.is_empty());
}

TEST(DirectoryAttributes, AreThoseOfTheSchemaThatEntriesCarry) {
  std::set<std::string> carried;
  const auto collect = [&](const Result<ldap::directory::EntryPointer>& entry) {
    ASSERT_TRUE(entry);
    for (const auto slice : (*entry)->slices()) {
      if (!slice.is_operational) carried.emplace((*entry)->served_name(slice));
    }
  };
  const auto dit = sample::dit();
  const auto branch = *dit.branch("hpc");
  auto locked = sample::person("locked", 2);
  locked.disabled = true;
  const std::vector<std::string_view> members = {"mari"};
  const std::vector<ldap::directory::BorrowedValue> member_of = {{"cn=a,dc=example,dc=org"}};
  const EntryStamps stamps(Timestamp{1});
  collect(account_entry(branch, sample::person("mari", 1), member_of, stamps));
  collect(account_entry(branch, locked, {}, stamps));
  collect(account_entry(branch, sample::robot("ci-bot", 3), {}, stamps));
  collect(group_entry(branch, sample::group("proj", 1, {"mari"}), members, stamps));
  collect(suffix_entry(dit, stamps));
  collect(services_entry(dit, stamps));
  carried.erase("objectClass");
  const auto& listed = domain::kDirectoryAttributes;
  EXPECT_EQ(carried, std::set<std::string>(listed.begin(), listed.end()));
  for (const auto name : domain::kAlwaysVisibleAttributes) {
    const auto* type = ldap::schema::find_attribute(name);
    ASSERT_NE(type, nullptr) << name;
    EXPECT_TRUE(type->is_operational() || name == "objectClass") << name;
  }
}

TEST_F(DirectoryAuthenticatorTest, SeesALockAtOnce) {
  const char* mari = "uid=mari,ou=people,ou=hpc,dc=example,dc=org";
  ASSERT_NE(bind(mari, "shared"), nullptr);
  auto locked = sample::person("mari", 1);
  locked.disabled = true;
  auto records = sample::contents({locked});
  records.facts.shared_password_sha256 = crypto::sha256_hex("shared");
  snapshot_.publish(sample::snapshot(sample::offering(records)));
  EXPECT_EQ(bind(mari, "shared"), nullptr);
}

}  // namespace
}  // namespace drawbridge::projection
