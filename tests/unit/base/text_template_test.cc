#include "base/text_template.h"

#include <gtest/gtest.h>

namespace drawbridge {
namespace {

Result<std::string> fill(std::string_view text) {
  return fill_template(text, {{{"host", "a.example"}, {"braces", "{{host}}"}, {"none", ""}},
                              {{"on", true}, {"off", false}}});
}

std::string fault_of(std::string_view text) {
  const auto filled = fill(text);
  if (filled) return "no fault: " + *filled;
  EXPECT_EQ(filled.error().code, ErrorCode::kInternal);
  return filled.error().message;
}

TEST(TextTemplateTest, NamesAreReplacedWhereverTheyStand) {
  EXPECT_EQ(*fill("uri {{host}}/{{host}}{{none}}.\nplain { } text\n"),
            "uri a.example/a.example.\nplain { } text\n");
  EXPECT_EQ(*fill("no line break at the end"), "no line break at the end\n");
  EXPECT_EQ(*fill("an\n\nempty line\n\n"), "an\n\nempty line\n\n");
}

TEST(TextTemplateTest, ValuesAreNotLookedAtAgain) {
  EXPECT_EQ(*fill("{{braces}}\n"), "{{host}}\n");
}

TEST(TextTemplateTest, PartsStayByTheirFlag) {
  EXPECT_EQ(*fill("a\n{{#on}}\nb {{host}}\n{{/on}}\n{{#off}}\nc\n{{/off}}\nd\n"),
            "a\nb a.example\nd\n");
  EXPECT_EQ(*fill("{{^on}}\nb\n{{/on}}\n{{^off}}\nc\n{{/off}}\n"), "c\n");
}

TEST(TextTemplateTest, AFaultyTemplateIsNamed) {
  EXPECT_NE(fault_of("{{hots}}\n").find("hots"), std::string::npos);
  EXPECT_NE(fault_of("{{host\n").find("without end"), std::string::npos);
  EXPECT_NE(fault_of("{{#onn}}\n{{/onn}}\n").find("onn"), std::string::npos);
  EXPECT_NE(fault_of("{{#on}}\n").find("without end"), std::string::npos);
  EXPECT_NE(fault_of("{{#on}}\n{{/off}}\n").find("another part"), std::string::npos);
  EXPECT_NE(fault_of("{{/on}}\n").find("another part"), std::string::npos);
  EXPECT_NE(fault_of("{{#on}}\n{{#off}}\n{{/off}}\n{{/on}}\n").find("within"), std::string::npos);
  // What is left out needs no names that are known.
  EXPECT_EQ(*fill("{{#off}}\n{{hots}}\n{{/off}}\n"), "");
}

}  // namespace
}  // namespace drawbridge
