#include "component/store/fixture.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/select_sql.h"

namespace drawbridge::store {
namespace {

namespace where = app::where;

/// Asks SQLite how it would answer: a SCAN in a plan means work that grows with all the records.
class Plans : public StoreTest {
 protected:
  void SetUp() override {
    open();
    auto connection = Connection::open(path_, Connection::Mode::kReader);
    ASSERT_TRUE(connection);
    connection_ = std::make_unique<Connection>(*std::move(connection));
  }
  std::string plan(const app::Select& select) {
    const auto query = compile_select(select);
    EXPECT_TRUE(query) << query.error().message;
    auto statement = connection_->prepare("EXPLAIN QUERY PLAN " + query->sql);
    EXPECT_TRUE(statement) << statement.error().message;
    std::string text;
    while ((*statement)->step().value_or(false)) {
      app::Value detail;
      EXPECT_TRUE((*statement)->read(3, detail));
      text += samples::print(detail) + "\n";
    }
    return text;
  }
  void expect_lookup(const char* kind, std::vector<std::string> fields, app::Condition condition,
                     std::vector<app::Ordering> order = {}) {
    app::Select select;
    select.kind = kind;
    select.fields = std::move(fields);
    select.where = std::move(condition);
    select.order = std::move(order);
    const auto text = plan(select);
    EXPECT_EQ(text.find("SCAN"), std::string::npos) << kind << "\n" << text;
    EXPECT_NE(text.find("SEARCH"), std::string::npos) << kind << "\n" << text;
    EXPECT_EQ(text.find("AUTOMATIC"), std::string::npos) << kind << "\n" << text;
  }
  /// The keys of a page of the whole kind in this order: along an index, never sorted. (The rows of
  /// the page itself, which its keys name, are sorted once more.)
  void expect_ordered(const char* kind, const char* field, bool descending) {
    app::Select select;
    select.kind = kind;
    select.fields = {"uuid"};
    select.order = {{field, descending}};
    select.limit = 10;
    const auto text = plan(select);
    EXPECT_EQ(text.find("TEMP B-TREE"), std::string::npos) << kind << " " << field << "\n" << text;
  }

