#include "base/encoding.h"

#include <gtest/gtest.h>

using namespace std::string_literals;
using drawbridge::append_json_string;
using drawbridge::base64_decode;
using drawbridge::base64_encode;
using drawbridge::Base64Padding;
using drawbridge::hex_decode;
using drawbridge::hex_encode;

namespace {

std::string json_of(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Hex, WritesLowerCaseAndReadsBothCases) {
  EXPECT_EQ(hex_encode("\x00\xff\x1a"s), "00ff1a");
  EXPECT_EQ(hex_decode("00fF1A").value(), "\x00\xff\x1a"s);
  EXPECT_EQ(hex_decode("").value(), "");
}

TEST(Hex, RefusesOddLengthsAndOtherCharacters) {
  for (const auto* text : {"0", "abc", "0g", " 0", "0x"}) EXPECT_FALSE(hex_decode(text)) << text;
}

TEST(Base64, GivesTheVectorsOfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text).value(), bytes);
  }
}

TEST(Base64, ReadsBackEveryByte) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  EXPECT_EQ(base64_decode(base64_encode(bytes)).value(), bytes);
}

TEST(Base64, TreatsPaddingAsItIsTold) {
  EXPECT_EQ(base64_encode("f", Base64Padding::kForbidden), "Zg");
  EXPECT_FALSE(base64_decode("Zg"));
  EXPECT_TRUE(base64_decode("Zg", Base64Padding::kForbidden));
  EXPECT_FALSE(base64_decode("Zg==", Base64Padding::kForbidden));
  EXPECT_TRUE(base64_decode("Zg", Base64Padding::kOptional));
  EXPECT_TRUE(base64_decode("Zg==", Base64Padding::kOptional));
  EXPECT_FALSE(base64_decode("Zg=", Base64Padding::kOptional));
}

TEST(Base64, RefusesWhatHasNoSingleMeaning) {
  for (const auto* text :
       {"Z", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v", "Zg==Zg==", "====", "Zm9v====", "Z-9_"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
}

TEST(JsonString, EscapesWhatJsonAsksFor) {
  EXPECT_EQ(json_of("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_of("\n\r\t\x01\x1f\x7f"), R"("\n\r\t\u0001\u001f\u007f")");
  EXPECT_EQ(json_of("\0"s), R"("\u0000")");
  EXPECT_EQ(json_of(""), R"("")");
}

TEST(JsonString, EscapesWhatTerminalsObeyOrHide) {
  EXPECT_EQ(json_of("\u009b31m\u0080\u009f"), R"("\u009b31m\u0080\u009f")");
  EXPECT_EQ(json_of("\u2028\u2029\u202e\u2066\u2069\u200f"),
            R"("\u2028\u2029\u202e\u2066\u2069\u200f")");
  EXPECT_EQ(json_of("\u00a0\u2027\u202f\u206a\u2010"), "\"\u00a0\u2027\u202f\u206a\u2010\"");
}

TEST(JsonString, KeepsUtf8AndReplacesEverythingElse) {
  EXPECT_EQ(json_of("Żółć 李 \xf0\x9f\x98\x80"), "\"Żółć 李 \xf0\x9f\x98\x80\"");
  EXPECT_EQ(json_of("a\xff"), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(json_of("\xc3"), "\"\xef\xbf\xbd\"");                                  // cut short
  EXPECT_EQ(json_of("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");                  // overlong
  EXPECT_EQ(json_of("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // surrogate
  EXPECT_EQ(json_of("\xf4\x90\x80\x80"),
            "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // over U+10FFFF
}

}  // namespace
