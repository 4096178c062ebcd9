#include "app/records.h"
#include "component/http/api_fixture.h"
#include "domain/event_records.h"

namespace drawbridge::test {
namespace {

constexpr auto kSwitchOn =
    R"({"service_provider_can_create_offering_user":true,"username_generation_policy":"service_provider"})";

class EventApi : public ApiTest {
 protected:
  void SetUp() override {
    offering_ = add_offering("hpc", kSwitchOn);
    jane_ = add_person("jane");
    owner_ = add_person("owner");
    stranger_ = add_person("stranger");
    grant(owner_, "CUSTOMER.OWNER", "customer", provider_.uuid);
  }

  std::string make_account(const domain::User& user, const std::string& username) {
    const auto made = post("/api/marketplace-offering-users/",
                           R"({"user_uuid":")" + user.uuid.hex() + R"(","offering_uuid":")" +
                               offering_.uuid.hex() + R"(","username":")" + username + "\"}");
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body()["uuid"];
  }

  json::Value events(std::string_view user, const std::string& query) {
    const auto answer = ask(user, "GET", "/api/events/?" + query);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body();
  }

  domain::Offering offering_;
  domain::User jane_, owner_, stranger_;
};

TEST_F(EventApi, TellsOfAccountsInTheWordsOfWaldur) {
  const auto account = make_account(jane_, "jane.hpc");
  const auto made = events("staff", "event_type=marketplace_offering_user_created");
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0]["message"], "Account for user jane in offering hpc has been created.");
  EXPECT_EQ(made[0]["object_uuid"], account);
  EXPECT_EQ(made[0]["actor"], "staff");
  EXPECT_EQ(made[0]["user_uuid"], jane_.uuid.hex());
  EXPECT_EQ(made[0]["offering_uuid"], offering_.uuid.hex());
  EXPECT_EQ(made[0]["customer_uuid"], provider_.uuid.hex());

  const auto path = "/api/marketplace-offering-users/" + account + "/";
  ASSERT_EQ(patch(path, R"({"username":"jane2"})").status, 200);
  const auto renamed = events("staff", "event_type=marketplace_offering_user_updated");
  ASSERT_GE(renamed.size(), 1U);
  EXPECT_EQ(renamed[0]["message"], "Offering user fields changed for " + account + ".");
  EXPECT_EQ(renamed[0]["context"]["old_username"], "jane.hpc");
  EXPECT_EQ(renamed[0]["context"]["new_username"], "jane2");

  ASSERT_EQ(post(path + "update_restricted/", R"({"is_restricted":true})").status, 200);
  const auto restricted =
      events("staff", "event_type=marketplace_offering_user_restriction_updated");
  ASSERT_EQ(restricted.size(), 1U);
  EXPECT_EQ(restricted[0]["message"],
            "Restriction status for user jane in offering hpc has been set to True.");
}

TEST_F(EventApi, TellsOfRolesWithTheirScope) {
  const auto project = add_project("astro", offering_);
  grant(jane_, "PROJECT.MEMBER", "project", project.uuid);
  const auto granted = events("staff", "event_type=role_granted&user_uuid=" + jane_.uuid.hex());
  ASSERT_EQ(granted.size(), 1U);
  const auto& context = granted[0]["context"];
  EXPECT_EQ(context["scope_type"], "project");
  EXPECT_EQ(context["scope_uuid"], project.uuid.hex());
  EXPECT_EQ(context["scope_name"], "astro");
  EXPECT_EQ(context["role_name"], "PROJECT.MEMBER");
  EXPECT_EQ(context["affected_user_username"], "jane");
  EXPECT_EQ(context["customer_name"], "Consumer");
  EXPECT_EQ(granted[0]["project_uuid"], project.uuid.hex());
}

