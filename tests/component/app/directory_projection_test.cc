#include "projection/directory_projection.h"

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "app/views/whole_offerings.h"
#include "app/writer.h"
#include "component/app/first_version.h"
#include "projection/glauth_projection.h"
#include "store/sqlite/store.h"
#include "support/temp_directory.h"
#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

constexpr std::string_view kSwitchOn = R"({"service_provider_can_create_offering_user":true})";

/// A reader of which one query fails, or throws: the one behind the first `calls`.
class FailingReader final : public app::StoreReader {
 public:
  enum class Failure { kError, kException };

  FailingReader(std::unique_ptr<app::StoreReader> reader, int calls, Failure failure)
      : reader_(std::move(reader)), calls_(calls), failure_(failure) {}

  Status for_each(const app::Select& select, const std::function<bool(app::Row&)>& row) override {
    if (calls_-- != 0) return reader_->for_each(select, row);
    if (failure_ == Failure::kException) throw std::runtime_error("no memory");
    return fail(ErrorCode::kUnavailable, "The disk is gone.");
  }
  Result<std::int64_t> count(const app::Select& select) override { return reader_->count(select); }
  Result<std::int64_t> first_never_issued(std::string_view name_space,
                                          std::int64_t start) override {
    return reader_->first_never_issued(name_space, start);
  }
  Status read_at_once(const std::function<Status()>& reads) override {
    return reader_->read_at_once(reads);
  }

 private:
  std::unique_ptr<app::StoreReader> reader_;
  int calls_;
  Failure failure_;
};

