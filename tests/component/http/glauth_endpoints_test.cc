#include <gmock/gmock.h>

#include "app/robot_accounts.h"
#include "app/role_grants.h"
#include "component/http/api_fixture.h"

namespace drawbridge::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kMore =
    R"("username_generation_policy":"full_name","resource_role_map":{"SLURM.OPERATOR":"operator"}})";
const std::string kOn = R"({"service_provider_can_create_offering_user":true,)" + kMore;

/// Jane and Joe on the project Astro, John on Bio; Jane is the operator of Astro's resource.
class GlauthEndpoints : public ApiTest {
 protected:
  GlauthEndpoints() {
    offering_ = add_offering("cluster", kOn);
    jane_ = add_person("jane", "Jane", "Roe");
    joe_ = add_person("joe", "Joe", "Doe");
    john_ = add_person("john", "John", "Poe");
    owner_ = add_person("owner", "Olga", "Own");
    add_person("bystander");
    grant(owner_, "CUSTOMER.OWNER", "customer", provider_.uuid);
    astro_ = add_project("astro", offering_);
    bio_ = add_project("bio", offering_);
    resource_ = resource_of(astro_);
    domain::Role role;
    role.name = "SLURM.OPERATOR";
    role.scope_type = "resource";
    role.is_active = true;
    put(role);
    add_role(jane_, "PROJECT.MEMBER", "projects", astro_.uuid);
    add_role(joe_, "PROJECT.MEMBER", "projects", astro_.uuid);
    add_role(john_, "PROJECT.MEMBER", "projects", bio_.uuid);
  }

