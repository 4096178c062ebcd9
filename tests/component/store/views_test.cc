#include "store/sqlite/views.h"
#include "component/store/fixture.h"

namespace drawbridge::store {
namespace {

namespace where = app::where;

class Views : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    world_.offering.plugin_options.text = R"({"service_provider_can_create_offering_user": true})";
    world_.customer.name = "Customer";
    world_.user.username = "anna";
    world_.offering.slug = "hpc";
    world_.project.name = "Project";
    world_.resource.name = "Resource";
    add_all(world_);
  }
  std::string read(const char* kind, const Uuid& uuid, const char* field) {
    app::Select select;
    select.kind = kind;
    select.fields = {field};
    select.where = where::equal("uuid", uuid);
    const auto values = column(select);
    return values.size() == 1 ? values.front() : "rows: " + std::to_string(values.size());
  }
  std::vector<std::string> access(const char* kind, const char* field, app::Condition condition) {
    app::Select select;
    select.kind = kind;
    select.fields = {field};
    select.where = std::move(condition);
    return column(select);
  }

  samples::World world_;
};

TEST_F(Views, CanBeReadInEveryFieldAtOnceAndFilteredByEach) {
  for (const auto* kind : {"customer",
                           "project",
                           "user",
                           "ssh_key",
                           "role",
                           "service_provider",
                           "category",
                           "offering",
                           "resource",
                           "role_grant",
                           "posix_id_pool",
                           "offering_user",
                           "offering_user_group",
                           "robot_account",
                           "course_account",
                           "project_service_account",
                           "customer_service_account",
                           "posix_identity",
                           "api_token",
                           "ldap_account",
                           "account_name",
                           "audit_event",
                           "project_access",
                           "group_member"}) {
    const auto* view = find_view(kind);
    ASSERT_NE(view, nullptr) << kind;
    app::Select select;
    select.kind = kind;
    for (const auto& [name, field] : view->fields) {
      select.fields.emplace_back(name);
      EXPECT_GE(count(kind, where::not_(where::is_null(name))), 0) << kind << " " << name;
    }
    std::int64_t rows = 0;
    const auto read = transaction().for_each(select, [&](app::Row& row) {
      EXPECT_EQ(row.size(), select.fields.size());
      return ++rows > 0;
    });
    ASSERT_TRUE(read) << kind << ": " << read.error().message;
    EXPECT_GE(rows, 1) << kind;
    EXPECT_EQ(rows, count(kind)) << kind;
  }
  EXPECT_EQ(find_view("sqlite_schema"), nullptr);
}

TEST_F(Views, ShowFieldsOfWhatTheyReferTo) {
  const auto& w = world_;
  EXPECT_EQ(read("offering_user", w.account.uuid, "user_username"), "anna");
  EXPECT_EQ(read("offering_user", w.account.uuid, "offering_slug"), "hpc");
  EXPECT_EQ(read("offering_user", w.account.uuid, "customer_name"), "Customer");
  EXPECT_EQ(read("offering_user", w.account.uuid, "offering_switch_on"), "1");
  EXPECT_EQ(read("ssh_key", w.key.uuid, "user_username"), "anna");
  EXPECT_EQ(read("project", w.project.uuid, "customer_name"), "Customer");
  EXPECT_EQ(read("offering", w.offering.uuid, "category_title"), w.category.title);
  EXPECT_EQ(read("resource", w.resource.uuid, "customer_uuid"), w.customer.uuid.hex());
  EXPECT_EQ(read("resource", w.resource.uuid, "provider_name"), "Customer");
  EXPECT_EQ(read("resource", w.resource.uuid, "category_title"), w.category.title);
  EXPECT_EQ(read("role_grant", w.grant.uuid, "role_is_system"), "1");
  EXPECT_EQ(read("role_grant", w.grant.uuid, "created_by_username"), "anna");
  EXPECT_EQ(read("robot_account", w.robot.uuid, "offering_customer_uuid"), w.customer.uuid.hex());
  EXPECT_EQ(read("robot_account", w.robot.uuid, "resource_name"), "Resource");
  EXPECT_EQ(read("offering_user_group", w.group.uuid, "offering_customer_uuid"),
            w.customer.uuid.hex());
  EXPECT_EQ(read("posix_id_pool", w.pool.uuid, "customer_uuid"), w.customer.uuid.hex());
  EXPECT_EQ(read("api_token", w.token.uuid, "user_is_staff"), "1");
  EXPECT_EQ(read("course_account", w.course_account.uuid, "project_name"), "Project");
}

