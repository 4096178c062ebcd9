#include "http/object_writer.h"

#include <gtest/gtest.h>

#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

Status represent(ObjectWriter& out, app::Row&) {
  out.field("name", "zoe")
      .field("age", 7)
      .field("gone", std::optional<std::string>())
      .field_unless_null("maybe", std::optional<std::string>());
  out.nested("list", [](json::Writer& json) { json.begin_array().value(1).end_array(); });
  return {};
}

std::string object_for(std::string_view query) {
  app::Row row;
  std::string body;
  const FieldSelection selection(QueryString::parse(query).value());
  EXPECT_TRUE(detail::append_object(body, selection, row, represent));
  return body;
}

TEST(FieldSelectionOf, WritesEverythingUnlessTold) {
  EXPECT_EQ(object_for(""), R"({"name":"zoe","age":7,"gone":null,"list":[1]})");
}

TEST(FieldSelectionOf, WritesOnlyTheKeysAskedFor) {
  EXPECT_EQ(object_for("field=age&field=list"), R"({"age":7,"list":[1]})");
}

TEST(FieldSelectionOf, IgnoresUnknownKeysAmongKnownOnes) {
  EXPECT_EQ(object_for("field=age&field=colour"), R"({"age":7})");
}

TEST(FieldSelectionOf, WritesEverythingWhenAllKeysAreUnknown) {
  EXPECT_EQ(object_for("field=colour"), object_for(""));
}

TEST(FieldSelectionOf, KnowsAKeyThatHasNoValueNow) { EXPECT_EQ(object_for("field=maybe"), "{}"); }

}  // namespace
}  // namespace drawbridge::http
