#include "http/filters.h"

#include <gmock/gmock.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using app::Condition;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kUuid = "0123456789abcdef0123456789abcdef";

std::vector<Filter> all_kinds() {
  return {filter::exact("username", "username"),
          filter::exact_no_case("user_username", "user_username"),
          filter::contains("query", {"name", "slug"}),
          filter::uuid("offering_uuid", "offering_uuid"),
          filter::uuid_list("uuid_list", "uuid"),
          filter::reference("offering", "offering_uuid", kOfferingCollections),
          filter::boolean("is_restricted", "is_restricted"),
          filter::choice("state", "state", {"OK", "Requested"}),
          filter::since("created", "created"),
          filter::until("created_before", "created")};
}

Result<Condition> conditions_for(std::string_view query) {
  return apply_filters(all_kinds(), QueryString::parse(query).value());
}

/// The only condition that the query makes.
Condition only_condition(std::string_view query) {
  const auto conditions = conditions_for(query);
  EXPECT_TRUE(conditions) << query;
  EXPECT_THAT(conditions->children, SizeIs(1)) << query;
  return conditions->children.front();
}

TEST(ApplyFilters, IgnoresWhatItDoesNotKnowAndWhatIsBlank) {
  const auto conditions = conditions_for("unknown=1&username=&state=&page=3");
  ASSERT_TRUE(conditions);
  EXPECT_THAT(conditions->children, IsEmpty());
}

TEST(ApplyFilters, TakesRepeatedValuesAsAlternatives) {
  const auto condition = only_condition("state=OK&state=Requested");
  EXPECT_EQ(condition.op, Condition::Operator::kIn);
  EXPECT_THAT(condition.values, ElementsAre(app::Value("OK"), app::Value("Requested")));
}

TEST(ApplyFilters, TakesUuidsInBothForms) {
  const auto hex = only_condition(std::string("offering_uuid=") + kUuid);
  const auto dashed = only_condition("offering_uuid=01234567-89AB-cdef-0123-456789abcdef");
  EXPECT_EQ(hex.values, dashed.values);
}

TEST(ApplyFilters, TakesTheUrlOfAnObjectOnAnyHost) {
  const auto condition = only_condition(
      std::string("offering=https://elsewhere/api/marketplace-provider-offerings/") + kUuid + "/");
  EXPECT_THAT(condition.values, ElementsAre(app::Value(Uuid::parse(kUuid).value())));
}

TEST(ApplyFilters, LooksForATextInEveryField) {
  const auto condition = only_condition("query=hpc");
  EXPECT_EQ(condition.op, Condition::Operator::kOr);
  EXPECT_THAT(condition.children, SizeIs(2));
  EXPECT_EQ(condition.children[1].field, "slug");
}

TEST(ApplyFilters, ReadsMoments) {
  const auto condition = only_condition("created=2026-03-01");
  EXPECT_EQ(condition.op, Condition::Operator::kAtLeast);
  EXPECT_EQ(condition.values.front(),
            app::Value(Timestamp::parse("2026-03-01T00:00:00Z").value().microseconds));
}

TEST(ApplyFilters, RepairsAnOffsetWhosePlusWasNotEncoded) {
  const auto condition = only_condition("created=2026-03-01T02:00:00+02:00");
  EXPECT_EQ(condition.values.front(),
            app::Value(Timestamp::parse("2026-03-01T00:00:00Z").value().microseconds));
}

TEST(ApplyFilters, NamesTheParameterAtFault) {
  const std::pair<const char*, const char*> faults[] = {{"offering_uuid=7", "offering_uuid"},
                                                        {"uuid_list=7", "uuid_list"},
                                                        {"offering=http://x/", "offering"},
                                                        {"is_restricted=maybe", "is_restricted"},
                                                        {"state=Gone", "state"},
                                                        {"created=yesterday", "created"}};
  for (const auto& [query, parameter] : faults) {
    const auto conditions = conditions_for(query);
    ASSERT_FALSE(conditions) << query;
    EXPECT_EQ(conditions.error().code, ErrorCode::kInvalid) << query;
    EXPECT_EQ(conditions.error().field, parameter) << query;
  }
}

TEST(ParseBoolean, TakesTheSpellingsOfOlderClients) {
  for (const auto* word : {"true", "True", "TRUE", "1", "yes", "on", "t"}) {
    EXPECT_EQ(parse_boolean(word), true) << word;
  }
  for (const auto* word : {"false", "False", "0", "no", "off", "f"}) {
    EXPECT_EQ(parse_boolean(word), false) << word;
  }
  EXPECT_FALSE(parse_boolean("2"));
}

constexpr OrderingName kNames[] = {{"created", "created"}, {"name", "title"}};

TEST(ReadOrdering, TakesCommasRepeatsAndMinus) {
  const auto order =
      read_ordering(kNames, QueryString::parse("o=-created,name&o=created").value(), {});
  ASSERT_TRUE(order);
  ASSERT_THAT(*order, SizeIs(2));
  EXPECT_EQ((*order)[0].field, "created");
  EXPECT_TRUE((*order)[0].descending);
  EXPECT_EQ((*order)[1].field, "title");
  EXPECT_FALSE((*order)[1].descending);
}

TEST(ReadOrdering, FallsBackWhenNothingIsAsked) {
  const auto order = read_ordering(kNames, QueryString(), {{"title", true}});
  ASSERT_TRUE(order);
  EXPECT_EQ(order->front().field, "title");
}

TEST(ReadOrdering, RefusesAnUnknownWord) {
  const auto order = read_ordering(kNames, QueryString::parse("o=password").value(), {});
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().field, "o");
}

}  // namespace
}  // namespace drawbridge::http
