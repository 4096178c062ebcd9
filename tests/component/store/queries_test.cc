#include "component/store/fixture.h"

namespace drawbridge::store {
namespace {

using Operator = app::Condition::Operator;
namespace where = app::where;

class Queries : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    add_user("anna", "Anna@Example.org", 10, {"a@x", "b@x"});
    add_user("Bert", "100%@example.org", 20, {});
    add_user("cleo", "c_o@example.org", 30, {"a@x"});
    add_user("dora", "DORA@EXAMPLE.ORG", 30, {"\"; DROP TABLE user; --"});
  }
  void add_user(const std::string& name, const std::string& email, std::int64_t created,
                domain::StringList affiliations) {
    auto user = samples::filled<domain::User>();
    user.username = name;
    user.email = email;
    user.created = Timestamp{created};
    user.is_staff = name == "anna";
    user.affiliations = std::move(affiliations);
    user.uid_number = name == "Bert" ? std::nullopt : std::optional<std::int64_t>(created);
    add(user);
    uuids_.push_back(user.uuid);
  }
  app::Select users(app::Condition condition) {
    app::Select select;
    select.kind = "user";
    select.fields = {"username"};
    select.where = std::move(condition);
    select.order = {{"username", false}};
    return select;
  }
  std::string names(app::Condition condition) {
    std::string joined;
    for (const auto& name : column(users(condition))) joined += name + " ";
    EXPECT_EQ(count("user", condition), static_cast<std::int64_t>(column(users(condition)).size()));
    return joined;
  }

  std::vector<Uuid> uuids_;
};

TEST_F(Queries, CompareNumbersTextsAndUuids) {
  EXPECT_EQ(names({}), "Bert anna cleo dora ");
  EXPECT_EQ(names(where::nothing()), "");
  EXPECT_EQ(names(where::equal("username", "anna")), "anna ");
  EXPECT_EQ(names(where::equal("username", "ANNA")), "");
  EXPECT_EQ(names(where::equal("uuid", uuids_[2])), "cleo ");
  EXPECT_EQ(names(where::equal_no_case("username", "bERT")), "Bert ");
  EXPECT_EQ(names(where::compare(Operator::kAtLeast, "created", std::int64_t{20})),
            "Bert cleo dora ");
  EXPECT_EQ(names(where::compare(Operator::kGreater, "created", std::int64_t{20})), "cleo dora ");
  EXPECT_EQ(names(where::compare(Operator::kAtMost, "created", std::int64_t{20})), "Bert anna ");
  EXPECT_EQ(names(where::compare(Operator::kLess, "created", std::int64_t{20})), "anna ");
  EXPECT_EQ(names(where::is_true("is_staff")), "anna ");
  EXPECT_EQ(names(where::is_false("is_staff")), "Bert cleo dora ");
}

