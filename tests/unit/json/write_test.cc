#include "json/write.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "json/read.h"

namespace drawbridge::json {
namespace {

using namespace std::string_literals;

TEST(Writer, PutsCommasWhereTheyBelong) {
  std::string out;
  Writer writer(out);
  writer.begin_object().field("a", 1).key("list").begin_array();
  writer.value("x").begin_object().end_object().begin_array().end_array().value(2).end_array();
  writer.field("b", true)
      .field("c", std::optional<int>())
      .field("d", std::optional(7))
      .end_object();
  EXPECT_EQ(out, R"({"a":1,"list":["x",{},[],2],"b":true,"c":null,"d":7})");
}

TEST(Writer, IsNotMisledByBracketsInTexts) {
  std::string out;
  Writer(out).begin_array().value("{").value("[").value(":").value("").end_array();
  EXPECT_EQ(out, R"(["{","[",":",""])");
}

TEST(Writer, StartsAfreshBehindWhatIsThere) {
  std::string out = "{\"line\":1}\n";
  Writer(out).begin_object().end_object();
  EXPECT_EQ(out, "{\"line\":1}\n{}");
}

TEST(Writer, WritesNumbersThatReadBackTheSame) {
  std::string out;
  Writer(out).begin_array().value(INT64_MIN).value(UINT64_MAX).value(0.1).value(NAN).end_array();
  EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615,0.1,null]");
}

TEST(Writer, IsValidJsonForAnyBytes) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  std::string out;
  Writer(out).begin_object().field(bytes, bytes).end_object();
  EXPECT_TRUE(parse(out)) << out;
}

TEST(Writer, GivesBackEveryTextItWrote) {
  for (const auto& text : {"O\"Brien\\"s, "]]"s, "Łukasz Żółć"s, "李小龙"s, "a\nb\0c\x7f"s}) {
    std::string out;
    Writer(out).value(text);
    EXPECT_EQ(parse(out).value().get<std::string>(), text);
  }
}

TEST(Writer, WritesUuidsAndValues) {
  std::string out;
  const auto uuid = Uuid::parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8").value();
  Writer(out).begin_object().field("u", uuid).field("v", Value{{"b", 1}, {"a", 2}}).end_object();
  EXPECT_EQ(out, R"({"u":"6ba7b8109dad11d180b400c04fd430c8","v":{"a":2,"b":1}})");
}

TEST(Canonical, IsTheSameForEqualValues) {
  EXPECT_EQ(canonical(parse(R"({"b":1, "a":[ ]})").value()),
            canonical(parse(R"({"a":[],"b":1})").value()));
  EXPECT_EQ(canonical(Value("\xff")), "\"\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace drawbridge::json
