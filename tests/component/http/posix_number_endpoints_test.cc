#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "app/records.h"
#include "component/http/api_fixture.h"
#include "http/endpoints/posix_account_endpoints.h"
#include "http/endpoints/posix_id_pool_endpoints.h"
#include "http/endpoints/posix_identity_endpoints.h"

namespace drawbridge::test {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::string kPools = "/api/marketplace-posix-id-pools/";
const std::string kIdentities = "/api/marketplace-posix-identities/";
const std::string kNumbers = "/api/posix-numbers/";
const std::string kAccounts = "/api/marketplace-offering-users/";

class PosixNumbers : public ApiTest {
 protected:
  PosixNumbers() {
    http::add_posix_id_pool_routes(router_);
    http::add_posix_identity_routes(router_);
    http::add_posix_account_routes(router_);
    dispatcher_ = std::make_unique<http::Dispatcher>(router_, services_);
    const auto reader = store_->reader().value();
    service_provider_ = app::find_where<domain::ServiceProvider>(
                            *reader, app::where::equal("customer_uuid", provider_.uuid))
                            .value()
                            ->uuid;
    offering_ = add_offering("cluster", kFullNames);
    jane_ = add_person("jane");
    john_ = add_person("john", "John", "Doe");
    grant(add_person("owner"), "CUSTOMER.OWNER", "customer", provider_.uuid);
    grant(add_person("manager"), "CUSTOMER.MANAGER", "customer", provider_.uuid);
    add_person("bystander");
  }

  std::string provider_pool(const std::string& ranges) const {
    return R"({"service_provider":")" + service_provider_.hex() + R"(",)" + ranges + "}";
  }
  static std::string offering_pool(const domain::Offering& offering, const std::string& ranges) {
    return R"({"offering":")" + offering.uuid.hex() + R"(",)" + ranges + "}";
  }

  json::Value make_pool(const std::string& body) {
    const auto made = post(kPools, body);
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body();
  }

  json::Value make_account(const domain::Offering& offering, const domain::User& user) {
    const auto made = post(kAccounts, R"({"offering_uuid":")" + offering.uuid.hex() +
                                          R"(","user_uuid":")" + user.uuid.hex() + R"("})");
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body();
  }

  static std::string path_of(const json::Value& account) {
    return kAccounts + account["uuid"].get<std::string>() + "/";
  }

  /// The ledger's row of a number.
  json::Value ledger(const std::string& name_space, std::int64_t value) {
    const auto rows =
        get(kNumbers + "?namespace=" + name_space + "&value=" + std::to_string(value)).body();
    return rows.size() == 1 ? rows[0] : json::Value();
  }

  Answer release(const std::string& name_space, std::int64_t value) {
    return post(kNumbers + ledger(name_space, value)["uuid"].get<std::string>() + "/release/",
                R"({"namespace":")" + name_space + R"(","value":)" + std::to_string(value) + "}");
  }

  Uuid service_provider_;
  domain::Offering offering_;
  domain::User jane_, john_;
};

TEST_F(PosixNumbers, APoolStartsAtItsMinimaAndShowsItsUse) {
  const auto pool = make_pool(provider_pool(
      R"("description":"ours","min_uid":20000,"max_uid":20003,"min_gid":30000,"max_gid":30003,)"
      R"("min_group_gid":40000,"max_group_gid":40003)"));
  EXPECT_EQ(pool["next_uid"], 20000);
  EXPECT_EQ(pool["next_gid"], 30000);
  EXPECT_EQ(pool["next_group_gid"], 40000);
  EXPECT_EQ(pool["scope"], "service_provider");
  EXPECT_EQ(pool["customer_uuid"], provider_.uuid.hex());
  EXPECT_EQ(pool["customer_name"], "Provider");
  make_account(offering_, jane_);
  const auto path = kPools + pool["uuid"].get<std::string>() + "/";
  const auto use = get(path + "stats/").body();
  EXPECT_EQ(use["uid"], json::parse(R"({"min":20000,"max":20003,"next":20001,"capacity":4,)"
                                    R"("used":1,"utilization":25.0})")
                            .value());
  EXPECT_EQ(use["group_gid"]["used"], 0);
  EXPECT_TRUE(use.contains("utilization_threshold"));
  EXPECT_EQ(get(path).body()["uid_used"], 1);
  const auto head = ask("staff", "HEAD", kPools + "?customer_uuid=" + provider_.uuid.hex());
  EXPECT_EQ(head.header("X-Result-Count"), "1");
  EXPECT_EQ(get(kPools + "?offering_uuid=" + offering_.uuid.hex()).body().size(), 0U);
}