TEST_F(Views, ShowCountersButDoNotWriteThem) {
  ASSERT_TRUE(transaction().set_counter("revision", 7));
  EXPECT_EQ(access("counter", "value", where::equal("name", "revision")),
            (std::vector<std::string>{"7"}));
  const auto written = transaction().insert("counter", {"name"}, {std::string("x")});
  EXPECT_EQ(written.error().code, ErrorCode::kInternal);
}

TEST_F(Views, KeepRowsThatReferToNothing) {
  auto grant = world_.grant;
  grant.created_by_uuid.reset();
  ASSERT_TRUE(update(grant));
  EXPECT_EQ(read("role_grant", grant.uuid, "created_by_username"), "null");
}

TEST_F(Views, TakeTheSwitchForOnOnlyWhenItIsTrue) {
  for (const auto& [text, expected] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"service_provider_can_create_offering_user": true})", "1"},
           {R"({"service_provider_can_create_offering_user": false})", "0"},
           {R"({"service_provider_can_create_offering_user": 1})", "0"},
           {R"({"service_provider_can_create_offering_user": "true"})", "0"},
           {R"({"service_provider_can_create_offering_user": null})", "0"},
           {R"({})", "0"},
           {R"([])", "0"}}) {
    ASSERT_TRUE(transaction().update("offering", world_.offering.uuid, {"plugin_options"},
                                     {std::string(text)}));
    EXPECT_EQ(read("offering", world_.offering.uuid, "switch_on"), expected) << text;
    EXPECT_EQ(read("offering_user", world_.account.uuid, "offering_switch_on"), expected) << text;
  }
}

TEST_F(Views, FilterByFieldsOfOthers) {
  EXPECT_EQ(count("offering_user", where::equal("user_username", "anna")), 1);
  EXPECT_EQ(count("offering_user", where::equal("user_username", "bert")), 0);
  EXPECT_EQ(count("offering_user", where::equal("customer_slug", world_.customer.slug)), 1);
}

TEST_F(Views, FindTheResourcesAGrantGivesAccessTo) {
  const auto of_user = where::both(where::equal("user_uuid", world_.user.uuid),
                                   where::equal("offering_uuid", world_.offering.uuid));
  EXPECT_EQ(access("project_access", "resource_uuid", of_user),
            (std::vector<std::string>{world_.resource.uuid.hex()}));
  EXPECT_EQ(access("project_access", "grant_uuid", of_user),
            (std::vector<std::string>{world_.grant.uuid.hex()}));
  auto grant = world_.grant;
  grant.scope_type = "customer";
  ASSERT_TRUE(update(grant));
  EXPECT_TRUE(access("project_access", "resource_uuid", of_user).empty());
}

TEST_F(Views, FindTheMembersOfAGroup) {
  const auto of_group = where::equal("group_uuid", world_.group.uuid);
  EXPECT_EQ(access("group_member", "username", of_group),
            (std::vector<std::string>{*world_.account.username}));
  EXPECT_EQ(
      access("group_member", "group_name", where::equal("offering_user_uuid", world_.account.uuid)),
      (std::vector<std::string>{world_.group.name}));
  EXPECT_EQ(access("group_member", "user_is_active", of_group), (std::vector<std::string>{"1"}));
  auto group = world_.group;
  group.project_uuids.clear();
  ASSERT_TRUE(update(group));
  EXPECT_TRUE(access("group_member", "username", of_group).empty());
}

TEST_F(Views, FindGroupsByAnyOfTheirProjects) {
  auto second = samples::World().project;
  second.customer_uuid = world_.customer.uuid;
  add(second);
  auto group = world_.group;
  group.project_uuids.push_back(second.uuid);
  ASSERT_TRUE(update(group));
  for (const auto& project : group.project_uuids) {
    EXPECT_EQ(access("offering_user_group", "uuid", where::holds("project_uuids", project)),
              (std::vector<std::string>{group.uuid.hex()}));
  }
  group.project_uuids = {second.uuid};
  ASSERT_TRUE(update(group));
  EXPECT_TRUE(
      access("offering_user_group", "uuid", where::holds("project_uuids", world_.project.uuid))
          .empty());
  EXPECT_EQ(transaction().erase("project", second.uuid).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace drawbridge::store
