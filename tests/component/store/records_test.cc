#include "component/store/fixture.h"

namespace drawbridge::store {
namespace {

using Records = StoreTest;

TEST_F(Records, OfEveryKindComeBackAsTheyWereWritten) {
  const samples::World world;
  add_all(world);
  world.each([this](const auto& record) {
    using R = std::decay_t<decltype(record)>;
    EXPECT_EQ(find<R>(record.uuid), record) << R::kKind;
    EXPECT_EQ(find<R>(Uuid::random()), std::nullopt) << R::kKind;
  });
}

TEST_F(Records, OfEveryKindComeBackWithEveryOptionalFieldEmpty) {
  samples::World world;
  const auto clear = [](std::string_view, auto& field, domain::FieldUse) {
    if constexpr (requires { field.reset(); }) field.reset();
  };
  world.each([&](const auto& record) {
    visit_fields(const_cast<std::decay_t<decltype(record)>&>(record), clear);
  });
  world.pool.offering_uuid = world.offering.uuid;
  add_all(world);
  world.each([this](const auto& record) {
    using R = std::decay_t<decltype(record)>;
    EXPECT_EQ(find<R>(record.uuid), record) << R::kKind;
  });
}

TEST_F(Records, AreReplacedByAnUpdateOfAllTheirFields) {
  const samples::World world;
  add_all(world);
  samples::World other;
  other.user.uuid = world.user.uuid;
  EXPECT_TRUE(update(other.user));
  EXPECT_EQ(find<domain::User>(world.user.uuid), other.user);
  auto account = world.account;
  account.username.reset();
  account.state = domain::OfferingUserState::kErrorDeleting;
  account.runtime_state = domain::RuntimeState::kPendingAdditionalValidation;
  account.is_restricted = false;
  EXPECT_TRUE(update(account));
  EXPECT_EQ(find<domain::OfferingUser>(account.uuid), account);
}

TEST_F(Records, KeepWhatAnUpdateDoesNotName) {
  samples::World world;
  add_all(world);
  ASSERT_TRUE(transaction().update("user", world.user.uuid, {"email"}, {std::string("new@x.org")}));
  world.user.email = "new@x.org";
  EXPECT_EQ(find<domain::User>(world.user.uuid), world.user);
}

TEST_F(Records, ThatDoNotExistCannotBeUpdatedOrErased) {
  const samples::World world;
  EXPECT_EQ(update(world.user).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(transaction().erase("user", world.user.uuid).error().code, ErrorCode::kNotFound);
}

TEST_F(Records, OfEveryKindCanBeErasedExceptNumbersOfTheLedger) {
  const samples::World world;
  add_all(world);
  std::vector<std::pair<std::string_view, Uuid>> all;
  world.each([&](const auto& record) {
    all.emplace_back(std::decay_t<decltype(record)>::kKind, record.uuid);
  });
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    const auto erased = transaction().erase(at->first, at->second);
    EXPECT_EQ(erased.has_value(), at->first != "posix_identity") << at->first;
    EXPECT_EQ(count(at->first, app::where::equal("uuid", at->second)),
              at->first == "posix_identity" ? 1 : 0)
        << at->first;
  }
}

TEST_F(Records, OfUnknownKindsAndFieldsAreABug) {
  const samples::World world;
  const app::Row one{std::string("x")};
  const auto uuid = Uuid::random();
  EXPECT_EQ(transaction().insert("nothing", {"name"}, one).error().code, ErrorCode::kInternal);
  EXPECT_EQ(transaction().insert("customer", {"nothing"}, one).error().code, ErrorCode::kInternal);
  EXPECT_EQ(transaction().insert("customer", {"name", "slug"}, one).error().code,
            ErrorCode::kInternal);
  EXPECT_EQ(transaction().update("project", uuid, {"customer_name"}, one).error().code,
            ErrorCode::kInternal);
  EXPECT_EQ(transaction().erase("project_access", uuid).error().code, ErrorCode::kInternal);
  EXPECT_EQ(transaction().erase("sqlite_schema", uuid).error().code, ErrorCode::kInternal);
}

TEST_F(Records, WithBrokenJsonOrWordsAreRefusedByTheSchema) {
  samples::World world;
  world.user.details.text = "{not json";
  EXPECT_EQ(insert(world.user).error().code, ErrorCode::kInternal);
  world.project_account.state = "Pending";
  add(world.customer);
  add(world.project);
  EXPECT_EQ(insert(world.project_account).error().code, ErrorCode::kInternal);
  world.pool.offering_uuid.reset();
  EXPECT_EQ(insert(world.pool).error().code, ErrorCode::kInternal);
  EXPECT_EQ(transaction()
                .update("project", world.project.uuid, {"created"}, {std::string("x")})
                .error()
                .code,
            ErrorCode::kInternal);
}

TEST_F(Records, TakeTextsWithEveryOctetAndGreatLength) {
  samples::World world;
  world.customer.name = std::string("a\0b", 3) + std::string(200'000, 'x');
  add(world.customer);
  EXPECT_EQ(find<domain::Customer>(world.customer.uuid), world.customer);
}

TEST_F(Records, ThatANewDatabaseHasAreTheSystemRolesAndTheCategory) {
  std::vector<std::string> roles;
  const auto system = app::list<domain::Role>(transaction(), app::where::is_true("is_system_role"));
  ASSERT_TRUE(system);
  for (const auto& role : *system) roles.push_back(role.name + " " + role.scope_type);
  std::sort(roles.begin(), roles.end());
  EXPECT_EQ(roles,
            (std::vector<std::string>{
                "CUSTOMER.MANAGER customer", "CUSTOMER.OWNER customer", "CUSTOMER.SUPPORT customer",
                "OFFERING.MANAGER offering", "PROJECT.ADMIN project", "PROJECT.MANAGER project",
                "PROJECT.MEMBER project", "SERVICE_PROVIDER.MANAGER service_provider"}));
  const auto categories = app::list<domain::Category>(transaction(), app::Condition{});
  ASSERT_TRUE(categories);
  ASSERT_EQ(categories->size(), 1U);
  EXPECT_EQ(categories->front().title, "HPC");
  EXPECT_EQ(categories->front().uuid.hex(), "eaa5f5f9e9365709942421581391c42d");
}

}  // namespace
}  // namespace drawbridge::store
