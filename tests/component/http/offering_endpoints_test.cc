#include <gmock/gmock.h>

#include "component/http/api_fixture.h"

namespace drawbridge::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPath = "/api/marketplace-provider-offerings/";

class OfferingEndpoints : public ApiTest {
 protected:
  OfferingEndpoints() {
    owner_ = add_person("owner");
    grant(owner_, "CUSTOMER.OWNER", "customer", provider_.uuid);
    add_person("bystander");
  }

  domain::User owner_;
};

TEST_F(OfferingEndpoints, MakesAnOfferingThatItsOwnerActivates) {
  const auto made = ask("owner", "POST", kPath, R"({"name":"New HPC","type":"Marketplace.Slurm"})");
  ASSERT_EQ(made.status, 201) << made.text;
  const auto body = made.body();
  EXPECT_EQ(body["state"], "Draft");
  EXPECT_EQ(body["customer_uuid"], provider_.uuid.hex());
  EXPECT_EQ(body["category_title"], "HPC");
  const auto path = kPath + body["uuid"].get<std::string>() + "/";
  const auto active = ask("owner", "POST", path + "activate/");
  EXPECT_EQ(active.status, 200);
  EXPECT_EQ(active.text, R"({"detail":"Offering state updated.","state":"Active"})");
  const auto again = ask("owner", "POST", path + "activate/");
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(again.text, HasSubstr("Active"));
}

TEST_F(OfferingEndpoints, AnswersACreateWithEveryKeyThatOlderClientsNeed) {
  const auto body =
      ask("owner", "POST", kPath, R"({"name":"x","type":"Marketplace.Basic"})").body();
  for (const auto* key : {"category",
                          "category_title",
                          "category_uuid",
                          "citation_count",
                          "created",
                          "customer_name",
                          "customer_uuid",
                          "endpoints",
                          "files",
                          "has_compliance_requirements",
                          "name",
                          "order_count",
                          "organization_groups",
                          "parent_description",
                          "parent_name",
                          "parent_uuid",
                          "partitions",
                          "paused_reason",
                          "plugin_options",
                          "project",
                          "project_name",
                          "project_uuid",
                          "quotas",
                          "roles",
                          "scope",
                          "scope_error_message",
                          "scope_name",
                          "scope_state",
                          "scope_uuid",
                          "screenshots",
                          "software_catalogs",
                          "state",
                          "total_cost",
                          "total_cost_estimated",
                          "total_customers",
                          "type",
                          "url",
                          "uuid"}) {
    EXPECT_TRUE(body.contains(key)) << key;
  }
}

TEST_F(OfferingEndpoints, MakesNoneForWhoOwnsNoProvider) {
  const auto named = R"({"name":"x","type":"t","customer":"http://h/api/customers/)" +
                     provider_.uuid.hex() + R"(/"})";
  EXPECT_EQ(ask("", "POST", kPath, named).status, 401);
  EXPECT_EQ(ask("bystander", "POST", kPath, named).status, 400);
  const auto missing = ask("bystander", "POST", kPath, R"({"name":"x","type":"t"})");
  EXPECT_EQ(missing.text, R"({"customer":["This field is required."]})");
}

TEST_F(OfferingEndpoints, MergesIntegrationOptionsAndNeverShowsTheSharedPassword) {
  const auto offering = add_offering("cluster", kFullNames);
  const auto path = offering_path(offering);
  const auto changed = ask("owner", "POST", path + "update_integration/",
                           R"({"plugin_options":{"homedir_prefix":"/users/"},
                               "secret_options":{"shared_user_password":"s3cret","token":"t"}})");
  EXPECT_EQ(changed.status, 200) << changed.text;
  EXPECT_EQ(changed.text, "");
  const auto body = ask("owner", "GET", path).body();
  EXPECT_EQ(body["plugin_options"]["homedir_prefix"], "/users/");
  EXPECT_EQ(body["plugin_options"]["username_generation_policy"], "full_name");
  EXPECT_EQ(body["secret_options"], (json::Value{{"token", "t"}}));
  EXPECT_THAT(body.dump(), Not(HasSubstr("s3cret")));
  EXPECT_FALSE(ask("bystander", "GET", path).body().contains("secret_options"));
}