/// Every change goes through the writer into a real store; what is published is compared with
/// what a fresh start would make of the same store.
class DirectoryProjectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store_ = *store::open_store({(folder_ / "test.db").string(), true});
    reader_ = *store_->reader();
    ASSERT_TRUE(test::publish_first_version(*store_, projection_, clock_.now()));
    writer_ = std::make_unique<app::Writer>(*store_, projection_, clock_);
    customer_.uuid = Uuid::random();
    customer_.name = customer_.slug = "uni";
    project_.uuid = Uuid::random();
    project_.customer_uuid = customer_.uuid;
    project_.name = project_.slug = "astro";
    offering_ = make_offering("hpc");
    resource_.uuid = Uuid::random();
    resource_.name = resource_.slug = "allocation";
    resource_.offering_uuid = offering_.uuid;
    resource_.project_uuid = project_.uuid;
    resource_.state = domain::ResourceState::kOk;
    insert(customer_, project_, offering_, resource_);
  }

  domain::Offering make_offering(const std::string& slug) const {
    domain::Offering offering;
    offering.uuid = Uuid::random();
    offering.customer_uuid = customer_.uuid;
    offering.name = "Offering " + slug;
    offering.slug = slug;
    offering.state = domain::OfferingState::kActive;
    offering.plugin_options.text = kSwitchOn;
    return offering;
  }

  template <class... R>
  void insert(R&... records) {
    const auto done = writer_->run({}, [&](app::Transaction& transaction) -> Status {
      Status status;
      ((status = status ? transaction.insert(records) : status), ...);
      return status;
    });
    ASSERT_TRUE(done) << done.error().message << " " << done.error().field;
    expect_equal_to_a_fresh_start();
  }

  template <class R, class Change>
  void update(R& record, Change change) {
    const R before = record;
    change(record);
    const auto done = writer_->run({}, [&](app::Transaction& transaction) -> Status {
      return transaction.update(before, record);
    });
    ASSERT_TRUE(done) << done.error().message << " " << done.error().field;
    record = **app::find<R>(*reader_, record.uuid);
    expect_equal_to_a_fresh_start();
  }

  template <class R>
  void erase(const R& record) {
    const auto done = writer_->run(
        {}, [&](app::Transaction& transaction) -> Status { return transaction.erase(record); });
    ASSERT_TRUE(done) << done.error().message << " " << done.error().field;
    expect_equal_to_a_fresh_start();
  }

  struct Member {
    domain::User user;
    domain::OfferingUser account;
    domain::RoleGrant grant;
  };

  Member add_member(const std::string& name, std::int64_t number,
                    const std::string& last_name = "Tamm") {
    Member member;
    member.user.uuid = Uuid::random();
    member.user.username = name;
    member.user.first_name = "Mari";
    member.user.last_name = last_name;
    member.user.is_active = true;
    member.account.uuid = Uuid::random();
    member.account.user_uuid = member.user.uuid;
    member.account.offering_uuid = offering_.uuid;
    member.account.username = name;
    member.account.uidnumber = member.account.primarygroup = number;
    member.account.home_directory = "/home/" + name;
    member.account.login_shell = "/bin/bash";
    member.account.state = domain::OfferingUserState::kOk;
    member.grant.uuid = Uuid::random();
    member.grant.user_uuid = member.user.uuid;
    member.grant.role_name = "PROJECT.MEMBER";
    member.grant.scope_type = "project";
    member.grant.scope_uuid = project_.uuid;
    insert(member.user, member.account, member.grant);
    return member;
  }

  domain::OfferingUserGroup add_group(const std::string& name, std::int64_t gid) {
    domain::OfferingUserGroup group;
    group.uuid = Uuid::random();
    group.offering_uuid = offering_.uuid;
    group.project_uuids = {project_.uuid};
    group.name = name;
    group.gid = gid;
    insert(group);
    return group;
  }

  static std::map<std::string, std::string> entries_of(const DirectoryProjection& projection) {
    std::map<std::string, std::string> entries;
    const auto tree = projection.tree().load();
    for (auto cursor = tree->entries().begin(); !cursor.at_end(); cursor.next()) {
      entries.emplace(cursor->value->dn(), sample::describe_with_stamps(*cursor->value));
    }
    return entries;
  }

  static std::string document(const DirectoryProjection& projection, const Uuid& offering) {
    const auto document = GlauthProjection(projection.snapshot()).glauth_document(offering);
    if (!document) return document.error().message;
    std::string text = document->etag;
    while (document->text->next(text)) {
    }
    return text;
  }

  static std::map<std::string, std::uint64_t> contexts_of(const DirectoryProjection& projection) {
    std::map<std::string, std::uint64_t> moments;
    const auto tree = projection.tree().load();
    for (auto cursor = tree->entries().begin(); !cursor.at_end(); cursor.next()) {
      const auto* context = tree->context_of(cursor->key);
      moments.emplace(cursor->value->dn(), context == nullptr ? 0 : context->value.moment);
    }
    return moments;
  }

  void expect_equal_to_a_fresh_start() {
    DirectoryProjection fresh(sample::dit(), {});
    const auto rebuilt = fresh.rebuild(*reader_, Timestamp::now());
    ASSERT_TRUE(rebuilt) << rebuilt.error().message;
    EXPECT_EQ(entries_of(projection_), entries_of(fresh));
    EXPECT_EQ(document(projection_, offering_.uuid), document(fresh, offering_.uuid));
    EXPECT_EQ(projection_.snapshot().load()->revision, fresh.snapshot().load()->revision);
    EXPECT_EQ(projection_.tree().load()->last_usn(), fresh.tree().load()->last_usn());
    EXPECT_EQ(contexts_of(projection_), contexts_of(fresh));
  }

  std::string value(const std::string& name, std::string_view attribute) const {
    const auto tree = projection_.tree().load();
    const auto* entry = tree->find(*ldap::dn::Dn::parse(name + ",dc=example,dc=org"));
    return entry == nullptr ? "(no entry)" : sample::value(*entry, attribute);
  }

  const test::TempDirectory folder_;
  SystemClock clock_;
  std::unique_ptr<app::Store> store_;
  std::unique_ptr<app::StoreReader> reader_;
  DirectoryProjection projection_{sample::dit(), {}};
  std::unique_ptr<app::Writer> writer_;
  domain::Customer customer_;
  domain::Project project_;
  domain::Offering offering_;
  domain::Resource resource_;
};