TEST_F(PosixNumbers, EveryFaultOfAPoolIsRefusedWithItsField) {
  const std::string uid = R"("min_uid":20000,"max_uid":20003)";
  const auto refused = [&](const std::string& body, const std::string& field,
                           const std::string& text) {
    const auto answer = post(kPools, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_THAT(answer.text, HasSubstr("\"" + field + "\":")) << body;
    EXPECT_THAT(answer.text, HasSubstr(text)) << body;
  };
  const std::string one_scope = "Exactly one of service_provider or offering must be set.";
  refused("{" + uid + "}", "non_field_errors", one_scope);
  refused(R"({"offering":")" + offering_.uuid.hex() + R"(","service_provider":")" +
              service_provider_.hex() + R"(",)" + uid + "}",
          "non_field_errors", one_scope);
  refused(provider_pool(R"("min_uid":20000)"), "max_uid",
          "Set both min and max for the UID namespace, or neither.");
  refused(provider_pool(R"("max_gid":20000)"), "min_gid",
          "Set both min and max for the GID namespace, or neither.");
  refused(provider_pool(R"("min_uid":999,"max_uid":20000)"), "min_uid", "1000");
  refused(provider_pool(R"("min_uid":1000,"max_uid":4294967295)"), "max_uid", "4294967294");
  refused(provider_pool(R"("min_uid":20003,"max_uid":20000)"), "min_uid", "greater");
  refused(provider_pool(R"("description":"none")"), "non_field_errors", "at least one");
  refused(offering_pool(offering_, uid + R"(,"min_group_gid":40000,"max_group_gid":40003)"),
          "min_group_gid", "provider");
  refused(provider_pool(R"("min_gid":30000,"max_gid":30003,"min_group_gid":30003,)"
                        R"("max_group_gid":30005)"),
          "min_group_gid", "overlap");
  refused(provider_pool(R"("min_uid":"many","max_uid":20000)"), "min_uid", "integer");
  refused(R"({"service_provider":")" + Uuid::random().hex() + R"(",)" + uid + "}",
          "service_provider", "does not exist");
  EXPECT_EQ(get(kPools).body().size(), 0U);

  make_pool(provider_pool(uid));
  refused(provider_pool(R"("min_uid":50000,"max_uid":50003)"), "service_provider", "unique");
  refused(offering_pool(offering_, R"("min_uid":20003,"max_uid":20009)"), "min_uid", "overlaps");
  make_pool(offering_pool(offering_, R"("min_gid":20000,"max_gid":20003)"));
}

TEST_F(PosixNumbers, ARangeNeverLeavesOutANumberInUseNorTakesInAnothers) {
  const auto pool = make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009)"));
  const auto path = kPools + pool["uuid"].get<std::string>() + "/";
  make_account(offering_, jane_);
  make_account(offering_, john_);
  const auto shrunk = patch(path, R"({"min_uid":20001})");
  EXPECT_EQ(shrunk.status, 400);
  EXPECT_THAT(shrunk.text, HasSubstr("20000"));
  const auto moved = patch(path, R"({"min_uid":19000,"max_uid":20001})");
  EXPECT_EQ(moved.status, 200) << moved.text;
  EXPECT_EQ(moved.body()["next_uid"], 20002);
  EXPECT_EQ(ask("staff", "DELETE", path).status, 409);

  // A number held from the provider's pool does not come into an offering's by moving ranges.
  const auto other = add_offering("other", kFullNames);
  const auto taken = post(kPools, offering_pool(other, R"("min_uid":20000,"max_uid":20001)"));
  EXPECT_EQ(taken.status, 400);
  EXPECT_EQ(patch(path, R"({"min_uid":null,"max_uid":null})").status, 400);
}