TEST_F(OfferingEndpoints, RefusesOptionsThatIdentityCannotWorkWith) {
  const auto path = offering_path(add_offering("cluster", kFullNames), "update_integration");
  const auto answer = post(path, R"({"plugin_options":{"username_generation_policy":"magic"}})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.body().contains("username_generation_policy")) << answer.text;
}

TEST_F(OfferingEndpoints, ShowsForeignersOnlyWhatIsSharedAndActive) {
  const auto active = add_offering("open", kFullNames);
  const auto draft =
      post(kPath, R"({"name":"d","type":"t","customer_uuid":")" + provider_.uuid.hex() + R"("})");
  EXPECT_EQ(ask("bystander", "GET", kPath).header("X-Result-Count"), "1");
  EXPECT_EQ(get(kPath).header("X-Result-Count"), "2");
  const auto hidden = kPath + draft.body()["uuid"].get<std::string>() + "/";
  EXPECT_EQ(ask("bystander", "GET", hidden).status, 404);
  EXPECT_EQ(ask("bystander", "POST", offering_path(active, "activate")).status, 403);
  EXPECT_EQ(ask("bystander", "GET", offering_path(active, "glauth_users_config")).status, 404);
  EXPECT_EQ(ask("bystander", "GET", offering_path(active, "list_users")).status, 403);
}

TEST_F(OfferingEndpoints, HasNoPutOrDelete) {
  const auto path = offering_path(add_offering("cluster", kFullNames));
  for (const auto* method : {"PUT", "PATCH"}) {
    const auto answer = ask("staff", method, path, "{}");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.text,
              R"({"detail":"Method \")" + std::string(method) + R"(\" not allowed."})");
  }
}

class GlauthConfig : public OfferingEndpoints {
 protected:
  GlauthConfig() : offering_(add_offering("cluster", kFullNames)) {}

  void add_account(const domain::User& user) {
    const auto answer = post("/api/marketplace-offering-users/",
                             R"({"offering_uuid":")" + offering_.uuid.hex() + R"(","user_uuid":")" +
                                 user.uuid.hex() + R"("})");
    ASSERT_EQ(answer.status, 201) << answer.text;
  }

  Answer config(std::vector<http::Header> headers = {}) {
    return ask("staff", "GET", offering_path(offering_, "glauth_users_config"), {},
               std::move(headers));
  }

  domain::Offering offering_;
};