TEST_F(DirectoryProjectionTest, ShowsAMemberWithTheProjectsGroup) {
  const auto group = add_group("astro", 6001);
  const auto mari = add_member("mari", 5001);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "uidNumber"), "5001");
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "memberOf"),
            "cn=astro,ou=groups,ou=hpc,dc=example,dc=org");
  EXPECT_EQ(value("cn=astro,ou=groups,ou=hpc", "memberUid"), "mari");
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "shadowExpire"), "(0 values)");
  erase(mari.grant);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "shadowExpire"), "1");
  EXPECT_EQ(value("cn=astro,ou=groups,ou=hpc", "memberUid"), "(0 values)");
}

TEST_F(DirectoryProjectionTest, FollowsEveryChangeOfAnAccount) {
  const auto group = add_group("astro", 6001);
  auto mari = add_member("mari", 5001);
  const auto juri = add_member("juri", 5002);
  domain::SshPublicKey key;
  key.uuid = Uuid::random();
  key.user_uuid = mari.user.uuid;
  key.name = "laptop";
  key.public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL laptop";
  insert(key);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "sshPublicKey"), key.public_key);
  update(mari.user, [](auto& user) { user.last_name = "O\"Tamm"; });
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "sn"), "O\"Tamm");
  update(mari.account, [](auto& account) { account.username = "maria"; });
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "uid"), "(no entry)");
  EXPECT_EQ(value("cn=mari,ou=groups,ou=hpc", "cn"), "(no entry)");
  EXPECT_EQ(value("uid=maria,ou=people,ou=hpc", "uidNumber"), "5001");
  update(mari.account, [](auto& account) { account.is_restricted = true; });
  EXPECT_EQ(value("uid=maria,ou=people,ou=hpc", "sshPublicKey"), "(0 values)");
  update(mari.account, [](auto& account) { account.uidnumber.reset(); });
  EXPECT_EQ(value("uid=maria,ou=people,ou=hpc", "uid"), "(no entry)");
  const auto skipped = *GlauthProjection(projection_.snapshot()).skipped(offering_.uuid);
  ASSERT_EQ(skipped.size(), 1u);
  EXPECT_EQ(skipped[0].uuid, mari.account.uuid);
  erase(mari.account);
  EXPECT_TRUE(GlauthProjection(projection_.snapshot()).skipped(offering_.uuid)->empty());
  EXPECT_EQ(value("uid=juri,ou=people,ou=hpc", "uidNumber"), "5002");
}

domain::SshPublicKey key_of(const domain::User& user, const std::string& name) {
  domain::SshPublicKey key;
  key.uuid = Uuid::random();
  key.user_uuid = user.uuid;
  key.name = name;
  key.public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + name + " " + name;
  return key;
}

TEST_F(DirectoryProjectionTest, FollowsKeysThatChangeAlone) {
  const auto group = add_group("astro", 6001);
  const auto mari = add_member("mari", 5001);
  auto laptop = key_of(mari.user, "laptop"), phone = key_of(mari.user, "phone");
  insert(laptop);
  insert(phone);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "sshPublicKey"), "(2 values)");
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "memberOf"),
            "cn=astro,ou=groups,ou=hpc,dc=example,dc=org");
  erase(laptop);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "sshPublicKey"), phone.public_key);
}

TEST_F(DirectoryProjectionTest, TellsManyPeopleApart) {
  // More than a start looks up together.
  constexpr std::int64_t kPeople = 70;
  const auto group = add_group("astro", 6001);
  for (std::int64_t number = 0; number < kPeople; ++number) {
    const auto name = "mari" + std::to_string(number * 37 % kPeople);
    const auto member = add_member(name, 5000 + number, "Tamm " + name);
    auto key = key_of(member.user, name);
    insert(key);
    EXPECT_EQ(value("uid=" + name + ",ou=people,ou=hpc", "sn"), "Tamm " + name);
    EXPECT_EQ(value("uid=" + name + ",ou=people,ou=hpc", "sshPublicKey"), key.public_key);
  }
  EXPECT_EQ(value("cn=astro,ou=groups,ou=hpc", "memberUid"), "(70 values)");
}

