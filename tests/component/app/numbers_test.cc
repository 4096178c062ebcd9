#include "app/numbers.h"

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

}  // namespace
}  // namespace drawbridge::app
