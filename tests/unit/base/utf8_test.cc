#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge {
namespace {

TEST(Utf8, AcceptsWellFormedText) {
  EXPECT_TRUE(valid_utf8(""));
  EXPECT_TRUE(valid_utf8("plain"));
  EXPECT_TRUE(valid_utf8("\u0141\u00f3\u674e\U0001F600"));
  EXPECT_TRUE(valid_utf8(std::string_view("\0", 1)));
  EXPECT_TRUE(valid_utf8("\U0010FFFF"));
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndStrayOctets) {
  for (const auto* const text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\x80", "\xC3", "a\xE2\x82", "\xFF", "\xFE", "\xF0\x82\x82\xAC"}) {
    EXPECT_FALSE(valid_utf8(text)) << ::testing::PrintToString(std::string(text));
  }
}

TEST(Utf8, IsReadToTheEndWhereverSomethingElseThanAsciiStands) {
  for (std::size_t place = 0; place < 40; ++place) {
    std::string text(40, 'x');
    EXPECT_TRUE(is_printable_ascii(text));
    text[place] = '\t';
    EXPECT_TRUE(valid_utf8(text)) << place;
    EXPECT_FALSE(is_printable_ascii(text)) << place;
    text[place] = '\xFF';
    EXPECT_FALSE(valid_utf8(text)) << place;
    text.replace(place, 1, "\u674e");
    EXPECT_TRUE(valid_utf8(text)) << place;
    EXPECT_FALSE(is_printable_ascii(text)) << place;
  }
}

TEST(Utf8, IsAPlainLineWithSingleBlanksInside) {
  for (const auto* const text : {"", "a", "Jane Roe", "a long line of words with a blank each"}) {
    EXPECT_TRUE(is_plain_line(text)) << text;
  }
  for (const auto* const text : {" ", " a", "a ", "Jane  Roe", "a\tb", "Zo\u00eb", "a\x7f"}) {
    EXPECT_FALSE(is_plain_line(text)) << text;
  }
}

TEST(Utf8, StrayOctetsBecomeReplacementCharactersOneByOne) {
  EXPECT_EQ(code_points("a\xFF\xE2\x82z"), U"a\uFFFD\uFFFD\uFFFDz");
  EXPECT_EQ(count_code_points("\u674e\u5c0f\u9f99"), 3U);
}

TEST(Utf8, WritesWhatItReadAndReplacesWhatIsNoScalarValue) {
  const std::u32string text = U"a\u00e9\u674e\U0001F600";
  EXPECT_EQ(code_points(to_utf8(text)), text);
  EXPECT_EQ(to_utf8(std::u32string(1, char32_t{0xD800})), "\uFFFD");
  EXPECT_EQ(to_utf8(std::u32string(1, char32_t{0x110000})), "\uFFFD");
}

TEST(Utf8, FoldsCaseBeyondAscii) {
  EXPECT_EQ(case_fold("AbC"), "abc");
  EXPECT_EQ(case_fold("\u0141\u00d3"), case_fold("\u0142\u00f3"));
  EXPECT_EQ(case_fold("STRASSE"), case_fold("stra\u00dfe"));
  EXPECT_EQ(case_fold("e\u0301"), case_fold("\u00c9"));
}

TEST(Utf8, DecomposesForCompatibility) {
  EXPECT_EQ(nfkd("\u00e9"), "e\u0301");
  EXPECT_EQ(nfkd(U'\u00e9'), U"e\u0301");
  EXPECT_EQ(nfkd("\ufb01"), "fi");
  EXPECT_EQ(nfkc("e\u0301"), "\u00e9");
  EXPECT_EQ(nfkd(char32_t{0xFDFA}).size(), 18U);
}

TEST(Utf8, SingleLineMakesEveryRunOfWhiteSpaceOneBlank) {
  EXPECT_EQ(single_line("  a \t\r\n b\u2028c\u00a0\u3000d\u0085 "), "a b c d");
  EXPECT_EQ(single_line(" \n\t "), "");
  EXPECT_EQ(single_line(""), "");
  EXPECT_EQ(single_line("a b, c"), "a b, c");
  EXPECT_EQ(single_line("a  b"), "a b");
  EXPECT_EQ(single_line(" a"), "a");
  EXPECT_EQ(single_line("a "), "a");
  EXPECT_EQ(single_line("a\x01z"), "a\x01z");
}

TEST(Utf8, FindsControlCharactersOfEveryKind) {
  for (const char32_t c :
       {0x00U, 0x09U, 0x0AU, 0x1BU, 0x7FU, 0x80U, 0x9FU, 0x2028U, 0x2029U, 0x202EU, 0x2066U}) {
    EXPECT_TRUE(has_control_characters("a" + to_utf8(std::u32string(1, c)) + "b"))
        << static_cast<unsigned>(c);
    EXPECT_TRUE(has_control_characters("\u674e" + to_utf8(std::u32string(1, c))))
        << static_cast<unsigned>(c);
  }
  EXPECT_FALSE(has_control_characters("O\"Brien\\ \u674e \u200d"));
}

TEST(Utf8, LowersSingleCodePoints) {
  EXPECT_EQ(to_lower(U'\u0429'), U'\u0449');
  EXPECT_EQ(to_lower(U'\u00d8'), U'\u00f8');
  EXPECT_EQ(to_lower(U'1'), U'1');
}

}  // namespace
}  // namespace drawbridge
