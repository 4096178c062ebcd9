#include <gmock/gmock.h>

#include "component/http/api_fixture.h"
#include "domain/offering_user_state.h"
#include "domain/user_attributes.h"

namespace drawbridge::test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kByProvider = R"({"service_provider_can_create_offering_user":true})";
const std::string kPath = "/api/marketplace-offering-users/";

class OfferingUserEndpoints : public ApiTest {
 protected:
  OfferingUserEndpoints() {
    offering_ = add_offering("cluster", kFullNames);
    jane_ = add_person("jane");
    owner_ = add_person("owner");
    grant(owner_, "CUSTOMER.OWNER", "customer", provider_.uuid);
    add_person("bystander");
  }

  std::string pair(const domain::Offering& offering, const domain::User& user) const {
    return R"({"offering_uuid":")" + offering.uuid.hex() + R"(","user_uuid":")" + user.uuid.hex() +
           R"("})";
  }

  std::string create(const domain::Offering& offering, const domain::User& user) {
    const auto answer = post(kPath, pair(offering, user));
    EXPECT_EQ(answer.status, 201) << answer.text;
    return kPath + answer.body().value("uuid", std::string()) + "/";
  }

  domain::Offering offering_;
  domain::User jane_, owner_;
};

TEST_F(OfferingUserEndpoints, CreatesAnAccountUnderThePolicyWithNumbersAndHome) {
  const auto answer =
      post(kPath, R"({"offering":"http://any)" + offering_path(offering_) +
                      R"(","user":"http://any/api/users/)" + jane_.uuid.hex() + R"(/"})");
  ASSERT_EQ(answer.status, 201) << answer.text;
  const auto body = answer.body();
  EXPECT_EQ(body["username"], "jane_roe_00");
  EXPECT_EQ(body["uidnumber"], 5001);
  EXPECT_EQ(body["primarygroup"], 5001);
  EXPECT_EQ(body["home_directory"], "/home/jane_roe_00");
  EXPECT_EQ(body["state"], "OK");
  EXPECT_EQ(body["user"], "http://host/api/users/" + jane_.uuid.hex() + "/");
  EXPECT_EQ(body["user_full_name"], "Jane Roe");
  EXPECT_EQ(body["customer_uuid"], provider_.uuid.hex());
  EXPECT_EQ(body["url"], "http://host" + kPath + body["uuid"].get<std::string>() + "/");
  EXPECT_EQ(get(kPath + body["uuid"].get<std::string>() + "/").body(), body);
}

TEST_F(OfferingUserEndpoints, ShowsTheAccountInTheGlauthDocumentAtOnce) {
  create(offering_, jane_);
  const auto config = get(offering_path(offering_, "glauth_users_config"));
  EXPECT_EQ(config.status, 200);
  EXPECT_EQ(config.content_type, "text/plain; charset=utf-8");
  EXPECT_THAT(config.text, HasSubstr("jane_roe_00"));
}

TEST_F(OfferingUserEndpoints, RefusesASecondAccountForTheSamePair) {
  create(offering_, jane_);
  const auto answer = post(kPath, pair(offering_, jane_));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.text, R"(["An account for this user on this offering already exists."])");
}

TEST_F(OfferingUserEndpoints, SaysWhatIsMissingOrSaidTwice) {
  EXPECT_EQ(post(kPath, "{}").text, R"(["Either 'offering' URL or 'offering_uuid' is required."])");
  const auto twice =
      post(kPath, R"({"offering":"x","offering_uuid":")" + offering_.uuid.hex() + R"("})");
  EXPECT_EQ(twice.text,
            R"(["Cannot specify both 'offering' URL and 'offering_uuid'. Use one or the other."])");
}

TEST_F(OfferingUserEndpoints, RefusesWhereTheSwitchIsOff) {
  const auto answer = post(kPath, pair(add_offering("off", "{}"), jane_));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.text, R"(["It is not allowed to create users for current offering."])");
}