  std::unique_ptr<Connection> connection_;
};

TEST_F(Plans, OfAccessGoFromTheGrant) {
  const std::vector<std::string> fields = {"grant_uuid", "resource_uuid", "resource_state",
                                           "user_is_active", "expiration_time"};
  const auto uuid = Uuid::random();
  expect_lookup("project_access", fields,
                where::both(where::equal("user_uuid", uuid), where::equal("offering_uuid", uuid)));
  expect_lookup("project_access", fields, where::equal("user_uuid", uuid));
}

TEST_F(Plans, OfOneOfferingsRecordsReadNoOthers) {
  const auto uuid = Uuid::random();
  const auto here = where::equal("offering_uuid", uuid);
  const auto people = app::select_fields("offering_user", {"user_uuid"}, here);
  expect_lookup("user", {"uuid", "email"}, where::in_select("uuid", people));
  expect_lookup("ssh_key", {"user_uuid", "public_key"}, where::in_select("user_uuid", people));
  expect_lookup("resource", {"project_uuid", "restrict_member_access"},
                where::both(here, where::not_(where::equal("state", std::string("Terminated")))));
  expect_lookup("role_grant", {"user_uuid", "expiration_time"},
                where::both(where::in("scope_uuid", {uuid, uuid}),
                            where::equal("scope_type", std::string("project"))));
  expect_lookup("role_group_holder", {"group_uuid", "user_uuid", "user_is_active"}, here);
}

TEST_F(Plans, OfMembersGoFromTheGroupOrTheAccount) {
  const std::vector<std::string> fields = {"group_uuid", "gid", "username", "user_is_active"};
  const auto uuid = Uuid::random();
  expect_lookup("group_member", fields, where::equal("group_uuid", uuid));
  expect_lookup("group_member", fields, where::equal("offering_uuid", uuid));
  expect_lookup("account_group", fields, where::equal("offering_user_uuid", uuid));
  expect_lookup("account_group", fields, where::equal("offering_uuid", uuid));
  expect_lookup("account_group", fields,
                where::both(where::equal("user_uuid", uuid), where::equal("offering_uuid", uuid)));
}

TEST_F(Plans, StartAtTheEndThatTheLookupNames) {
  const auto uuid = Uuid::random();
  const auto starts_at = [&](const char* kind, app::Condition condition) {
    app::Select select;
    select.kind = kind;
    select.fields = {"user_uuid", "expiration_time"};
    select.where = std::move(condition);
    const auto text = plan(select);
    return text.substr(0, text.find(" USING"));
  };
  EXPECT_EQ(starts_at("group_member", where::equal("group_uuid", uuid)), "SEARCH g");
  EXPECT_EQ(starts_at("account_group", where::both(where::equal("user_uuid", uuid),
                                                   where::equal("offering_uuid", uuid))),
            "SEARCH account");
  EXPECT_EQ(starts_at("project_access", where::both(where::equal("user_uuid", uuid),
                                                    where::equal("offering_uuid", uuid))),
            "SEARCH t");
}

TEST_F(Plans, OfRecordsUseTheIndexOfEachLookup) {
  const auto uuid = Uuid::random();
  const std::vector<std::string> fields = {"uuid"};
  for (const auto& [kind, field] : std::initializer_list<std::pair<const char*, const char*>>{
           {"offering_user", "uuid"},
           {"offering_user", "user_uuid"},
           {"offering_user", "offering_uuid"},
           {"offering_user", "username"},
           {"offering_user", "state"},
           {"ssh_key", "user_uuid"},
           {"ssh_key", "fingerprint_md5"},
           {"ssh_key", "fingerprint_sha256"},
           {"resource", "project_uuid"},
           {"resource", "offering_uuid"},
           {"role_grant", "user_uuid"},
           {"role_grant", "role_name"},
           {"project", "customer_uuid"},
           {"offering", "customer_uuid"},
           {"offering", "slug"},
           {"user", "username"},
           {"api_token", "digest"},
           {"ldap_account", "name"},
           {"posix_identity", "holder_uuid"},
           {"account_name", "holder_uuid"},
           {"audit_event", "object_uuid"},
           {"audit_event", "event_type"},
           {"audit_event", "uuid"},
           {"robot_account", "resource_uuid"}}) {
    expect_lookup(kind, fields, where::equal(field, uuid));
  }
  expect_lookup(
      "role_grant", fields,
      where::both(where::equal("scope_type", "project"), where::equal("scope_uuid", uuid)));
  expect_lookup(
      "role_grant", fields,
      where::compare(app::Condition::Operator::kAtMost, "expiration_time", std::int64_t{1}));
  expect_lookup(
      "offering_user", fields,
      where::both(where::equal("offering_uuid", uuid), where::equal_no_case("username", "x")));
  expect_lookup("account_name", fields,
                where::both(where::equal("offering_uuid", uuid), where::equal("folded", "x")));
  expect_lookup("offering_user_group", fields, where::holds("project_uuids", uuid));
}

TEST_F(Plans, OfTheNumbersOfOneHolderGoFromTheHolder) {
  // From the offering, or the namespace, the work would grow with all the numbers ever issued.
  app::Select select;
  select.kind = "posix_identity";
  select.fields = {"uuid", "value"};
  select.where =
      where::all_of({where::equal("holder_uuid", Uuid::random()),
                     where::equal("holder_kind", "user"), where::equal("namespace", "uid")});
  const auto text = plan(select);
  EXPECT_NE(text.find("posix_identity_holder (holder_uuid=? AND namespace=?"), std::string::npos)
      << text;
  select.where.children.push_back(where::equal("offering_uuid", Uuid::random()));
  const auto of_offering = plan(select);
  EXPECT_NE(of_offering.find("posix_identity_holder (holder_uuid=?"), std::string::npos)
      << of_offering;
}

TEST_F(Plans, OfOneAccountWithAllItsNamesAreLookups) {
  expect_lookup("offering_user",
                {"uuid", "user_username", "offering_slug", "customer_name", "offering_switch_on"},
                where::equal("uuid", Uuid::random()));
}

TEST_F(Plans, OfPagesFollowAnIndex) {
  for (const bool descending : {false, true}) {
    for (const auto* field : {"created", "modified", "username", "state", "uuid"}) {
      expect_ordered("offering_user", field, descending);
    }
    expect_ordered("user", "username", descending);
    expect_ordered("project", "name", descending);
    expect_ordered("ssh_key", "created", descending);
  }
}

TEST_F(Plans, OfEventsAfterAPositionReadNoneBeforeIt) {
  const Uuid uuid = Uuid::random();
  const auto visible =
      where::any_of({where::equal("actor_uuid", uuid), where::equal("affected_user_uuid", uuid),
                     where::in("customer_uuid", {uuid}), where::in("project_uuid", {uuid})});
  for (const auto& of_interest :
       {where::all(), visible, where::in("event_type", {std::string("role_granted")})}) {
    app::Select select;
    select.kind = "audit_event";
    select.fields = {"uuid"};
    select.where = where::all_of(
        {where::compare(app::Condition::Operator::kGreater, "sequence", std::int64_t{7}),
         where::compare(app::Condition::Operator::kAtMost, "sequence", std::int64_t{9}),
         of_interest});
    select.order = {{"sequence", false}};
    const auto text = plan(select);
    EXPECT_EQ(text.find("SCAN"), std::string::npos) << text;
    EXPECT_NE(text.find("rowid>?"), std::string::npos) << text;
  }
}

TEST_F(Plans, LeaveOutTablesThatAreNotAskedFor) {
  app::Select select = app::select_records<domain::OfferingUser>();
  EXPECT_EQ(compile_select(select)->sql.find("JOIN"), std::string::npos);
  EXPECT_EQ(compile_count(select)->sql.find("JOIN"), std::string::npos);
  select.fields.emplace_back("user_username");
  EXPECT_EQ(compile_select(select)->sql.find("customer"), std::string::npos);
}

}  // namespace
}  // namespace drawbridge::store
