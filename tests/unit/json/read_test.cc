#include "json/read.h"

#include <gtest/gtest.h>

#include <string>

#include "json/write.h"

namespace drawbridge::json {
namespace {

using namespace std::string_literals;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Parse, ReadsValuesAndKeepsTheLastOfAName) {
  const auto value = parse(R"({"b": [1, 2.5, null, true], "a": "x", "a": "y"})").value();
  EXPECT_EQ(canonical(value), R"({"a":"y","b":[1,2.5,null,true]})");
}

TEST(Parse, RefusesMoreLevelsThanAllowedHoweverMany) {
  EXPECT_TRUE(parse(nested(32)));
  EXPECT_EQ(parse(nested(33)).error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(parse(std::string(1'000'000, '[')));
  EXPECT_FALSE(parse(R"({"a":[{"b":1}]})", {.depth = 2}));
}

TEST(Parse, DoesNotCountBracketsInsideStrings) {
  EXPECT_TRUE(parse(R"({"a":"[[[[\"[[[[","b":"\\"})", {.depth = 1}));
}

TEST(Parse, RefusesMoreBytesThanAllowed) {
  EXPECT_TRUE(parse("\"1234\"", {.bytes = 6}));
  EXPECT_EQ(parse("\"12345\"", {.bytes = 6}).error().code, ErrorCode::kTooLarge);
}

class NotJson : public testing::TestWithParam<std::string> {};

TEST_P(NotJson, IsRefused) { EXPECT_EQ(parse(GetParam()).error().code, ErrorCode::kInvalid); }

INSTANTIATE_TEST_SUITE_P(Each, NotJson,
                         testing::Values("", " ", "{", "{]", "[1,]", "{\"a\" 1}", "01", "1 2",
                                         "'a'", "nul", "NaN", "1e999", "\"\xff\"", "\"\xc0\xaf\"",
                                         "\"\xed\xa0\x80\"", "\"\\ud800\"", "\"a\nb\"", "// x\n1",
                                         "\"a", "[1]]"));

TEST(Parse, SaysWhereTheMistakeIs) {
  EXPECT_EQ(parse("{\"a\": 1,\n \"b\" 2}").error().message,
            "JSON parse error - no valid JSON at line 2 column 6");
}

TEST(ParseObject, TakesObjectsAndNothingElse) {
  EXPECT_TRUE(parse_object("{}"));
  EXPECT_EQ(canonical(parse_object("").value()), "{}");
  EXPECT_EQ(parse_object("[]").error().message,
            "Invalid data. Expected a dictionary, but got list.");
  EXPECT_FALSE(parse_object("\"a\""));
}

Value body(std::string_view text) { return parse_object(text).value(); }

std::string error_of(const auto& result) {
  return result ? "no error"s : result.error().field + ": " + result.error().message;
}

TEST(RequiredString, HasTheTextsOfTheFramework) {
  const TextRules rules{.max_length = 3};
  const auto ask = [&](std::string_view text) {
    return error_of(required_string(body(text), "name", rules));
  };
  EXPECT_EQ(ask("{}"), "name: This field is required.");
  EXPECT_EQ(ask(R"({"name":null})"), "name: This field may not be null.");
  EXPECT_EQ(ask(R"({"name":true})"), "name: Not a valid string.");
  EXPECT_EQ(ask(R"({"name":["a"]})"), "name: Not a valid string.");
  EXPECT_EQ(ask(R"({"name":{}})"), "name: Not a valid string.");
  EXPECT_EQ(ask(R"({"name":"  "})"), "name: This field may not be blank.");
  EXPECT_EQ(ask(R"({"name":"abcd"})"), "name: Ensure this field has no more than 3 characters.");
  EXPECT_EQ(ask(R"({"name":"a\u0000"})"), "name: Null characters are not allowed.");
}

TEST(RequiredString, TrimsAndCountsCodePoints) {
  EXPECT_EQ(required_string(body(R"({"n":" żół "})"), "n", {.max_length = 3}).value(), "żół");
  EXPECT_EQ(required_string(body(R"({"n":" x "})"), "n", {.trims = false}).value(), " x ");
  EXPECT_EQ(required_string(body(R"({"n":""})"), "n", {.may_be_blank = true}).value(), "");
  EXPECT_EQ(required_string(body(R"({"n":42})"), "n").value(), "42");
}

TEST(OptionalString, TellsAbsentFromNull) {
  EXPECT_EQ(optional_string(body("{}"), "n").value(), std::nullopt);
  EXPECT_EQ(error_of(optional_string(body(R"({"n":null})"), "n")),
            "n: This field may not be null.");
  EXPECT_EQ(optional_string(body(R"({"n":"x"})"), "n").value(), "x");
}

TEST(NullableString, TellsAbsentFromNullFromGiven) {
  EXPECT_FALSE(nullable_string(body("{}"), "n").value().is_given);
  const auto null = nullable_string(body(R"({"n":null})"), "n").value();
  EXPECT_TRUE(null.is_given);
  EXPECT_FALSE(null.value);
  EXPECT_EQ(nullable_string(body(R"({"n":"x"})"), "n").value().value, "x");
}

TEST(Integer, TakesNumbersAndTheirTexts) {
  const auto ask = [](std::string_view text) { return required_integer(body(text), "n"); };
  EXPECT_EQ(ask(R"({"n":-7})").value(), -7);
  EXPECT_EQ(ask(R"({"n":"7"})").value(), 7);
  EXPECT_EQ(ask(R"({"n":7.0})").value(), 7);
  EXPECT_EQ(ask(R"({"n":9223372036854775807})").value(), INT64_MAX);
  for (const auto* text : {R"({"n":7.5})", R"({"n":"x"})", R"({"n":true})", R"({"n":[]})",
                           R"({"n":9223372036854775808})", R"({"n":1e30})", R"({"n":""})"}) {
    EXPECT_EQ(error_of(ask(text)), "n: A valid integer is required.") << text;
  }
}

TEST(Integer, StaysInItsRange) {
  const IntegerRange range{.min = 1, .max = 10};
  EXPECT_EQ(error_of(required_integer(body(R"({"n":0})"), "n", range)),
            "n: Ensure this value is greater than or equal to 1.");
  EXPECT_EQ(error_of(optional_integer(body(R"({"n":11})"), "n", range)),
            "n: Ensure this value is less than or equal to 10.");
  EXPECT_EQ(nullable_integer(body(R"({"n":10})"), "n", range).value().value, 10);
}

TEST(Boolean, TakesTheWordsOfTheFramework) {
  for (const auto* text : {R"({"b":true})", R"({"b":"True"})", R"({"b":1})", R"({"b":"on"})"}) {
    EXPECT_TRUE(required_boolean(body(text), "b").value()) << text;
  }
  for (const auto* text : {R"({"b":false})", R"({"b":"FALSE"})", R"({"b":0})", R"({"b":"no"})"}) {
    EXPECT_FALSE(required_boolean(body(text), "b").value()) << text;
  }
  for (const auto* text : {R"({"b":2})", R"({"b":"maybe"})", R"({"b":[]})", R"({"b":1.0})"}) {
    EXPECT_EQ(error_of(required_boolean(body(text), "b")), "b: Must be a valid boolean.") << text;
  }
  EXPECT_EQ(optional_boolean(body("{}"), "b").value(), std::nullopt);
}

TEST(UuidField, TakesBothForms) {
  const auto ask = [](std::string_view text) { return required_uuid(body(text), "u"); };
  EXPECT_EQ(ask(R"({"u":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"})").value().hex(),
            "6ba7b8109dad11d180b400c04fd430c8");
  EXPECT_EQ(error_of(ask(R"({"u":"x"})")), "u: Must be a valid UUID.");
  EXPECT_EQ(error_of(ask(R"({"u":5})")), "u: Must be a valid UUID.");
  EXPECT_FALSE(nullable_uuid(body(R"({"u":null})"), "u").value().value);
}

TEST(TimestampField, TakesIso8601) {
  EXPECT_EQ(required_timestamp(body(R"({"t":"2026-03-01"})"), "t").value().date(), "2026-03-01");
  EXPECT_EQ(required_timestamp(body(R"({"t":5})"), "t").error().field, "t");
  EXPECT_FALSE(optional_timestamp(body(R"({"t":"soon"})"), "t"));
}

TEST(Choice, TakesOneOfItsWords) {
  constexpr std::array<std::string_view, 2> kStates = {"OK", "Erred"};
  EXPECT_EQ(required_choice(body(R"({"s":"OK"})"), "s", kStates).value(), "OK");
  EXPECT_EQ(error_of(required_choice(body(R"({"s":"ok"})"), "s", kStates)),
            "s: \"ok\" is not a valid choice.");
  EXPECT_EQ(error_of(optional_choice(body(R"({"s":1})"), "s", kStates)),
            "s: \"1\" is not a valid choice.");
}

TEST(StringList, ChecksEveryItem) {
  EXPECT_EQ(required_string_list(body(R"({"l":["a","b"]})"), "l").value(),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(error_of(required_string_list(body(R"({"l":"a"})"), "l")),
            "l: Expected a list of items.");
  EXPECT_FALSE(required_string_list(body(R"({"l":["a",null]})"), "l"));
  EXPECT_FALSE(required_string_list(body(R"({"l":["a",{}]})"), "l"));
  EXPECT_FALSE(required_string_list(body(R"({"l":["a","b"]})"), "l", {}, 1));
  EXPECT_EQ(optional_string_list(body("{}"), "l").value(), std::nullopt);
}

TEST(NestedValues, AreBorrowed) {
  const auto given = body(R"({"o":{"x":1},"a":[2],"n":null})");
  EXPECT_EQ(canonical(**optional_object(given, "o")), R"({"x":1})");
  EXPECT_EQ(canonical(**optional_array(given, "a")), "[2]");
  EXPECT_EQ(*optional_object(given, "absent"), nullptr);
  EXPECT_FALSE(optional_object(given, "a"));
  EXPECT_FALSE(optional_array(given, "o"));
  EXPECT_FALSE(optional_object(given, "n"));
  EXPECT_TRUE(has(given, "n"));
  EXPECT_FALSE(has(given, "absent"));
}

}  // namespace
}  // namespace drawbridge::json