TEST_F(EventApi, AreNewestFirstAndFiltered) {
  const auto account = make_account(jane_, "jane.hpc");
  const auto all = events("staff", "page_size=300");
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_GE(all[i - 1]["created"].get<std::string>(), all[i]["created"].get<std::string>());
  }
  EXPECT_EQ(all[0]["object_uuid"], account);
  EXPECT_EQ(
      events("staff", "scope=http://host/api/marketplace-offering-users/" + account + "/").size(),
      1U);
  EXPECT_EQ(events("staff", "event_type=role_granted&event_type=marketplace_offering_user_created")
                .size(),
            2U);
  EXPECT_EQ(events("staff", "created_from=2999-01-01").size(), 0U);
  EXPECT_EQ(events("staff", "created_to=2000-01-01").size(), 0U);
  EXPECT_EQ(events("staff", "field=event_type&page_size=1")[0].size(), 1U);
  EXPECT_EQ(ask("staff", "GET", "/api/events/?scope=nonsense").status, 400);
  EXPECT_EQ(ask("staff", "HEAD", "/api/events/").header("X-Result-Count"),
            std::to_string(all.size()));
  EXPECT_EQ(ask("", "GET", "/api/events/").status, 401);
}

TEST_F(EventApi, AreReadOnlyByThoseWhomTheyConcern) {
  const auto account = make_account(jane_, "jane.hpc");
  const auto of_account = "object_uuid=" + account;
  for (const auto* user : {"staff", "jane", "owner"}) {
    EXPECT_EQ(events(user, of_account).size(), 1U) << user;
  }
  EXPECT_EQ(events("stranger", of_account).size(), 0U);
  const std::string uuid = events("staff", of_account)[0]["uuid"];
  EXPECT_EQ(ask("jane", "GET", "/api/events/" + uuid + "/").status, 200);
  EXPECT_EQ(ask("stranger", "GET", "/api/events/" + uuid + "/").status, 404);
}

TEST_F(EventApi, HoldNoSecrets) {
  domain::WebHook hook;
  hook.user_uuid = jane_.uuid;
  hook.destination_url = "https://receiver.example.org/";
  hook.secret = "do-not-tell-anybody";
  put(hook);
  EXPECT_EQ(get("/api/events/?page_size=300").text.find("do-not-tell"), std::string::npos);
}

class ChangeFeed : public EventApi {
 protected:
  json::Value changes(std::string_view user, const std::string& query) {
    const auto answer = ask(user, "GET", "/api/offering-users-changes/?timeout=0&" + query);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body();
  }
  std::int64_t end() { return changes("staff", "")["revision"]; }
  std::string since(std::int64_t revision) { return "since=" + std::to_string(revision); }
};

TEST_F(ChangeFeed, TellsEachChangeOnceInItsOrder) {
  const auto start = end();
  const auto account = make_account(jane_, "jane.hpc");
  const auto path = "/api/marketplace-offering-users/" + account + "/";
  ASSERT_EQ(patch(path, R"({"username":"jane2"})").status, 200);
  const auto found = changes("staff", since(start));
  ASSERT_GE(found["changes"].size(), 2U);
  const auto& first = found["changes"].front();
  EXPECT_EQ(first["action"], "create");
  EXPECT_EQ(first["offering_user_uuid"], account);
  EXPECT_EQ(first["user_uuid"], jane_.uuid.hex());
  EXPECT_EQ(first["offering_uuid"], offering_.uuid.hex());
  EXPECT_EQ(first["username"], "jane.hpc");
  const auto& last = found["changes"].back();
  EXPECT_EQ(last["action"], "update");
  EXPECT_EQ(last["username"], "jane2");
  EXPECT_EQ(changes("staff", since(found["revision"]))["changes"].size(), 0U);
  EXPECT_EQ(changes("staff", since(first["revision"]))["changes"].size(),
            found["changes"].size() - 1);
}

