#include "app/numbers.h"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "component/app/house.h"

namespace drawbridge::app {
namespace {

class Numbers_ : public House {
 protected:
  void give_pool(const domain::Offering& offering, std::int64_t min, std::int64_t max) {
    domain::PosixIdPool pool;
    pool.uuid = Uuid::random();
    pool.offering_uuid = offering.uuid;
    pool.min_uid = pool.next_uid = pool.min_gid = pool.next_gid = min;
    pool.max_uid = pool.max_gid = max;
    must([&](Transaction& t) -> Result<bool> {
      DRAWBRIDGE_CHECK(t.insert(pool));
      return true;
    });
  }
};

TEST_F(Numbers_, OfferingsShareOneNamespaceAndHonourTheirOwnStart) {
  const auto low = make_offering("low", "full_name");
  const auto high = make_offering(
      "high", "full_name", R"("initial_uidnumber":100000,"initial_primarygroup_number":200000)");
  const auto jane = make_user("jane", "Jane", "Roe");
  EXPECT_EQ(created(low, jane).uidnumber, 5001);
  const auto account = created(high, jane);
  EXPECT_EQ(account.uidnumber, 100001);
  EXPECT_EQ(account.primarygroup, 200001);
  EXPECT_EQ(created(low, make_user("john", "John", "Roe")).uidnumber, 5002);
}

TEST_F(Numbers_, ANumberThatWasEverIssuedIsPassedOver) {
  const auto offering = make_offering("hpc", "full_name");
  must([&](Transaction& t) -> Result<bool> {
    DRAWBRIDGE_CHECK(claim_number(t, "uid", 5001, {"user", Uuid::random(), offering.uuid}, "x"));
    DRAWBRIDGE_CHECK(claim_number(t, "gid", 5002, {"user", Uuid::random(), offering.uuid}, "x"));
    return true;
  });
  const auto account = created(offering, make_user("jane", "Jane", "Roe"));
  EXPECT_EQ(account.uidnumber, 5002);
  EXPECT_EQ(account.primarygroup, 5001) << "the formula's gid was issued: the first free one";
}

TEST_F(Numbers_, ReservedValuesAreNeverIssued) {
  const auto offering = make_offering(
      "hpc", "full_name", R"("initial_uidnumber":65533,"initial_primarygroup_number":65533)");
  const auto account = created(offering, make_user("jane", "Jane", "Roe"));
  EXPECT_EQ(account.uidnumber, 65536);
  EXPECT_EQ(account.primarygroup, 65536);
}

TEST_F(Numbers_, WithAPoolAPersonHasOneUidWhereverItIsUsedAndItRunsOut) {
  const auto offering = make_offering("hpc", "full_name");
  give_pool(offering, 20000, 20001);
  EXPECT_EQ(created(offering, make_user("a", "A", "A")).uidnumber, 20000);
  EXPECT_EQ(created(offering, make_user("b", "B", "B")).uidnumber, 20001);
  const auto refused = create(offering, make_user("c", "C", "C"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kExhausted);
  EXPECT_EQ(refused.error().message,
            "The POSIX UID pool for offering " + offering.uuid.hex() + " is exhausted.");
}

TEST_F(Numbers_, AnExhaustedPoolDoesNotStopAGrantItsAccountIsListedAsSkipped) {
  const auto offering = make_offering("hpc", "full_name");
  give_pool(offering, 20000, 20000);
  created(offering, make_user("a", "A", "A"));
  const auto jane = make_user("jane", "Jane", "Roe");
  grant(project_, jane);
  const auto resource = run([&](Transaction& t) {
    NewResource wanted;
    wanted.name = "allocation";
    wanted.offering_uuid = offering.uuid;
    wanted.project_uuid = project_.uuid;
    return create_resource(t, rules_, wanted);
  });
  // The project group takes its gid of the same pool and there is none left: said, not hidden.
  ASSERT_FALSE(resource);
  EXPECT_EQ(resource.error().code, ErrorCode::kExhausted);
}

TEST_F(Numbers_, AHolderWhoReturnsToANumberGivenFreeHasItForGood) {
  const auto offering = make_offering("hpc", "full_name");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto remove = [&](const domain::OfferingUser& account) {
    must([&](Transaction& t) -> Result<bool> {
      DRAWBRIDGE_CHECK(delete_offering_user(t, account.uuid));
      return true;
    });
  };
  const auto number_of = [&](std::int64_t value) {
    return **find_where<domain::PosixIdentity>(
        *reader_,
        where::both(where::equal("namespace", std::string("uid")), where::equal("value", value)));
  };
  remove(created(offering, jane));
  must([&](Transaction& t) { return release_number(t, number_of(5001).uuid, "uid", 5001); });
  EXPECT_EQ(created(offering, jane).uidnumber, 5001);
  EXPECT_FALSE(number_of(5001).is_recyclable);
  EXPECT_EQ(created(offering, make_user("john", "John", "Doe")).uidnumber, 5002)
      << "a number in use is nobody else's, whatever was said of it before";
}

TEST_F(Numbers_, ConcurrentAllocationsFromAPoolNeverShareANumber) {
  const auto offering = make_offering("hpc", "full_name");
  constexpr int kThreads = 4, kEach = 15, kLeft = 10;
  give_pool(offering, 20000, 20000 + kThreads * kEach - kLeft - 1);
  std::vector<domain::User> people;
  for (int i = 0; i < kThreads * kEach; ++i) {
    people.push_back(make_user("p" + std::to_string(i), "Person", "Number"));
  }
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int at = 0; at < kThreads; ++at) {
    threads.emplace_back([&, at] {
      for (int i = 0; i < kEach; ++i) {
        const auto made = create(offering, people[static_cast<std::size_t>(at * kEach + i)]);
        if (!made && made.error().code == ErrorCode::kExhausted) ++refused;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto accounts = *list<domain::OfferingUser>(*reader_, where::all());
  std::set<std::int64_t> uids, gids;
  for (const auto& account : accounts) {
    uids.insert(account.uidnumber.value());
    gids.insert(account.primarygroup.value());
  }
  EXPECT_EQ(refused, kLeft);
  EXPECT_EQ(uids.size(), static_cast<std::size_t>(kThreads * kEach - kLeft));
  EXPECT_EQ(gids.size(), uids.size());
  EXPECT_EQ(*uids.begin(), 20000);
  EXPECT_EQ(*uids.rbegin(), 20000 + kThreads * kEach - kLeft - 1);
}

}  // namespace
}  // namespace drawbridge::app
