#include "ldap/dn/string_prep.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>

namespace drawbridge::ldap::dn {
namespace {

using namespace std::string_literals;

std::optional<std::string> prepare(std::string_view text, CaseRule case_rule = CaseRule::kFold,
                                   StringRole role = StringRole::kValue) {
  std::string out;
  if (!append_prepared(text, case_rule, role, out)) return std::nullopt;
  return out;
}

TEST(StringPrep, FoldsCaseOnlyWhenAsked) {
  EXPECT_EQ(prepare("MiXed"), "mixed");
  EXPECT_EQ(prepare("MiXed", CaseRule::kKeep), "MiXed");
  EXPECT_EQ(prepare("\xc5\x81"), "\xc5\x82");                   // Ł -> ł
  EXPECT_EQ(prepare("\xc5\x81", CaseRule::kKeep), "\xc5\x81");  // Ł stays
  EXPECT_EQ(prepare("\xc3\x9f"), "ss");                         // ß -> ss
}

TEST(StringPrep, FoldsEachLetterOfALongTextAndNothingElse) {
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ@[`{~";
  const std::string lower = "abcdefghijklmnopqrstuvwxyz@[`{~";
  for (std::size_t size = 1; size <= upper.size(); ++size) {
    std::string out = "X=";
    ASSERT_TRUE(append_prepared(upper.substr(0, size), CaseRule::kFold, StringRole::kValue, out));
    EXPECT_EQ(out, "X=" + lower.substr(0, size));
    EXPECT_EQ(prepare(upper.substr(0, size), CaseRule::kKeep), upper.substr(0, size));
  }
}

TEST(StringPrep, TakesOutInsignificantSpaces) {
  EXPECT_EQ(prepare("  a   b  "), "a b");
  EXPECT_EQ(prepare("   "), "");
  EXPECT_EQ(prepare(""), "");
  EXPECT_EQ(prepare("a\tb\nc\rd"), "a b c d");
  EXPECT_EQ(prepare("a\xc2\xa0\xe3\x80\x80"
                    "b"),
            "a b");  // no-break and ideographic space
}

TEST(StringPrep, KeepsSingleSpacesInsideWhateverTheRole) {
  for (const auto role :
       {StringRole::kValue, StringRole::kInitial, StringRole::kAny, StringRole::kFinal}) {
    EXPECT_EQ(prepare("Ab C d", CaseRule::kFold, role), "ab c d");
    EXPECT_EQ(prepare("Ab C d", CaseRule::kKeep, role), "Ab C d");
    EXPECT_EQ(prepare("Ab  C", CaseRule::kFold, role), "ab c");
  }
  EXPECT_EQ(prepare(" Ab "), "ab");
  EXPECT_EQ(prepare(" Ab ", CaseRule::kFold, StringRole::kInitial), "ab ");
  EXPECT_EQ(prepare(" Ab ", CaseRule::kFold, StringRole::kAny), " ab ");
  EXPECT_EQ(prepare(" Ab ", CaseRule::kFold, StringRole::kFinal), " ab");
}

TEST(StringPrep, DropsControlsAndInvisibles) {
  EXPECT_EQ(prepare("a\0b\x01\x7f"
                    "c"s),
            "abc");
  EXPECT_EQ(prepare("a\xc2\xad"
                    "b\xe2\x80\x8b\xef\xbb\xbf"
                    "c"),
            "abc");  // soft hyphen, ZWSP, BOM
}

TEST(StringPrep, ComposesAndReplacesCompatibilityForms) {
  EXPECT_EQ(prepare("e\xcc\x81"), "\xc3\xa9");  // e + acute = é
  EXPECT_EQ(prepare("\xef\xac\x81"), "fi");     // ligature
  EXPECT_EQ(prepare("\xef\xbc\xa1"), "a");      // full-width A
}

TEST(StringPrep, RefusesWhatIsNotUtf8AndLeavesTheOutputAlone) {
  for (const char* text :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xc3", "\x80"}) {
    std::string out = "kept";
    EXPECT_FALSE(append_prepared(text, CaseRule::kFold, StringRole::kValue, out));
    EXPECT_EQ(out, "kept");
    EXPECT_FALSE(is_utf8(text));
  }
  EXPECT_TRUE(is_utf8("\xf0\x9f\x98\x80 ok"));
}

TEST(StringPrep, KeepsTheSpacesThatCountInPieces) {
  const auto piece = [](std::string_view text, StringRole role) {
    return prepare(text, CaseRule::kFold, role);
  };
  EXPECT_EQ(piece("  Foo  ", StringRole::kInitial), "foo ");
  EXPECT_EQ(piece("  Foo  ", StringRole::kAny), " foo ");
  EXPECT_EQ(piece("  Foo  ", StringRole::kFinal), " foo");
  EXPECT_EQ(piece("  ", StringRole::kInitial), "");
  EXPECT_EQ(piece("  ", StringRole::kAny), " ");
  EXPECT_EQ(piece("  ", StringRole::kFinal), "");
}

TEST(StringPrep, IsIdempotentAndNeverLeavesControls) {
  std::mt19937 random(4518);
  const std::u32string alphabet =
      U"aZ \t\n\u0001\u00c5\u0130\u1e9e\u0301\ufb03\u3000\u200b\u03a3\u2126\U0001f600\u00a8";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = random() % 8; n > 0; --n) {
      const char32_t c = alphabet[random() % alphabet.size()];
      if (c < 0x80) {
        text += static_cast<char>(c);
      } else if (c < 0x800) {
        text += static_cast<char>(0xc0U | (c >> 6U));
        text += static_cast<char>(0x80U | (c & 0x3fU));
      } else if (c < 0x10000) {
        text += static_cast<char>(0xe0U | (c >> 12U));
        text += static_cast<char>(0x80U | ((c >> 6U) & 0x3fU));
        text += static_cast<char>(0x80U | (c & 0x3fU));
      } else {
        text += static_cast<char>(0xf0U | (c >> 18U));
        text += static_cast<char>(0x80U | ((c >> 12U) & 0x3fU));
        text += static_cast<char>(0x80U | ((c >> 6U) & 0x3fU));
        text += static_cast<char>(0x80U | (c & 0x3fU));
      }
    }
    const auto once = prepare(text);
    ASSERT_TRUE(once);
    EXPECT_EQ(prepare(*once), once) << testing::PrintToString(text);
    for (const char c : *once) EXPECT_GE(static_cast<unsigned char>(c), 0x20U);
  }
}

}  // namespace
}  // namespace drawbridge::ldap::dn