TEST_F(DirectoryProjectionTest, FollowsWhatElseChangesWithAKey) {
  const auto mari = add_member("mari", 5001);
  auto key = key_of(mari.user, "laptop");
  auto user = mari.user;
  user.email = "mari@uni.example";
  ASSERT_TRUE(writer_->run({}, [&](app::Transaction& transaction) -> Status {
    DRAWBRIDGE_CHECK(transaction.insert(key));
    return transaction.update(mari.user, user);
  }));
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "mail"), "mari@uni.example");
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "sshPublicKey"), key.public_key);
  expect_equal_to_a_fresh_start();
}

TEST_F(DirectoryProjectionTest, HidesANewKeyWhenAccessHasRunOut) {
  const auto mari = add_member("mari", 5001);
  auto ending = mari.grant;
  ending.expiration_time = Timestamp{Timestamp::now().microseconds + 100'000};
  ASSERT_TRUE(writer_->run({}, [&](app::Transaction& transaction) -> Status {
    return transaction.update(mari.grant, ending);
  }));
  while (Timestamp::now() <= *ending.expiration_time)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  auto key = key_of(mari.user, "laptop");
  insert(key);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "shadowExpire"), "1");
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "sshPublicKey"), "(0 values)");
}

TEST_F(DirectoryProjectionTest, FollowsGroupsAndRobots) {
  const auto mari = add_member("mari", 5001);
  auto group = add_group("astro", 6001);
  update(group, [](auto& record) { record.gid = 6002; });
  EXPECT_EQ(value("cn=astro,ou=groups,ou=hpc", "gidNumber"), "6002");
  domain::RobotAccount robot;
  robot.uuid = Uuid::random();
  robot.resource_uuid = resource_.uuid;
  robot.type = "ci";
  robot.username = "ci-bot";
  robot.uidnumber = robot.primarygroup = 5009;
  robot.home_directory = "/home/ci-bot";
  robot.login_shell = "/bin/bash";
  robot.state = domain::RobotAccountState::kOk;
  insert(robot);
  EXPECT_EQ(value("uid=ci-bot,ou=people,ou=hpc", "structuralObjectClass"), "account");
  update(robot, [](auto& record) { record.state = domain::RobotAccountState::kDeleted; });
  EXPECT_EQ(value("uid=ci-bot,ou=people,ou=hpc", "uid"), "(no entry)");
  erase(group);
  EXPECT_EQ(value("cn=astro,ou=groups,ou=hpc", "cn"), "(no entry)");
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "memberOf"), "(0 values)");
}

TEST_F(DirectoryProjectionTest, FollowsAnOfferingThatIsSwitchedOffArchivedAndRenamed) {
  const auto mari = add_member("mari", 5001);
  update(offering_, [](auto& offering) { offering.slug = "cloud"; });
  EXPECT_EQ(value("ou=hpc", "ou"), "(no entry)");
  EXPECT_EQ(value("uid=mari,ou=people,ou=cloud", "uidNumber"), "5001");
  update(offering_, [](auto& offering) { offering.plugin_options.text = "{}"; });
  EXPECT_EQ(value("ou=cloud", "ou"), "(no entry)");
  EXPECT_EQ(projection_.tree().load()->size(), 2u);
  update(offering_, [](auto& offering) { offering.plugin_options.text = kSwitchOn; });
  EXPECT_EQ(value("uid=mari,ou=people,ou=cloud", "uidNumber"), "5001");
  update(offering_, [](auto& offering) { offering.state = domain::OfferingState::kArchived; });
  EXPECT_EQ(value("ou=cloud", "ou"), "(no entry)");
}