TEST_F(OfferingUserEndpoints, LetsTheProviderNameAWaitingAccount) {
  const auto one = create(add_offering("named", kByProvider), jane_);
  EXPECT_EQ(get(one).body()["state"], "Requested");
  EXPECT_TRUE(get(one).body()["username"].is_null());
  const auto named =
      ask("owner", "PATCH", one, R"({"username":"j.smith","uidnumber":1,"user":"x"})");
  ASSERT_EQ(named.status, 200) << named.text;
  EXPECT_EQ(named.body()["username"], "j.smith");
  EXPECT_EQ(named.body()["state"], "OK");
  EXPECT_NE(named.body()["uidnumber"], 1);
}

TEST_F(OfferingUserEndpoints, RefusesNamesThatBreakTheRulesOnTheirField) {
  const auto one = create(offering_, jane_);
  for (const auto* name : {"Root!", "root", "a b", "-x", "łukasz"}) {
    const auto answer = patch(one, json::Value{{"username", name}}.dump());
    EXPECT_EQ(answer.status, 400) << name;
    EXPECT_TRUE(answer.body().contains("username")) << answer.text;
  }
}

TEST_F(OfferingUserEndpoints, RefusesANameThatIsTakenWhateverItsCase) {
  const auto one = create(offering_, jane_);
  create(offering_, add_person("john", "John", "Doe"));
  const auto answer = patch(one, R"({"username":"john_doe_00"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.body().contains("username")) << answer.text;
}

struct Action {
  domain::OfferingUserState from;
  const domain::OfferingUserTransition* transition;
};

TEST_F(OfferingUserEndpoints, FollowsTheTableOfStateActions) {
  for (const auto& transition : domain::offering_user_transitions()) {
    for (const auto state : domain::all_offering_user_states()) {
      domain::OfferingUser account;
      account.user_uuid = add_person(Uuid::random().hex()).uuid;
      account.offering_uuid = offering_.uuid;
      account.state = state;
      account = put(account);
      const auto answer =
          post(kPath + account.uuid.hex() + "/" + std::string(transition.path) + "/");
      const auto expected = domain::transition(transition.action, state);
      const auto what = std::string(transition.path) + " from " + std::string(to_word(state));
      ASSERT_EQ(answer.status, expected ? 200 : 400) << what << answer.text;
      if (expected) {
        EXPECT_EQ(answer.body(), (json::Value{{"uuid", account.uuid.hex()},
                                              {"state", std::string(to_word(*expected))}}));
      } else {
        EXPECT_THAT(answer.text, HasSubstr("Cannot transition to")) << what;
        EXPECT_TRUE(answer.body().is_array()) << what;
      }
    }
  }
}

TEST_F(OfferingUserEndpoints, KeepsBystandersAndTheOwnUserFromEveryUnsafeAction) {
  const auto one = create(offering_, jane_);
  std::vector<std::pair<std::string, std::string>> actions = {
      {"PATCH", one},
      {"PUT", one},
      {"DELETE", one},
      {"POST", one + "update_restricted/"},
      {"PATCH", one + "update_comments/"},
      {"POST", one + "update_runtime_state/"}};
  for (const auto& transition : domain::offering_user_transitions()) {
    actions.emplace_back("POST", one + std::string(transition.path) + "/");
  }
  for (const auto& [method, path] : actions) {
    EXPECT_EQ(ask("", method, path).status, 401) << path;
    EXPECT_EQ(ask("bystander", method, path).status, 404) << path;
    EXPECT_EQ(ask("jane", method, path).status, 403) << path;
  }
  EXPECT_EQ(ask("jane", "GET", one).status, 200);
  EXPECT_EQ(ask("bystander", "GET", one).status, 404);
  EXPECT_EQ(ask("bystander", "POST", kPath, pair(offering_, owner_)).status, 403);
}

TEST_F(OfferingUserEndpoints, RestrictsAnAccount) {
  const auto one = create(offering_, jane_);
  EXPECT_EQ(post(one + "update_restricted/", "{}").status, 400);
  const auto answer = post(one + "update_restricted/", R"({"is_restricted":true})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(get(one).body()["is_restricted"], true);
  EXPECT_EQ(get(kPath + "?is_restricted=false").body().size(), 0U);
}

TEST_F(OfferingUserEndpoints, KeepsCommentsWithWebAddressesOnly) {
  const auto one = create(offering_, jane_);
  const auto kept = patch(
      one + "update_comments/",
      R"({"service_provider_comment":"call us","service_provider_comment_url":"https://a/b"})");
  EXPECT_EQ(kept.status, 200);
  EXPECT_EQ(kept.body()["service_provider_comment"], "call us");
  const auto refused = patch(one + "update_comments/",
                             R"json({"service_provider_comment_url":"javascript:alert(1)"})json");
  EXPECT_EQ(refused.status, 400);
  EXPECT_TRUE(refused.body().contains("service_provider_comment_url"));
}

TEST_F(OfferingUserEndpoints, ChangesTheRuntimeState) {
  const auto one = create(offering_, jane_);
  EXPECT_EQ(
      post(one + "update_runtime_state/", R"({"runtime_state":"Pending account linking"})").status,
      200);
  EXPECT_EQ(get(one).body()["runtime_state"], "Pending account linking");
  EXPECT_EQ(post(one + "update_runtime_state/", R"({"runtime_state":"Gone"})").status, 400);
}

TEST_F(OfferingUserEndpoints, DeletesAnAccount) {
  const auto one = create(offering_, jane_);
  EXPECT_EQ(ask("owner", "DELETE", one).status, 204);
  EXPECT_EQ(get(one).status, 404);
}

TEST_F(OfferingUserEndpoints, PagesCountsAndFilters) {
  for (int i = 0; i < 12; ++i) create(offering_, add_person("user" + std::to_string(i)));
  const auto page = get(kPath + "?page_size=5&page=2&o=username");
  EXPECT_EQ(page.body().size(), 5U);
  EXPECT_EQ(page.header("X-Result-Count"), "12");
  EXPECT_THAT(page.header("Link"), HasSubstr("page=3>; rel=\"next\""));
  EXPECT_EQ(page.body()[0]["username"], "jane_roe_05");
  const auto head = ask("staff", "HEAD", kPath + "?state=OK");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("X-Result-Count"), "12");
  EXPECT_EQ(head.text, "");
  EXPECT_EQ(get(kPath + "?page=99").status, 404);
  EXPECT_EQ(get(kPath + "?state=Nope").status, 400);
  EXPECT_EQ(get(kPath + "?user_username=USER3").body().size(), 1U);
  EXPECT_EQ(get(kPath + "?username=jane_roe_03&field=username").text,
            R"([{"username":"jane_roe_03"}])");
}

TEST_F(OfferingUserEndpoints, HidesWhatTheOfferingDoesNotExpose) {
  const auto body = get(create(offering_, jane_)).body();
  EXPECT_TRUE(body.contains("user_email"));
  EXPECT_FALSE(body.contains("user_phone_number"));
  EXPECT_FALSE(body.contains("user_civil_number"));
}

TEST_F(OfferingUserEndpoints, HasEveryFieldOfTheReferenceWhereAllAreExposed) {
  domain::OfferingUserAttributeConfig config;
  config.offering_uuid = offering_.uuid;
  for (const auto attribute : domain::kUserAttributes)
    config.exposed_fields.emplace_back(attribute);
  put(config);
  const auto body = get(create(offering_, jane_)).body();
  for (const auto* key : {"url",
                          "uuid",
                          "user",
                          "offering",
                          "username",
                          "offering_uuid",
                          "offering_name",
                          "user_uuid",
                          "user_username",
                          "user_full_name",
                          "user_first_name",
                          "user_last_name",
                          "user_email",
                          "user_phone_number",
                          "user_organization",
                          "user_job_title",
                          "user_affiliations",
                          "user_civil_number",
                          "user_identity_source",
                          "user_uid_number",
                          "user_primary_gid",
                          "created",
                          "modified",
                          "customer_uuid",
                          "customer_name",
                          "is_restricted",
                          "state",
                          "runtime_state",
                          "service_provider_comment",
                          "service_provider_comment_url",
                          "has_consent",
                          "requires_reconsent",
                          "offering_has_active_tos",
                          "has_compliance_checklist",
                          "consent_data",
                          "is_profile_complete",
                          "missing_profile_attributes",
                          "uidnumber",
                          "primarygroup",
                          "login_shell",
                          "home_directory"}) {
    EXPECT_TRUE(body.contains(key)) << key;
  }
}

}  // namespace
}  // namespace drawbridge::test
