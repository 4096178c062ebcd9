#include <cctype>

#include "component/store/fixture.h"

namespace drawbridge::store {
namespace {

class Rules : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    add_all(first_);
    // The second world's things hang off the first one's scopes, all else is its own.
    second_.project.customer_uuid = second_.offering.customer_uuid = first_.customer.uuid;
    second_.offering.category_uuid.reset();
    second_.offering.compliance_checklist_uuid.reset();
    second_.offering.profile_uuid.reset();
    add(second_.customer);
    add(second_.project);
    add(second_.user);
    add(second_.offering);
    add(second_.resource);
  }
  /// Inserting `record` must break the uniqueness rule that ends with `field`.
  template <class R>
  void expect_taken(const R& record, std::string_view field) {
    const auto inserted = insert(record);
    ASSERT_FALSE(inserted) << R::kKind << " " << field;
    EXPECT_EQ(inserted.error().code, ErrorCode::kConflict) << inserted.error().message;
    EXPECT_EQ(inserted.error().field, field);
  }
  static std::string upper(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  }

  samples::World first_, second_;
};

TEST_F(Rules, AUuidIsUniqueInItsKind) {
  auto customer = samples::filled<domain::Customer>();
  customer.uuid = first_.customer.uuid;
  expect_taken(customer, "uuid");
}

TEST_F(Rules, AUserNameIsUnique) {
  auto user = samples::filled<domain::User>();
  user.username = first_.user.username;
  expect_taken(user, "username");
}

TEST_F(Rules, ACivilNumberAndAFreeIpaNameAreUniqueWhereSet) {
  auto user = samples::filled<domain::User>();
  user.civil_number = first_.user.civil_number;
  expect_taken(user, "civil_number");
  user.civil_number.reset();
  user.freeipa_username = first_.user.freeipa_username;
  expect_taken(user, "freeipa_username");
  user.freeipa_username.reset();
  add(user);
  auto other = samples::filled<domain::User>();
  other.civil_number.reset();
  other.freeipa_username.reset();
  add(other);
}

TEST_F(Rules, SlugsAreUniqueWithoutRegardToCase) {
  auto customer = samples::filled<domain::Customer>();
  customer.slug = upper(first_.customer.slug);
  expect_taken(customer, "slug");
  auto project = samples::World().project;
  project.customer_uuid = second_.customer.uuid;
  project.slug = upper(first_.project.slug);
  expect_taken(project, "slug");
  auto offering = samples::World().offering;
  offering.customer_uuid = second_.customer.uuid;
  offering.category_uuid.reset();
  offering.compliance_checklist_uuid.reset();
  offering.profile_uuid.reset();
  offering.slug = upper(first_.offering.slug);
  expect_taken(offering, "slug");
  auto resource = samples::World().resource;
  resource.project_uuid = first_.project.uuid;
  resource.offering_uuid = first_.offering.uuid;
  resource.slug = first_.resource.slug;
  add(resource);
}

TEST_F(Rules, AnAccountIsOneAPersonAndOffering) {
  auto account = samples::World().account;
  account.user_uuid = first_.user.uuid;
  account.offering_uuid = first_.offering.uuid;
  expect_taken(account, "offering_uuid");
  account.offering_uuid = second_.offering.uuid;
  add(account);
}

TEST_F(Rules, AnAccountNameIsUniqueInItsOfferingWithoutRegardToCase) {
  auto account = samples::World().account;
  account.user_uuid = second_.user.uuid;
  account.offering_uuid = first_.offering.uuid;
  account.username = upper(*first_.account.username);
  expect_taken(account, "username");
  account.offering_uuid = second_.offering.uuid;
  add(account);
  auto nameless = samples::World().account;
  nameless.user_uuid = second_.user.uuid;
  nameless.offering_uuid = first_.offering.uuid;
  nameless.username.reset();
  add(nameless);
  const auto named = transaction().update("offering_user", nameless.uuid, {"username"},
                                          {upper(*first_.account.username)});
  ASSERT_FALSE(named);
  EXPECT_EQ(named.error().field, "username");
}

TEST_F(Rules, NamesInsideAnOwnerAreUnique) {
  auto key = samples::World().key;
  key.user_uuid = first_.user.uuid;
  key.name = first_.key.name;
  expect_taken(key, "name");
  auto group = samples::World().group;
  group.offering_uuid = first_.offering.uuid;
  group.project_uuids.clear();
  group.name = upper(first_.group.name);
  expect_taken(group, "name");
  auto robot = samples::World().robot;
  robot.users.clear();
  robot.responsible_user_uuid.reset();
  robot.resource_uuid = first_.resource.uuid;
  robot.type = first_.robot.type;
  expect_taken(robot, "type");
  auto name = samples::World().name;
  name.offering_uuid = first_.name.offering_uuid;
  name.folded = first_.name.folded;
  expect_taken(name, "folded");
}