TEST_F(ChangeFeed, OfAPageGoesOnWhereItEnded) {
  const auto start = end();
  for (int i = 0; i < 7; ++i)
    make_account(add_person("p" + std::to_string(i)), "a" + std::to_string(i));
  std::vector<std::string> names;
  auto position = start;
  while (true) {
    const auto page = changes("staff", "limit=2&" + since(position));
    if (page["changes"].empty()) break;
    EXPECT_LE(page["changes"].size(), 2U);
    for (const auto& change : page["changes"]) {
      if (change["action"] == "create") names.push_back(change["username"]);
    }
    position = page["revision"];
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a0", "a1", "a2", "a3", "a4", "a5", "a6"}));
}

TEST_F(ChangeFeed, TellsOfProfilesKeysAndAccess) {
  make_account(jane_, "jane.hpc");
  const auto project = add_project("astro", offering_);
  const auto start = end();
  ASSERT_EQ(
      patch("/api/users/" + jane_.uuid.hex() + "/", R"({"first_name":"Janet","job_title":"Boss"})")
          .status,
      200);
  domain::SshPublicKey key;
  key.user_uuid = jane_.uuid;
  key.name = "laptop";
  key.public_key = "ssh-ed25519 AAAA";
  key.fingerprint_sha256 = "x";
  put(key);
  grant(jane_, "PROJECT.MEMBER", "project", project.uuid);
  const auto found = changes("staff", since(start))["changes"];
  ASSERT_EQ(found.size(), 3U) << found;
  EXPECT_EQ(found[0]["action"], "attribute_update");
  EXPECT_EQ(found[0]["changed_fields"], json::Value({"full_name"})) << "job_title is not shown";
  EXPECT_EQ(found[1]["action"], "keys_update");
  EXPECT_EQ(found[2]["action"], "access_update");
  EXPECT_EQ(found[2]["username"], "jane.hpc");
}

TEST_F(ChangeFeed, TellsOfRolesOnlyWhereTheyReachAnAccount) {
  make_account(jane_, "jane.hpc");
  const auto used = add_project("astro", offering_);
  const auto elsewhere = add_project("bio", add_offering("other", kSwitchOn));
  const auto resource = app::find_where<domain::Resource>(
      *store_->reader().value(), app::where::equal("project_uuid", used.uuid));
  const auto start = end();
  grant(jane_, "PROJECT.MEMBER", "project", elsewhere.uuid);
  grant(jane_, "OFFERING.MANAGER", "offering", offering_.uuid);
  EXPECT_EQ(changes("staff", since(start))["changes"].size(), 0U);
  domain::Role role;
  role.name = "RESOURCE.USER";
  role.scope_type = "resource";
  put(role);
  grant(jane_, "RESOURCE.USER", "resource", (*resource)->uuid);
  const auto found = changes("staff", since(start))["changes"];
  ASSERT_EQ(found.size(), 1U) << found;
  EXPECT_EQ(found[0]["action"], "access_update");
}

TEST_F(ChangeFeed, ShowsOnlyAccountsThatTheCallerMaySee) {
  const auto other = add_offering("other", kSwitchOn);
  const auto start = end();
  const auto account = make_account(jane_, "jane.hpc");
  for (const auto* user : {"staff", "owner", "jane"}) {
    EXPECT_GE(changes(user, since(start))["changes"].size(), 1U) << user;
  }
  EXPECT_EQ(changes("stranger", since(start))["changes"].size(), 0U);
  EXPECT_EQ(changes("staff", since(start) + "&offering_uuid=" + other.uuid.hex())["changes"].size(),
            0U);
  EXPECT_GE(
      changes("staff", since(start) + "&offering_uuid=" + offering_.uuid.hex())["changes"].size(),
      1U);
}

TEST_F(ChangeFeed, TellsOfAccountsThatAreGone) {
  const auto account = make_account(jane_, "jane.hpc");
  const auto start = end();
  ASSERT_TRUE(writer_->run({}, [&](app::Transaction& transaction) -> Status {
    const auto found =
        app::find<domain::OfferingUser>(transaction.store(), Uuid::parse(account).value());
    return transaction.erase(**found);
  }));
  const auto found = changes("owner", since(start))["changes"];
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["action"], "delete");
  EXPECT_EQ(found[0]["username"], "jane.hpc");
  EXPECT_EQ(changes("stranger", since(start))["changes"].size(), 0U);
}