TEST_F(Queries, TakeListsOfAnyLength) {
  EXPECT_EQ(names(where::in("username", {})), "");
  EXPECT_EQ(names(where::in("username", {"anna", "dora", "none"})), "anna dora ");
  std::vector<app::Value> many(5'000, app::Value(Uuid::random()));
  many.emplace_back(uuids_[1]);
  EXPECT_EQ(names(where::in("uuid", many)), "Bert ");
}

TEST_F(Queries, FindTextsInsideTextsWithoutWildcards) {
  EXPECT_EQ(names(where::contains("email", "example.org")), "Bert anna cleo dora ");
  EXPECT_EQ(names(where::contains("email", "EXAMPLE")), "Bert anna cleo dora ");
  EXPECT_EQ(names(where::contains("email", "0%@")), "Bert ");
  EXPECT_EQ(names(where::contains("email", "c_o")), "cleo ");
  EXPECT_EQ(names(where::contains("email", "%")), "Bert ");
  EXPECT_EQ(names(where::contains("email", "_")), "cleo ");
  EXPECT_EQ(names(where::contains("email", "\\")), "");
  EXPECT_EQ(names(where::contains("email", std::string(100'000, 'a'))), "");
}

TEST_F(Queries, FindElementsOfLists) {
  EXPECT_EQ(names(where::holds("affiliations", "a@x")), "anna cleo ");
  EXPECT_EQ(names(where::holds("affiliations", "a@")), "");
  EXPECT_EQ(names(where::holds("affiliations", "\"; DROP TABLE user; --")), "dora ");
}

TEST_F(Queries, KnowNull) {
  EXPECT_EQ(names(where::is_null("uid_number")), "Bert ");
  EXPECT_EQ(names(where::not_(where::is_null("uid_number"))), "anna cleo dora ");
  EXPECT_EQ(names(where::equal("uid_number", app::Value{})), "");
  EXPECT_EQ(names(where::not_(where::equal("uid_number", std::int64_t{10}))), "Bert cleo dora ");
  EXPECT_EQ(names(where::in("uid_number", {app::Value{}, std::int64_t{10}})), "anna ");
}

TEST_F(Queries, CombineConditions) {
  const auto is_anna = where::equal("username", "anna");
  const auto is_cleo = where::equal("username", "cleo");
  EXPECT_EQ(names(where::any_of({is_anna, is_cleo})), "anna cleo ");
  EXPECT_EQ(names(where::both(is_anna, is_cleo)), "");
  EXPECT_EQ(names(where::all_of({})), "Bert anna cleo dora ");
  EXPECT_EQ(names(where::not_(where::any_of({is_anna, is_cleo}))), "Bert dora ");
  EXPECT_EQ(names(where::both(where::any_of({is_anna, is_cleo}),
                              where::not_(where::holds("affiliations", "b@x")))),
            "cleo ");
}

TEST_F(Queries, TakeTheValuesOfAnotherQuery) {
  auto key = samples::filled<domain::SshPublicKey>();
  key.user_uuid = uuids_[3];
  add(key);
  app::Select owners;
  owners.kind = "ssh_key";
  owners.fields = {"user_uuid"};
  owners.where = where::equal("user_username", "dora");
  EXPECT_EQ(names(where::both(where::in_select("uuid", owners), where::equal("username", "dora"))),
            "dora ");
  owners.where = where::in_select("user_uuid", users(where::equal("username", "anna")));
  owners.where.select = std::make_shared<const app::Select>([&] {
    auto select = users(where::equal("username", "anna"));
    select.fields = {"uuid"};
    return select;
  }());
  EXPECT_EQ(names(where::in_select("uuid", owners)), "");
}

TEST_F(Queries, NeverTakeAValueForSql) {
  for (const std::string text :
       {"' OR 1=1 --", "\" OR \"\"=\"", "anna'; DROP TABLE user; --", "?1", ":name", "1) OR (1"}) {
    EXPECT_EQ(names(where::equal("username", text)), "");
    EXPECT_EQ(names(where::equal_no_case("username", text)), "");
    EXPECT_EQ(names(where::contains("username", text)), "");
    EXPECT_EQ(names(where::in("username", {text})), "");
    EXPECT_EQ(names(where::holds("affiliations", text)), "");
  }
  EXPECT_EQ(count("user"), 4);
}

TEST_F(Queries, NeverTakeANameForSql) {
  const auto code_of = [this](const app::Select& select) {
    const auto read = transaction().for_each(select, [](app::Row&) { return true; });
    return read ? std::optional<ErrorCode>() : read.error().code;
  };
  auto select = users({});
  select.kind = "user\" --";
  EXPECT_EQ(code_of(select), ErrorCode::kInternal);
  select = users({});
  select.fields = {"username FROM user --"};
  EXPECT_EQ(code_of(select), ErrorCode::kInternal);
  select.fields = {};
  EXPECT_EQ(code_of(select), ErrorCode::kInternal);
  select = users({});
  select.order = {{"1; DROP TABLE user", false}};
  EXPECT_EQ(code_of(select), ErrorCode::kInternal);
  EXPECT_EQ(code_of(users(where::equal("1=1 OR username", "x"))), ErrorCode::kInternal);
  app::Condition nothing;
  nothing.op = Operator::kEqual;
  nothing.field = "username";
  EXPECT_EQ(code_of(users(nothing)), ErrorCode::kInternal);
}

TEST_F(Queries, RefuseConditionsWithoutBound) {
  auto deep = where::equal("username", "anna");
  for (int level = 0; level < 100; ++level) deep = where::not_(std::move(deep));
  EXPECT_EQ(transaction().count(users(deep)).error().code, ErrorCode::kTooLarge);
  const std::vector<app::Condition> many(10'000, where::equal("username", "anna"));
  EXPECT_EQ(transaction().count(users(where::any_of(many))).error().code, ErrorCode::kTooLarge);
}

TEST_F(Queries, OrderByFieldsThenByUuid) {
  auto select = users({});
  select.order = {{"created", true}};
  const auto descending = column(select);
  select.order = {{"created", false}};
  auto ascending = column(select);
  std::reverse(ascending.begin(), ascending.end());
  EXPECT_EQ(descending, ascending);
  EXPECT_EQ(ascending[2], "Bert");
  EXPECT_EQ(ascending[0] == "dora", uuids_[2] < uuids_[3]);
  select.order = {{"is_staff", true}, {"username", false}};
  EXPECT_EQ(column(select), (std::vector<std::string>{"anna", "Bert", "cleo", "dora"}));
}

TEST_F(Queries, PageWithoutOverlap) {
  for (const bool descending : {false, true}) {
    auto select = users({});
    select.order = {{"created", descending}};
    const auto all = column(select);
    std::vector<std::string> paged;
    for (select.offset = 0; select.offset < 6; select.offset += 2) {
      select.limit = 2;
      for (auto& name : column(select)) paged.push_back(std::move(name));
    }
    EXPECT_EQ(paged, all);
    EXPECT_EQ(*transaction().count(select), 4);
  }
  auto select = users({});
  select.limit = 0;
  EXPECT_TRUE(column(select).empty());
  select.limit.reset();
  select.offset = 3;
  EXPECT_EQ(column(select), (std::vector<std::string>{"dora"}));
}

TEST_F(Queries, FromTheEndAreTheSameRowsBackwards) {
  std::vector<std::vector<app::Ordering>> orders(3);
  orders[1] = {{"created", true}};
  orders[2] = {{"is_staff", true}, {"email", false}, {"username", false}};
  for (const auto& order : orders) {
    auto select = users({});
    select.order = order;
    select.limit = 100;
    auto backwards = column(select);
    std::reverse(backwards.begin(), backwards.end());
    select.from_end = true;
    EXPECT_EQ(column(select), backwards);
    // A single row is the last one also where no ordering is asked for.
    select.limit = 1;
    for (select.offset = 0; select.offset < 4; ++select.offset) {
      EXPECT_EQ(column(select).at(0), backwards.at(static_cast<std::size_t>(select.offset)));
    }
  }
}

TEST_F(Queries, EndEarlyWhenAsked) {
  int rows = 0;
  ASSERT_TRUE(transaction().for_each(users({}), [&](app::Row&) { return ++rows < 2; }));
  EXPECT_EQ(rows, 2);
}

TEST_F(Queries, OfMoreTextsThanAreCachedStillAnswer) {
  // Each pattern of bits is a text of its own.
  for (unsigned pattern = 0; pattern < 600; ++pattern) {
    std::vector<app::Condition> parts;
    for (unsigned bit = 0; bit < 10; ++bit) {
      const auto* const field = (pattern >> bit) % 2U == 0 ? "username" : "email";
      parts.push_back(where::equal(field, "cleo"));
    }
    parts.push_back(where::equal("username", "cleo"));
    ASSERT_EQ(column(users(where::any_of(parts))), (std::vector<std::string>{"cleo"}));
  }
}

}  // namespace
}  // namespace drawbridge::store