TEST_F(GlauthConfig, IsTextWhateverTheClientAccepts) {
  add_account(owner_);
  const auto answer = config({{"Accept", "application/json"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
  EXPECT_THAT(answer.text, HasSubstr("[[users]]"));
  EXPECT_EQ(answer.text.back(), '\n');
}

TEST_F(GlauthConfig, AnswersNotModifiedUntilSomethingChanges) {
  add_account(owner_);
  const auto first = config();
  const auto etag = first.header("ETag");
  EXPECT_THAT(etag, ::testing::StartsWith("\""));
  EXPECT_EQ(config().text, first.text);
  const auto same = config({{"If-None-Match", "\"other\", W/" + etag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.header("ETag"), etag);
  add_account(add_person("jim", "Jim", "Doe"));
  EXPECT_EQ(config({{"If-None-Match", etag}}).status, 200);
}

TEST_F(GlauthConfig, RefusesInPlainTextWhereTheSwitchIsOff) {
  const auto answer = get(offering_path(add_offering("off", "{}"), "glauth_users_config"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
  EXPECT_THAT(answer.text, HasSubstr("doesn't have feature"));
}

TEST_F(GlauthConfig, ListsWhatItLeavesOut) {
  domain::OfferingUser nameless;
  nameless.user_uuid = owner_.uuid;
  nameless.offering_uuid = offering_.uuid;
  nameless = put(nameless);
  const auto skipped = get(offering_path(offering_, "glauth_skipped"));
  EXPECT_EQ(skipped.status, 200);
  ASSERT_EQ(skipped.body().size(), 1U) << skipped.text;
  EXPECT_EQ(skipped.body()[0]["uuid"], nameless.uuid.hex());
  EXPECT_EQ(skipped.body()[0]["reason"], "no_username");
}

TEST_F(GlauthConfig, RefreshesNamesOnlyOnce) {
  add_account(owner_);
  const auto path = offering_path(offering_, "refresh_offering_usernames");
  post(offering_path(offering_, "update_integration"),
       R"({"plugin_options":{"username_generation_policy":"waldur_username"}})");
  EXPECT_THAT(config().text, HasSubstr("jane_roe_00"));
  const auto dry = post(path + "?dry_run=true").body();
  EXPECT_EQ(dry["results"][0]["outcome"], "renamed");
  EXPECT_EQ(dry["results"][0]["new"], "owner");
  EXPECT_THAT(config().text, HasSubstr("jane_roe_00"));
  EXPECT_EQ(post(path).text, R"({"status":"Offering user usernames have been changed."})");
  EXPECT_THAT(config().text, Not(HasSubstr("jane_roe_00")));
  EXPECT_EQ(post(path + "?report=true").body()["results"][0]["outcome"], "unchanged");
}

TEST_F(OfferingEndpoints, GrantsChangesAndTakesRoles) {
  const auto path = offering_path(add_offering("cluster", kFullNames));
  const auto jim = add_person("jim", "Jim", "Doe");
  const auto body = R"({"role":"OFFERING.MANAGER","user":")" + jim.uuid.hex() + R"("})";
  EXPECT_EQ(ask("bystander", "POST", path + "add_user/", body).status, 403);
  EXPECT_EQ(ask("owner", "POST", path + "update_user/", body).status, 404);
  const auto added = ask("owner", "POST", path + "add_user/", body);
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.text, R"({"expiration_time":null})");
  EXPECT_EQ(ask("owner", "POST", path + "add_user/", body).status, 400);
  const auto users = ask("owner", "GET", path + "list_users/").body();
  ASSERT_EQ(users.size(), 1U);
  EXPECT_EQ(users[0]["user_username"], "jim");
  EXPECT_EQ(users[0]["role_name"], "OFFERING.MANAGER");
  EXPECT_EQ(users[0]["created_by_uuid"], owner_.uuid.hex());
  const auto later = R"({"role":"OFFERING.MANAGER","expiration_time":"2099-01-01","user":")" +
                     jim.uuid.hex() + R"("})";
  EXPECT_EQ(ask("owner", "POST", path + "update_user/", later).text,
            R"({"expiration_time":"2099-01-01T00:00:00.000000Z"})");
  EXPECT_EQ(ask("owner", "POST", path + "delete_user/", body).status, 200);
  EXPECT_EQ(ask("owner", "POST", path + "delete_user/", body).status, 200);
  EXPECT_EQ(ask("owner", "GET", path + "list_users/").body().size(), 0U);
}

TEST_F(OfferingEndpoints, KnowsWhoHasAccess) {
  const auto offering = add_offering("cluster", kFullNames);
  const auto project = add_project("alpha", offering);
  const auto jim = add_person("jim", "Jim", "Doe");
  const auto path = offering_path(offering, "user_has_resource_access");
  EXPECT_EQ(get(path).text, R"(["Username is missing in query parameters."])");
  EXPECT_EQ(get(path + "?username=ghost").text,
            R"(["The user with username ghost does not exist!"])");
  EXPECT_EQ(get(path + "?username=jim").text, R"({"has_access":false})");
  grant(jim, "PROJECT.MEMBER", "project", project.uuid);
  EXPECT_EQ(get(path + "?username=jim").text, R"({"has_access":true})");
  const auto users = get(offering_path(offering, "list_customer_users")).body();
  ASSERT_EQ(users.size(), 1U);
  EXPECT_EQ(users[0]["username"], "jim");
}

TEST_F(OfferingEndpoints, KeepsResourcesAndTerminatesThem) {
  const auto offering = add_offering("cluster", kFullNames);
  const auto project = add_project("alpha", offering);
  const auto body = R"({"name":"r","offering_uuid":")" + offering.uuid.hex() +
                    R"(","project_uuid":")" + project.uuid.hex() + R"("})";
  EXPECT_EQ(ask("owner", "POST", "/api/marketplace-resources/", body).status, 403);
  const auto made = post("/api/marketplace-resources/", body);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.body()["state"], "OK");
  EXPECT_EQ(made.body()["provider_uuid"], provider_.uuid.hex());
  const auto one = "/api/marketplace-resources/" + made.body()["uuid"].get<std::string>() + "/";
  EXPECT_EQ(ask("bystander", "GET", one).status, 404);
  const auto gone = ask("owner", "POST", one + "terminate/");
  EXPECT_EQ(gone.status, 200);
  EXPECT_EQ(gone.body()["state"], "Terminated");
  EXPECT_EQ(get("/api/marketplace-resources/?state=Terminated").body().size(), 1U);
}

TEST_F(OfferingEndpoints, KeepsProjectGroups) {
  const auto offering = add_offering("cluster", kFullNames);
  const auto project = add_project("alpha", offering);
  const std::string all = "/api/marketplace-offering-user-groups/";
  const auto body = R"({"offering":"http://h)" + offering_path(offering) +
                    R"(","projects":["http://h/api/projects/)" + project.uuid.hex() + R"(/"]})";
  EXPECT_EQ(ask("bystander", "POST", all, body).status, 403);
  const auto made = ask("owner", "POST", all, body);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.body()["gid"], 6001);
  EXPECT_EQ(made.body()["name"], "alpha");
  EXPECT_EQ(made.body()["projects"][0], "http://host/api/projects/" + project.uuid.hex() + "/");
  EXPECT_EQ(get(all + "?project_uuid=" + project.uuid.hex()).body().size(), 1U);
  const auto one = all + made.body()["uuid"].get<std::string>() + "/";
  EXPECT_EQ(ask("owner", "PATCH", one, R"({"projects":[]})").status, 400);
  EXPECT_EQ(ask("owner", "DELETE", one).status, 204);
  EXPECT_EQ(get(one).status, 404);
}

}  // namespace
}  // namespace drawbridge::test