  /// Over the API, so that what follows from a grant does.
  void add_role(const domain::User& user, const std::string& role, const std::string& collection,
                const Uuid& scope) {
    app::GrantRequest request;
    request.scope_type = collection == "projects" ? "project" : "resource";
    request.scope_uuid = scope;
    request.role = role;
    request.user_uuid = user.uuid;
    const auto made = writer_->run({}, [&](app::Transaction& transaction) {
      return app::add_grant(transaction, rules_, request);
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  domain::Resource resource_of(const domain::Project& project) {
    const auto reader = store_->reader();
    return (*app::list<domain::Resource>(**reader, app::where::equal("project_uuid", project.uuid)))
        .front();
  }

  std::string resource_path(std::string_view action) const {
    return "/api/marketplace-provider-resources/" + resource_.uuid.hex() + "/" +
           std::string(action) + "/";
  }

  std::string provider_path(const domain::ServiceProvider& provider,
                            std::string_view action) const {
    return "/api/marketplace-service-providers/" + provider.uuid.hex() + "/" + std::string(action) +
           "/";
  }

  domain::ServiceProvider service_provider() {
    const auto reader = store_->reader();
    const auto known = *app::find_where<domain::ServiceProvider>(
        **reader, app::where::equal("customer_uuid", provider_.uuid));
    if (known) return *known;
    domain::ServiceProvider provider;
    provider.customer_uuid = provider_.uuid;
    return put(provider);
  }

  static json::Value named(const json::Value& list, const std::string& key,
                           const std::string& name) {
    for (const auto& each : list) {
      if (each[key] == name) return each;
    }
    return json::Value();
  }

  domain::Offering offering_;
  domain::User jane_, joe_, john_, owner_;
  domain::Project astro_, bio_;
  domain::Resource resource_;
};

TEST_F(GlauthEndpoints, TheTreeShowsUsersAndGroupsWithTheirScopes) {
  const auto answer = get(offering_path(offering_, "glauth_tree"));
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.content_type, "application/json");
  const auto tree = answer.body();
  EXPECT_EQ(tree["offering"]["uuid"], offering_.uuid.hex());
  EXPECT_EQ(tree["offering"]["slug"], "cluster");
  const auto group = named(tree["groups"], "name", "astro");
  EXPECT_EQ(group["kind"], "project");
  EXPECT_EQ(group["gid"], 6001);
  EXPECT_TRUE(group["role"].is_null());
  EXPECT_EQ(group["members"], json::Value({"jane_roe_00", "joe_doe_00"}));
  EXPECT_EQ(group["scope"]["type"], "project");
  EXPECT_EQ(group["scope"]["uuid"], astro_.uuid.hex());
  EXPECT_EQ(group["scope"]["name"], astro_.name);
  const auto personal = named(tree["groups"], "name", "jane_roe_00");
  EXPECT_EQ(personal["kind"], "personal");
  EXPECT_EQ(personal["scope"]["uuid"], jane_.uuid.hex());
  const auto user = named(tree["users"], "username", "jane_roe_00");
  EXPECT_EQ(user["personal_group"], user["uidnumber"]);
  EXPECT_EQ(user["disabled"], false);
  EXPECT_EQ(user["home_dir"], "/home/jane_roe_00");
  ASSERT_EQ(user["memberships"].size(), 1u);
  EXPECT_EQ(user["memberships"][0]["group_name"], "astro");
  EXPECT_TRUE(tree["robot_accounts"].is_array());
}

TEST_F(GlauthEndpoints, ARoleOnAResourceMakesAGroupThatTheGrantsEndHides) {
  add_role(jane_, "SLURM.OPERATOR", "resources", resource_.uuid);
  const auto name = resource_.slug + "_operator";
  const auto path = offering_path(offering_, "glauth_tree");
  const auto group = named(get(path).body()["groups"], "name", name);
  ASSERT_TRUE(group.is_object()) << get(path).text;
  EXPECT_EQ(group["kind"], "resource_role");
  EXPECT_EQ(group["gid"], 60001);
  EXPECT_EQ(group["role"], "SLURM.OPERATOR");
  EXPECT_EQ(group["members"], json::Value({"jane_roe_00"}));
  EXPECT_EQ(group["scope"]["type"], "resource");
  EXPECT_EQ(group["scope"]["uuid"], resource_.uuid.hex());
  const auto config = get(offering_path(offering_, "glauth_users_config")).text;
  EXPECT_THAT(config, HasSubstr("name = \"" + name + "\"\ngidnumber = 60001\n"));
  EXPECT_THAT(config, HasSubstr("    60001,\n"));
  const auto revoked = writer_->run({}, [&](app::Transaction& transaction) {
    return app::revoke_grants(transaction, {"resource", resource_.uuid, "SLURM.OPERATOR",
                                            jane_.uuid, std::nullopt, std::nullopt});
  });
  ASSERT_TRUE(revoked);
  EXPECT_THAT(get(offering_path(offering_, "glauth_users_config")).text, Not(HasSubstr("60001")));
  add_role(joe_, "SLURM.OPERATOR", "resources", resource_.uuid);
  EXPECT_EQ(named(get(path).body()["groups"], "name", name)["gid"], 60001);
}

TEST_F(GlauthEndpoints, AnUnknownVariableOfTheTemplateIsRefused) {
  const auto answer = post(offering_path(offering_, "update_integration"),
                           R"({"plugin_options":{"resource_role_group_template":"${nobody}"}})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.text, HasSubstr("resource_role_group_template"));
  EXPECT_EQ(post(offering_path(offering_, "update_integration"),
                 R"({"plugin_options":{"resource_role_map":{"SLURM.OPERATOR":"a b"}}})")
                .status,
            400);
}

TEST_F(GlauthEndpoints, AResourceShowsItsProjectsPeopleItsRobotsAndItsGroups) {
  add_role(jane_, "SLURM.OPERATOR", "resources", resource_.uuid);
  for (const auto& [resource, name] :
       {std::pair(resource_, "astro-bot"), std::pair(resource_of(bio_), "bio-bot")}) {
    app::NewRobotAccount wanted;
    wanted.resource_uuid = resource.uuid;
    wanted.type = "cicd";
    wanted.further.username = name;
    ASSERT_TRUE(writer_->run({}, [&](app::Transaction& transaction) {
      return app::create_robot_account(transaction, rules_, wanted);
    }));
  }
  const auto tree = get(resource_path("glauth_tree")).body();
  EXPECT_EQ(tree["users"].size(), 2u) << tree.dump();
  EXPECT_TRUE(named(tree["users"], "username", "john_poe_00").is_null());
  ASSERT_EQ(tree["robot_accounts"].size(), 1u);
  EXPECT_EQ(tree["robot_accounts"][0]["username"], "astro-bot");
  EXPECT_TRUE(named(tree["groups"], "name", "bio").is_null());
  EXPECT_TRUE(named(tree["groups"], "name", "astro").is_object());
  EXPECT_TRUE(named(tree["groups"], "kind", "resource_role").is_object());
  const auto config = get(resource_path("glauth_users_config"));
  EXPECT_EQ(config.status, 200);
  EXPECT_THAT(config.text, HasSubstr("astro-bot"));
  EXPECT_THAT(config.text, Not(HasSubstr("bio-bot")));
  EXPECT_THAT(config.text, Not(HasSubstr("john_poe_00")));
  const auto consumers = "/api/marketplace-resources/" + resource_.uuid.hex() + "/";
  EXPECT_EQ(get(consumers + "glauth_users_config/").text, config.text);
  EXPECT_EQ(get(consumers + "glauth_tree/").body(), tree);
}

TEST_F(GlauthEndpoints, AProviderShowsAPersonOfTwoOfferingsOnce) {
  const auto provider = service_provider();
  const auto other = add_offering("store", kOn);
  const auto chemistry = add_project("chemistry", other);
  add_role(owner_, "PROJECT.MEMBER", "projects", chemistry.uuid);
  const auto tree = get(provider_path(provider, "glauth_tree")).body();
  EXPECT_EQ(tree["service_provider"]["uuid"], provider.uuid.hex());
  EXPECT_TRUE(tree["warnings"].empty()) << tree.dump();
  EXPECT_EQ(tree["users"].size(), 4u);
  EXPECT_TRUE(named(tree["groups"], "name", "chemistry").is_object());
  // Jane's account there has the same name with numbers of its own: a contradiction.
  add_role(jane_, "PROJECT.MEMBER", "projects", chemistry.uuid);
  const auto again = get(provider_path(provider, "glauth_tree")).body();
  EXPECT_EQ(again["users"].size(), 4u);
  ASSERT_EQ(again["warnings"].size(), 1u) << again.dump();
  EXPECT_THAT(again["warnings"][0].get<std::string>(), HasSubstr("jane_roe_00"));
  EXPECT_EQ(named(again["users"], "username", "jane_roe_00")["memberships"].size(), 1u);
  const auto group = named(again["groups"], "name", "chemistry");
  EXPECT_EQ(group["members"].size(), 1u) << group.dump();
  const auto config = get(provider_path(provider, "glauth_users_config"));
  EXPECT_EQ(config.status, 200);
  EXPECT_THAT(config.text, StartsWith("# "));
  EXPECT_THAT(config.text, HasSubstr("\n[[groups]]\n"));
}

TEST_F(GlauthEndpoints, EachDocumentHasATagThatMovesWithIt) {
  const auto provider = service_provider();
  for (const auto& path :
       {offering_path(offering_, "glauth_users_config"), offering_path(offering_, "glauth_tree"),
        resource_path("glauth_users_config"), resource_path("glauth_tree"),
        provider_path(provider, "glauth_users_config"), provider_path(provider, "glauth_tree")}) {
    SCOPED_TRACE(path);
    const auto tag = get(path).header("ETag");
    ASSERT_FALSE(tag.empty());
    const auto known = ask("staff", "GET", path, {}, {{"If-None-Match", tag}});
    EXPECT_EQ(known.status, 304);
    EXPECT_TRUE(known.text.empty());
    add_role(add_person("p" + tag.substr(1, 12) + std::to_string(path.size())), "PROJECT.MEMBER",
             "projects", astro_.uuid);
    const auto after = ask("staff", "GET", path, {}, {{"If-None-Match", tag}});
    EXPECT_EQ(after.status, 200);
    EXPECT_NE(after.header("ETag"), tag);
  }
}

TEST_F(GlauthEndpoints, ARenamedProjectMovesTheTreesTag) {
  const auto path = offering_path(offering_, "glauth_tree");
  const auto tag = get(path).header("ETag");
  auto renamed = astro_;
  renamed.name = "Stars";
  ASSERT_TRUE(writer_->run(
      {}, [&](app::Transaction& transaction) { return transaction.update(astro_, renamed); }));
  const auto after = ask("staff", "GET", path, {}, {{"If-None-Match", tag}});
  ASSERT_EQ(after.status, 200);
  EXPECT_EQ(named(after.body()["groups"], "name", "astro")["scope"]["name"], "Stars");
}

TEST_F(GlauthEndpoints, NobodyElseLearnsOfADocument) {
  const auto provider = service_provider();
  for (const auto& path :
       {offering_path(offering_, "glauth_tree"), resource_path("glauth_users_config"),
        resource_path("glauth_tree"), provider_path(provider, "glauth_users_config"),
        provider_path(provider, "glauth_tree")}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(ask("", "GET", path).status, 401);
    EXPECT_EQ(ask("bystander", "GET", path).status, 404);
    EXPECT_EQ(ask("jane", "GET", path).status, 404);
    EXPECT_EQ(ask("owner", "GET", path).status, 200);
    auto absent = path;
    const auto uuid = absent.find("/", absent.find("marketplace-")) + 1;
    absent.replace(uuid, 32, Uuid::random().hex());
    EXPECT_EQ(get(absent).status, 404);
    EXPECT_EQ(ask("bystander", "GET", path).text, get(absent).text);
  }
}

TEST_F(GlauthEndpoints, WithoutTheSwitchThereIsNoDocument) {
  ASSERT_EQ(post(offering_path(offering_, "update_integration"),
                 R"({"plugin_options":{"service_provider_can_create_offering_user":false}})")
                .status,
            200);
  const auto provider = service_provider();
  for (const auto& path :
       {offering_path(offering_, "glauth_users_config"), offering_path(offering_, "glauth_tree"),
        resource_path("glauth_users_config"), resource_path("glauth_tree"),
        provider_path(provider, "glauth_users_config"), provider_path(provider, "glauth_tree")}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_THAT(answer.text, HasSubstr("service_provider_can_create_offering_user"));
  }
}

TEST_F(GlauthEndpoints, AResourceThatRestrictsItsMembersDisablesThemWhereTheOfferingSaysSo) {
  const auto restrict = [&] {
    return writer_->run({}, [&](app::Transaction& transaction) -> Status {
      auto after = resource_;
      after.restrict_member_access = true;
      return transaction.update(resource_, after);
    });
  };
  ASSERT_TRUE(restrict());
  const auto path = offering_path(offering_, "glauth_tree");
  const auto jane = [&] { return named(get(path).body()["users"], "username", "jane_roe_00"); };
  EXPECT_EQ(jane()["disabled"], false);
  ASSERT_EQ(post(offering_path(offering_, "update_integration"),
                 R"({"plugin_options":{"restrict_member_access_disables":true}})")
                .status,
            200);
  EXPECT_EQ(jane()["disabled"], true);
  EXPECT_EQ(named(get(path).body()["users"], "username", "john_poe_00")["disabled"], false);
}

}  // namespace
}  // namespace drawbridge::test