TEST_F(PosixNumbers, AnUnusedPoolIsDeleted) {
  const auto pool = make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009)"));
  const auto path = kPools + pool["uuid"].get<std::string>() + "/";
  EXPECT_EQ(ask("staff", "DELETE", path).status, 204);
  EXPECT_EQ(get(path).status, 404);
}

TEST_F(PosixNumbers, PoolsAreForWhoWorksForTheProvider) {
  const std::string body = provider_pool(R"("min_uid":20000,"max_uid":20009)");
  EXPECT_EQ(ask("", "POST", kPools, body).status, 401);
  EXPECT_EQ(ask("manager", "POST", kPools, body).status, 403);
  const auto made = ask("owner", "POST", kPools, body);
  ASSERT_EQ(made.status, 201) << made.text;
  const auto path = kPools + made.body()["uuid"].get<std::string>() + "/";
  EXPECT_EQ(ask("manager", "GET", path).status, 200);
  EXPECT_EQ(ask("manager", "PATCH", path, R"({"description":"x"})").status, 403);
  EXPECT_EQ(ask("manager", "DELETE", path).status, 403);
  EXPECT_EQ(ask("bystander", "GET", path).status, 404);
  EXPECT_EQ(ask("bystander", "DELETE", path).status, 404);
  EXPECT_EQ(ask("bystander", "GET", kPools).body().size(), 0U);
  EXPECT_EQ(ask("owner", "PATCH", path, R"({"description":"x"})").status, 200);
}

TEST_F(PosixNumbers, TheOfferingsOwnPoolGoesBeforeTheProviders) {
  const auto path = offering_path(offering_, "effective_posix_id_pool");
  EXPECT_EQ(get(path).text, "null");
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009)"));
  EXPECT_EQ(get(path).body()["scope"], "service_provider");
  make_pool(offering_pool(offering_, R"("min_uid":21000,"max_uid":21009)"));
  EXPECT_EQ(get(path).body()["scope"], "offering");
  EXPECT_EQ(make_account(offering_, jane_)["uidnumber"], 21000);
  EXPECT_EQ(ask("bystander", "GET", path).status, 404);
}

TEST_F(PosixNumbers, TwoOfferingsOfOneProviderShareAPersonsNumbers) {
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009,"min_gid":30000,"max_gid":30009)"));
  const auto other = add_offering("other", kFullNames);
  const auto first = make_account(offering_, jane_);
  const auto second = make_account(other, jane_);
  EXPECT_EQ(first["uidnumber"], 20000);
  EXPECT_EQ(first["primarygroup"], 30000);
  EXPECT_EQ(second["uidnumber"], 20000);
  EXPECT_EQ(second["primarygroup"], 30000);
  EXPECT_EQ(make_account(other, john_)["uidnumber"], 20001);

  const auto rows = get(kIdentities).body();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["uid"], 20000);
  EXPECT_EQ(rows[0]["gid"], 30000);
  EXPECT_EQ(rows[0]["consumer_type"], "user");
  EXPECT_EQ(rows[0]["consumer_name"], "jane");

  // The numbers live as long as one account has them.
  EXPECT_EQ(ask("staff", "DELETE", path_of(first)).status, 204);
  EXPECT_EQ(ledger("uid", 20000)["released_at"], nullptr);
  EXPECT_EQ(ask("staff", "DELETE", path_of(second)).status, 204);
  EXPECT_NE(ledger("uid", 20000)["released_at"], nullptr);
  EXPECT_EQ(get(kIdentities + "?is_released=true").body().size(), 1U);
}