TEST_F(DirectoryProjectionTest, LetsTwoOfferingsSwapTheirSlugsInOneChange) {
  const auto mari = add_member("mari", 5001);
  auto other = make_offering("cloud");
  insert(other);
  const auto done = writer_->run({}, [&](app::Transaction& transaction) -> Status {
    auto parked = offering_, first = other, second = offering_;
    parked.slug = "parked";
    first.slug = "hpc";
    second.slug = "cloud";
    DRAWBRIDGE_CHECK(transaction.update(offering_, parked));
    DRAWBRIDGE_CHECK(transaction.update(other, first));
    return transaction.update(parked, second);
  });
  ASSERT_TRUE(done) << done.error().message;
  expect_equal_to_a_fresh_start();
  EXPECT_EQ(value("uid=mari,ou=people,ou=cloud", "uidNumber"), "5001");
  EXPECT_EQ(value("ou=people,ou=hpc", "ou"), "people");
}

TEST_F(DirectoryProjectionTest, FollowsServiceAccounts) {
  domain::LdapAccount account;
  account.uuid = Uuid::random();
  account.name = "sssd";
  account.offering_uuid = offering_.uuid;
  account.secret_digest = std::string(64, 'a');
  insert(account);
  EXPECT_EQ(value("cn=sssd,ou=services", "structuralObjectClass"), "organizationalRole");
  update(account, [](auto& record) { record.secret_digest = std::string(64, 'b'); });
  const auto* held = projection_.snapshot().load()->service_accounts.find(std::string_view("sssd"));
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(held->value->secret_digest, std::string(64, 'b'));
  erase(account);
  EXPECT_EQ(value("cn=sssd,ou=services", "cn"), "(no entry)");
}

TEST_F(DirectoryProjectionTest, GivesOnlyWhatChangedANewSequenceNumber) {
  auto mari = add_member("mari", 5001);
  const auto juri = add_member("juri", 5002);
  const auto before = value("uid=juri,ou=people,ou=hpc", "entryUSN");
  const auto document_before = document(projection_, offering_.uuid);
  update(mari.user, [](auto& user) { user.email = "mari@uni.example"; });
  EXPECT_EQ(value("uid=juri,ou=people,ou=hpc", "entryUSN"), before);
  EXPECT_EQ(value("uid=mari,ou=people,ou=hpc", "entryUSN"),
            std::to_string(projection_.tree().load()->last_usn()));
  EXPECT_NE(document(projection_, offering_.uuid), document_before);
}

TEST_F(DirectoryProjectionTest, LoadsAllOrSaysWhyNotWhicheverQueryOfEitherReaderFails) {
  constexpr int kNever = -1;
  using Failure = FailingReader::Failure;
  const auto load = [&](int calls, int calls_beside, Failure failure) {
    FailingReader reader(*store_->reader(), calls, failure);
    auto beside =
        std::async(std::launch::async, [&]() -> Result<std::unique_ptr<app::StoreReader>> {
          return std::make_unique<FailingReader>(*store_->reader(), calls_beside, failure);
        });
    return app::load_offerings(reader, std::move(beside), {}, clock_.now());
  };
  ASSERT_TRUE(load(kNever, kNever, Failure::kError));
  for (int calls = 0; calls < 8; ++calls) {
    const auto loaded = load(calls, kNever, Failure::kError);
    ASSERT_FALSE(loaded) << calls;
    EXPECT_EQ(loaded.error().code, ErrorCode::kUnavailable) << calls;
    EXPECT_THROW(load(calls, kNever, Failure::kException), std::runtime_error) << calls;
  }
  for (int calls = 0; calls < 2; ++calls) {
    EXPECT_FALSE(load(kNever, calls, Failure::kError)) << calls;
    EXPECT_THROW(load(kNever, calls, Failure::kException), std::runtime_error) << calls;
    EXPECT_FALSE(load(calls, calls, Failure::kError)) << calls;
  }
}

}  // namespace
}  // namespace drawbridge::projection
