#include "component/store/fixture.h"

namespace drawbridge::store {
namespace {

using Transactions = StoreTest;

TEST_F(Transactions, AreSeenByReadersFromTheCommitOnAndSurviveReopening) {
  const samples::World world;
  add(world.customer);
  const auto reader = store_->reader();
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(*app::find<domain::Customer>(**reader, world.customer.uuid), std::nullopt);
  EXPECT_EQ(find<domain::Customer>(world.customer.uuid), world.customer);
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(*app::find<domain::Customer>(**reader, world.customer.uuid), world.customer);
  store_.reset();
  open();
  EXPECT_EQ(find<domain::Customer>(world.customer.uuid), world.customer);
}

TEST_F(Transactions, AreNotSeenByReadsMadeAtOnceThatBeganBefore) {
  const samples::World world;
  const auto reader = store_->reader();
  ASSERT_TRUE(reader) << reader.error().message;
  const auto is_seen = [&] {
    return app::find<domain::Customer>(**reader, world.customer.uuid)->has_value();
  };
  const auto read = (*reader)->read_at_once([&]() -> Status {
    EXPECT_FALSE(is_seen());
    add(world.customer);
    EXPECT_TRUE(store_->commit());
    EXPECT_FALSE(is_seen());
    EXPECT_FALSE((*reader)->read_at_once([]() -> Status { return {}; }));
    return fail(ErrorCode::kNotFound, "Given on.");
  });
  EXPECT_EQ(read.error().message, "Given on.");
  EXPECT_TRUE(is_seen());
}

TEST_F(Transactions, ThatAreRolledBackLeaveNothing) {
  const samples::World world;
  add(world.customer);
  ASSERT_TRUE(transaction().set_counter("revision", 5));
  store_->rollback();
  EXPECT_EQ(find<domain::Customer>(world.customer.uuid), std::nullopt);
  EXPECT_EQ(*transaction().counter("revision"), 0);
}

TEST_F(Transactions, ThatAreNotCommittedAreGoneWithTheStore) {
  const samples::World world;
  add(world.customer);
  store_.reset();
  open();
  EXPECT_EQ(find<domain::Customer>(world.customer.uuid), std::nullopt);
}

TEST_F(Transactions, UndoOneCommandAndKeepTheOthers) {
  const samples::World kept, undone, last;
  ASSERT_TRUE(store_->begin_savepoint());
  add(kept.customer);
  ASSERT_TRUE(transaction().set_counter("revision", 1));
  ASSERT_TRUE(store_->release_savepoint());
  ASSERT_TRUE(store_->begin_savepoint());
  add(undone.customer);
  ASSERT_TRUE(transaction().set_counter("revision", 2));
  EXPECT_EQ(*transaction().counter("revision"), 2);
  store_->rollback_savepoint();
  EXPECT_EQ(*transaction().counter("revision"), 1);
  ASSERT_TRUE(store_->begin_savepoint());
  add(last.customer);
  ASSERT_TRUE(store_->release_savepoint());
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(find<domain::Customer>(kept.customer.uuid), kept.customer);
  EXPECT_EQ(find<domain::Customer>(undone.customer.uuid), std::nullopt);
  EXPECT_EQ(find<domain::Customer>(last.customer.uuid), last.customer);
}

TEST_F(Transactions, UndoTheProjectsOfAGroupWithTheGroup) {
  const samples::World world;
  add_all(world);
  auto group = world.group;
  group.project_uuids.clear();
  const auto holding = app::where::holds("project_uuids", world.project.uuid);
  ASSERT_TRUE(store_->begin_savepoint());
  ASSERT_TRUE(update(group));
  EXPECT_EQ(count("offering_user_group", holding), 0);
  store_->rollback_savepoint();
  EXPECT_EQ(count("offering_user_group", holding), 1);
  group.project_uuids = {Uuid::random()};
  ASSERT_TRUE(store_->begin_savepoint());
  EXPECT_EQ(update(group).error().field, "project_uuids");
  store_->rollback_savepoint();
  EXPECT_EQ(find<domain::OfferingUserGroup>(group.uuid), world.group);
}

TEST_F(Transactions, AreNeededToWrite) {
  const samples::World world;
  ASSERT_TRUE(store_->commit());
  EXPECT_FALSE(insert(world.customer));
  EXPECT_FALSE(transaction().set_counter("revision", 1));
  EXPECT_FALSE(store_->begin_savepoint());
  EXPECT_FALSE(store_->commit());
  ASSERT_TRUE(store_->begin());
  EXPECT_FALSE(store_->begin());
  EXPECT_TRUE(insert(world.customer));
  EXPECT_TRUE(store_->commit());
}

TEST_F(Transactions, GoOnAfterACommandThatBrokeARule) {
  const samples::World world, other;
  add(world.customer);
  ASSERT_TRUE(store_->begin_savepoint());
  EXPECT_FALSE(insert(world.customer));
  store_->rollback_savepoint();
  ASSERT_TRUE(store_->begin_savepoint());
  add(other.customer);
  ASSERT_TRUE(store_->release_savepoint());
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(count("customer"), 2);
}

TEST_F(Transactions, MayReadInsideARead) {
  const samples::World world, other;
  add(world.customer);
  add(other.customer);
  const auto select = app::select_records<domain::Customer>();
  int pairs = 0;
  ASSERT_TRUE(transaction().for_each(select, [&](app::Row&) {
    return transaction().for_each(select, [&](app::Row&) { return ++pairs > 0; }).has_value();
  }));
  EXPECT_EQ(pairs, 4);
}

TEST_F(Transactions, CountersAreKeptBesideTheRecords) {
  EXPECT_EQ(*transaction().counter("revision"), 0);
  ASSERT_TRUE(transaction().set_counter("revision", 1));
  ASSERT_TRUE(transaction().set_counter("revision", INT64_MAX));
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(*transaction().counter("revision"), INT64_MAX);
  EXPECT_EQ(*transaction().counter("other"), 0);
}

class Ledger : public StoreTest {
 protected:
  void issue(std::int64_t value, const std::string& name_space = "uid") {
    auto number = samples::filled<domain::PosixIdentity>();
    number.name_space = name_space;
    number.value = value;
    add(number);
  }
  std::int64_t next(std::int64_t start, const char* name_space = "uid") {
    return transaction().first_never_issued(name_space, start).value_or(-1);
  }
};

TEST_F(Ledger, GivesTheLeastNumberNeverIssued) {
  EXPECT_EQ(next(5001), 5001);
  for (const auto value : {5001, 5002, 5003, 5005, 5006}) issue(value);
  issue(5004, "gid");
  EXPECT_EQ(next(5000), 5000);
  EXPECT_EQ(next(5001), 5004);
  EXPECT_EQ(next(5003), 5004);
  EXPECT_EQ(next(5005), 5007);
  EXPECT_EQ(next(5008), 5008);
  EXPECT_EQ(next(5001, "gid"), 5001);
  EXPECT_EQ(next(5004, "gid"), 5005);
  issue(5004);
  EXPECT_EQ(next(5001), 5007);
}

TEST_F(Ledger, AgreesWithASetWhateverTheOrderOfIssue) {
  std::vector<bool> issued(200, false);
  std::uint32_t random = 12345;
  for (int round = 0; round < 120; ++round) {
    random = random * 1664525U + 1013904223U;
    const auto value = (random >> 8U) % 150U;
    if (issued[value]) continue;
    issued[value] = true;
    issue(value);
    for (std::size_t start = 0; start < 160; start += 7) {
      std::size_t expected = start;
      while (issued[expected]) ++expected;
      ASSERT_EQ(next(static_cast<std::int64_t>(start)), static_cast<std::int64_t>(expected));
    }
  }
}

TEST_F(Ledger, ForgetsNumbersOfACommandThatIsUndone) {
  issue(10);
  ASSERT_TRUE(store_->begin_savepoint());
  issue(11);
  EXPECT_EQ(next(10), 12);
  store_->rollback_savepoint();
  EXPECT_EQ(next(10), 11);
}

}  // namespace
}  // namespace drawbridge::store