TEST_F(PosixNumbers, AnExhaustedPoolAnswers409AndNamesTheOffering) {
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20000)"));
  const auto jane = make_account(offering_, jane_);
  const auto pair = R"({"offering_uuid":")" + offering_.uuid.hex() + R"(","user_uuid":")" +
                    john_.uuid.hex() + R"("})";
  const auto refused = post(kAccounts, pair);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.text, HasSubstr("The POSIX UID pool for offering " + offering_.uuid.hex() +
                                      " is exhausted."));
  // That Jane goes frees nothing: her number is retired, not recycled.
  ASSERT_EQ(ask("staff", "DELETE", path_of(jane)).status, 204);
  EXPECT_EQ(post(kAccounts, pair).status, 409);
  ASSERT_EQ(release("uid", 20000).status, 200);
  const auto made = post(kAccounts, pair);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.body()["uidnumber"], 20000);
  EXPECT_EQ(ledger("uid", 20000)["holder_uuid"], john_.uuid.hex());
  EXPECT_EQ(ledger("uid", 20000)["is_recyclable"], false);
}

TEST_F(PosixNumbers, ANumberIsGivenFreeByNameAloneAndOnlyOnceRetired) {
  const auto jane = make_account(offering_, jane_);
  const auto number = jane["uidnumber"].get<std::int64_t>();
  EXPECT_EQ(release("uid", number).status, 400) << "in use";
  ASSERT_EQ(ask("staff", "DELETE", path_of(jane)).status, 204);
  const auto row = kNumbers + ledger("uid", number)["uuid"].get<std::string>() + "/release/";
  EXPECT_THAT(post(row, R"({"namespace":"uid","value":1})").text, HasSubstr("\"value\":"));
  EXPECT_THAT(post(row, R"({"namespace":"gid","value":)" + std::to_string(number) + "}").text,
              HasSubstr("\"namespace\":"));
  EXPECT_THAT(post(row, "{}").text, HasSubstr("\"namespace\":"));
  EXPECT_EQ(ledger("uid", number)["is_recyclable"], false);
  const std::string named = R"({"namespace":"uid","value":)" + std::to_string(number) + "}";
  EXPECT_EQ(ask("owner", "POST", row, named).status, 404);
  EXPECT_EQ(post(row, named).status, 200);
  EXPECT_EQ(ledger("uid", number)["is_recyclable"], true);
  EXPECT_EQ(make_account(offering_, john_)["uidnumber"], number);
}

TEST_F(PosixNumbers, ANumbersRowNeverReleasesTheHoldersOtherNumber) {
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009,"min_gid":20000,"max_gid":20009)"));
  const auto jane = make_account(offering_, jane_);
  ASSERT_EQ(ask("staff", "DELETE", path_of(jane)).status, 204);
  const auto row = kNumbers + ledger("uid", 20000)["uuid"].get<std::string>() + "/release/";
  const auto refused = post(row, R"({"namespace":"gid","value":20000})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.text, HasSubstr("\"namespace\":"));
  EXPECT_EQ(ledger("uid", 20000)["is_recyclable"], false);
  EXPECT_EQ(ledger("gid", 20000)["is_recyclable"], false);
}

TEST_F(PosixNumbers, TheGidOfAnIdentityIsReleasedByItsRowToo) {
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009,"min_gid":30000,"max_gid":30009)"));
  const auto jane = make_account(offering_, jane_);
  ASSERT_EQ(ask("staff", "DELETE", path_of(jane)).status, 204);
  const auto row =
      kIdentities + get(kIdentities).body()[0]["uuid"].get<std::string>() + "/release/";
  EXPECT_EQ(ask("owner", "POST", row, R"({"namespace":"gid","value":30000})").status, 403);
  EXPECT_EQ(post(row, R"({"namespace":"gid","value":30001})").status, 400);
  const auto released = post(row, R"({"namespace":"gid","value":30000})");
  EXPECT_EQ(released.status, 200) << released.text;
  const auto john = make_account(offering_, john_);
  EXPECT_EQ(john["primarygroup"], 30000);
  EXPECT_EQ(john["uidnumber"], 20001) << "the uid was not named";
}