TEST_F(ChangeFeed, RefusesWhatItCannotAnswer) {
  const std::string path = "/api/offering-users-changes/?";
  EXPECT_EQ(get(path + since(end() + 1)).status, 400);
  EXPECT_TRUE(get(path + since(end() + 1)).body().contains("since"));
  for (const auto* query : {"since=x", "since=-1", "since=0&timeout=61", "since=0&timeout=x",
                            "since=0&limit=0", "since=0&limit=1001", "since=0&offering_uuid=x"}) {
    EXPECT_EQ(get(path + query).status, 400) << query;
  }
  EXPECT_EQ(ask("", "GET", path).status, 401);
}

class WebHookApi : public EventApi {
 protected:
  Answer make(std::string_view user, const std::string& body) {
    return ask(user, "POST", "/api/hooks-web/", body);
  }
  static constexpr auto kBody =
      R"({"destination_url":"https://receiver.example.org/in","event_groups":["users"]})";
};

TEST_F(WebHookApi, ShowsTheSecretOnceOnly) {
  const auto made = make("jane", kBody);
  ASSERT_EQ(made.status, 201) << made.text;
  const auto body = made.body();
  EXPECT_GE(body["secret"].get<std::string>().size(), 40U);
  EXPECT_EQ(body["content_type"], "json");
  EXPECT_EQ(body["is_active"], true);
  EXPECT_EQ(body["event_groups"], json::Value({"users"}));
  const std::string one = "/api/hooks-web/" + body["uuid"].get<std::string>() + "/";
  EXPECT_FALSE(ask("jane", "GET", one).body().contains("secret"));
  EXPECT_FALSE(ask("jane", "PATCH", one, R"({"is_active":false})").body().contains("secret"));
  EXPECT_EQ(ask("jane", "GET", one).body()["is_active"], false);
  EXPECT_EQ(
      make("jane", R"({"destination_url":"https://r.example.org/","secret":"0123456789abcdef"})")
          .body()["secret"],
      "0123456789abcdef");
}

TEST_F(WebHookApi, BelongsToItsMaker) {
  const auto made = make("jane", kBody);
  const std::string one = "/api/hooks-web/" + made.body()["uuid"].get<std::string>() + "/";
  EXPECT_EQ(ask("owner", "GET", one).status, 404);
  EXPECT_EQ(ask("owner", "PATCH", one, R"({"is_active":false})").status, 404);
  EXPECT_EQ(ask("owner", "DELETE", one).status, 404);
  EXPECT_EQ(ask("owner", "GET", "/api/hooks-web/").body().size(), 0U);
  EXPECT_EQ(get("/api/hooks-web/").body().size(), 1U);
  EXPECT_EQ(ask("jane", "DELETE", one).status, 204);
  EXPECT_EQ(ask("jane", "GET", one).status, 404);
}

TEST_F(WebHookApi, RefusesDestinationsThatCannotBe) {
  for (const auto* url : {"ftp://receiver.example.org/", "http://127.0.0.1/", "http://[::1]:80/",
                          "nonsense", "http://169.254.169.254/latest/", "http://192.168.0.1:8080/",
                          "http://me:pw@example.org/"}) {
    const auto answer = make("jane", std::string(R"({"destination_url":")") + url + "\"}");
    EXPECT_EQ(answer.status, 400) << url;
    EXPECT_TRUE(answer.body().contains("destination_url")) << answer.text;
  }
  for (const auto* rest : {R"("event_groups":["nonsense"])", R"("event_types":["No Type"])",
                           R"("content_type":"xml")", R"("secret":"short")"}) {
    EXPECT_EQ(
        make("jane", std::string(R"({"destination_url":"https://r.example.org/",)") + rest + "}")
            .status,
        400)
        << rest;
  }
  EXPECT_EQ(make("jane", "{}").status, 400);
  EXPECT_EQ(make("", kBody).status, 401);
}

}  // namespace
}  // namespace drawbridge::test