TEST_F(Rules, OtherNamesAndDigestsAreUnique) {
  auto role = samples::World().role;
  role.name = "PROJECT.MEMBER";
  expect_taken(role, "name");
  auto provider = samples::World().provider;
  provider.customer_uuid = first_.customer.uuid;
  expect_taken(provider, "customer_uuid");
  auto token = samples::World().token;
  token.user_uuid = first_.user.uuid;
  token.digest = first_.token.digest;
  expect_taken(token, "digest");
  auto ldap_account = samples::World().ldap_account;
  ldap_account.offering_uuid.reset();
  ldap_account.name = upper(first_.ldap_account.name);
  expect_taken(ldap_account, "name");
  auto pool = samples::World().pool;
  pool.offering_uuid = first_.offering.uuid;
  expect_taken(pool, "offering_uuid");
  auto event = samples::World().event;
  event.sequence = first_.event.sequence;
  expect_taken(event, "sequence");
}

TEST_F(Rules, ANumberIsIssuedOnceInItsNamespaceAndStays) {
  auto number = samples::World().number;
  number.value = first_.number.value;
  expect_taken(number, "value");
  number.name_space = "gid";
  add(number);
  const auto& uuid = first_.number.uuid;
  EXPECT_EQ(transaction().erase("posix_identity", uuid).error().code, ErrorCode::kConflict);
  EXPECT_EQ(transaction().update("posix_identity", uuid, {"value"}, {std::int64_t{7}}).error().code,
            ErrorCode::kConflict);
  auto released = first_.number;
  released.released_at = Timestamp{1};
  EXPECT_TRUE(update(released));
}

TEST_F(Rules, ReferencesNameTheFieldThatRefersToNothing) {
  const auto expect_missing = [this](const auto& record, std::string_view field) {
    const auto inserted = insert(record);
    ASSERT_FALSE(inserted) << field;
    EXPECT_EQ(inserted.error().code, ErrorCode::kConflict);
    EXPECT_EQ(inserted.error().field, field);
  };
  samples::World stranger;
  expect_missing(stranger.project, "customer_uuid");
  expect_missing(stranger.key, "user_uuid");
  expect_missing(stranger.token, "user_uuid");
  stranger.resource.project_uuid = first_.project.uuid;
  expect_missing(stranger.resource, "offering_uuid");
  stranger.account.user_uuid = first_.user.uuid;
  expect_missing(stranger.account, "offering_uuid");
  stranger.grant.user_uuid = first_.user.uuid;
  stranger.grant.created_by_uuid.reset();
  stranger.grant.role_name = "NO.SUCH";
  expect_missing(stranger.grant, "role_name");
  stranger.group.offering_uuid = first_.offering.uuid;
  expect_missing(stranger.group, "project_uuids");
  stranger.offering.customer_uuid = first_.customer.uuid;
  auto offering = stranger.offering;
  offering.compliance_checklist_uuid.reset();
  offering.profile_uuid.reset();
  expect_missing(offering, "category_uuid");
  stranger.robot.resource_uuid = first_.resource.uuid;
  stranger.robot.responsible_user_uuid.reset();
  stranger.robot.users = {stranger.user.uuid};
  expect_missing(stranger.robot, "users");
}

TEST_F(Rules, WhatOthersReferToCannotBeErased) {
  for (const auto& [kind, uuid] : std::initializer_list<std::pair<std::string_view, Uuid>>{
           {"customer", first_.customer.uuid},
           {"project", first_.project.uuid},
           {"offering", first_.offering.uuid},
           {"resource", first_.resource.uuid},
           {"category", first_.category.uuid}}) {
    const auto erased = transaction().erase(kind, uuid);
    ASSERT_FALSE(erased) << kind;
    EXPECT_EQ(erased.error().code, ErrorCode::kConflict) << kind;
    EXPECT_EQ(erased.error().message, "Other records still refer to this one.");
  }
  const auto member = app::find_where<domain::Role>(
      transaction(), app::where::equal("name", std::string("PROJECT.MEMBER")));
  ASSERT_TRUE(member && *member);
  EXPECT_EQ(transaction().erase("role", (*member)->uuid).error().code, ErrorCode::kConflict);
}

TEST_F(Rules, APersonTakesKeysAccountsGrantsAndTokensAlong) {
  ASSERT_TRUE(transaction().erase("course_account", first_.course_account.uuid));
  ASSERT_TRUE(transaction().erase("user", first_.user.uuid));
  for (const auto* kind : {"ssh_key", "offering_user", "role_grant", "api_token"}) {
    EXPECT_EQ(count(kind), 0) << kind;
  }
  EXPECT_EQ(count("posix_identity"), 1);
  EXPECT_EQ(count("account_name"), 1);
  EXPECT_EQ(count("audit_event"), 1);
}

TEST_F(Rules, AGrantOutlivesWhoMadeIt) {
  auto grant = first_.grant;
  grant.created_by_uuid = second_.user.uuid;
  ASSERT_TRUE(update(grant));
  ASSERT_TRUE(transaction().erase("user", second_.user.uuid));
  EXPECT_EQ(find<domain::RoleGrant>(grant.uuid)->created_by_uuid, std::nullopt);
}

}  // namespace
}  // namespace drawbridge::store