TEST_F(PosixNumbers, APinIsThePersonsOnEveryOfferingOfThePool) {
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009)"));
  const auto other = add_offering("other", kFullNames);
  const auto first = make_account(offering_, jane_);
  const auto second = make_account(other, jane_);
  const auto pinned = ask("owner", "POST", path_of(first) + "set_posix_attributes/",
                          R"({"uidnumber":20007,"login_shell":"/bin/zsh"})");
  ASSERT_EQ(pinned.status, 200) << pinned.text;
  EXPECT_EQ(pinned.body()["uidnumber"], 20007);
  EXPECT_EQ(pinned.body()["warnings"].size(), 0U);
  EXPECT_EQ(get(path_of(second)).body()["uidnumber"], 20007);
  EXPECT_EQ(get(path_of(second)).body()["login_shell"], second["login_shell"]);
  EXPECT_NE(ledger("uid", 20000)["released_at"], nullptr) << "the former number is retired";
  // Who leaves and returns has the pinned number again.
  ASSERT_EQ(ask("staff", "DELETE", path_of(first)).status, 204);
  ASSERT_EQ(ask("staff", "DELETE", path_of(second)).status, 204);
  EXPECT_EQ(make_account(other, jane_)["uidnumber"], 20007);
}

TEST_F(PosixNumbers, FaultsOfAPinAreNamedAndChangeNothing) {
  make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009)"));
  const auto jane = make_account(offering_, jane_);
  const auto john = make_account(offering_, john_);
  const auto action = path_of(jane) + "set_posix_attributes/";
  EXPECT_EQ(post(action, R"({"uidnumber":20010})").text,
            R"({"uidnumber":["20010 is outside the pool's UID range [20000-20009]."]})");
  EXPECT_EQ(post(action, R"({"primarygroup":20001})").text,
            R"({"primarygroup":["The offering's POSIX ID pool does not manage GID values."]})");
  EXPECT_EQ(post(action, R"({"uidnumber":20001})").text,
            R"({"uidnumber":["20001 is already allocated to another account."]})");
  EXPECT_EQ(post(action, "{}").status, 400);
  EXPECT_EQ(post(action, R"({"uidnumber":20005,"login_shell":"bash"})").status, 400);
  EXPECT_EQ(get(path_of(jane)).body()["uidnumber"], 20000) << "all or nothing";
  EXPECT_EQ(ask("jane", "POST", action, R"({"uidnumber":20005})").status, 403);
  EXPECT_EQ(ask("bystander", "POST", action, R"({"uidnumber":20005})").status, 404);
  EXPECT_EQ(get(path_of(john)).body()["uidnumber"], 20001);
}

TEST_F(PosixNumbers, WithoutAPoolNothingIsPinned) {
  const auto action = path_of(make_account(offering_, jane_)) + "set_posix_attributes/";
  const auto refused = post(action, R"({"uidnumber":77777})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.text, R"({"uidnumber":["No POSIX ID pool is configured for this offering."]})");
}

TEST_F(PosixNumbers, APinAbove31BitsIsWarnedOf) {
  make_pool(provider_pool(R"("min_uid":2147483000,"max_uid":2147484000)"));
  const auto action = path_of(make_account(offering_, jane_)) + "set_posix_attributes/";
  EXPECT_EQ(post(action, R"({"uidnumber":2147483647})").body()["warnings"].size(), 0U);
  EXPECT_EQ(post(action, R"({"uidnumber":2147483648})").body()["warnings"].size(), 1U);
}

TEST_F(PosixNumbers, AllocationsSayWhereTheNumbersComeFrom) {
  const auto pool = make_pool(provider_pool(R"("min_uid":20000,"max_uid":20009)"));
  const auto jane = make_account(offering_, jane_);
  const auto rows = get(path_of(jane) + "posix_allocations/").body();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["namespace"], "uid");
  EXPECT_EQ(rows[0]["value"], 20000);
  EXPECT_EQ(rows[0]["pool_uuid"], pool["uuid"]);
  EXPECT_EQ(rows[0]["scope"], "service_provider");
  EXPECT_EQ(rows[0]["scope_name"], "Provider");
  EXPECT_EQ(ask("bystander", "GET", path_of(jane) + "posix_allocations/").status, 404);
}

TEST_F(PosixNumbers, GroupsOfAnAccountAndOfAProjectAreListed) {
  const auto project = add_project("astro", offering_);
  domain::OfferingUserGroup group;
  group.offering_uuid = offering_.uuid;
  group.project_uuids = {project.uuid};
  group.name = "astro";
  group.gid = 6001;
  put(group);
  const auto jane = make_account(offering_, jane_);
  EXPECT_EQ(get(path_of(jane) + "posix_groups/").body().size(), 0U);
  grant(jane_, "PROJECT.MEMBER", "project", project.uuid);
  const auto rows = get(path_of(jane) + "posix_groups/").body();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["gid"], 6001);
  EXPECT_EQ(rows[0]["project_uuid"], project.uuid.hex());
  EXPECT_EQ(rows[0]["project_accessible"], true);
  EXPECT_EQ(rows[0]["kind"], "project_group");

  const std::string path = "/api/marketplace-project-posix-groups/";
  EXPECT_EQ(get(path).text, R"({"project_uuid":"This query parameter is required."})");
  const auto groups = get(path + "?project_uuid=" + project.uuid.hex()).body();
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0]["kind"], "project_group");
  EXPECT_EQ(groups[0]["provider_name"], "Provider");

  // A role on the resource that has a group of its own.
  const auto reader = store_->reader().value();
  const auto resource =
      app::find_where<domain::Resource>(*reader, app::where::equal("project_uuid", project.uuid))
          .value();
  domain::Role admin;
  admin.name = "RESOURCE.ADMIN";
  admin.scope_type = "resource";
  admin = put(admin);
  domain::OfferingRoleGroup role_group;
  role_group.offering_uuid = offering_.uuid;
  role_group.resource_uuid = resource->uuid;
  role_group.role_name = admin.name;
  role_group.name = "astro_admin";
  role_group.gid = 60000;
  put(role_group);
  grant(jane_, admin.name, "resource", resource->uuid);
  const auto with_role = get(path_of(jane) + "posix_groups/").body();
  ASSERT_EQ(with_role.size(), 2U);
  EXPECT_EQ(with_role[1]["kind"], "role_group");
  EXPECT_EQ(with_role[1]["gid"], 60000);
  EXPECT_EQ(with_role[1]["project_uuid"], project.uuid.hex());
  const auto both = get(path + "?project_uuid=" + project.uuid.hex()).body();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1]["kind"], "role_group");
  EXPECT_EQ(both[1]["role"], "RESOURCE.ADMIN");
  EXPECT_EQ(both[1]["scope_uuid"], resource->uuid.hex());
  EXPECT_EQ(ask("bystander", "GET", path + "?project_uuid=" + project.uuid.hex()).body().size(),
            0U);
}

TEST_F(PosixNumbers, APersonsNumbersAreListedAcrossOfferings) {
  const std::string path = kAccounts + "posix_identities/";
  const auto missing = get(path);
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(missing.text, R"({"user_uuid":"This query parameter is required."})");
  make_account(offering_, jane_);
  const auto asked = path + "?user_uuid=" + jane_.uuid.hex();
  EXPECT_EQ(get(asked).body().size(), 2U);
  EXPECT_EQ(ask("staff", "HEAD", asked).header("X-Result-Count"), "2");
  EXPECT_EQ(ask("bystander", "GET", asked).body().size(), 0U);
}

TEST_F(PosixNumbers, TheLedgerIsForStaffAndSupport) {
  make_account(offering_, jane_);
  EXPECT_EQ(get(kNumbers + "?holder_uuid=" + jane_.uuid.hex()).body().size(), 2U);
  EXPECT_EQ(ask("owner", "GET", kNumbers).body().size(), 0U);
  EXPECT_EQ(ask("", "GET", kNumbers).status, 401);
  EXPECT_EQ(get(kIdentities).body().size(), 0U) << "numbers without a pool are not identities";
}

}  // namespace
}  // namespace drawbridge::test
