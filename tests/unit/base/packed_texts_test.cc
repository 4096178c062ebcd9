#include "base/packed_texts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drawbridge {
namespace {

std::vector<std::string> contents(const PackedTexts& texts) {
  std::vector<std::string> out;
  for (const std::string_view text : texts) out.emplace_back(text);
  return out;
}

TEST(PackedTexts, GiveBackWhatTheyWereMadeOf) {
  const std::string zeros(3, '\0');
  for (const std::vector<std::string>& texts : {std::vector<std::string>{},
                                                {""},
                                                {"", ""},
                                                {"a"},
                                                {"a", std::string(70'000, 'x'), zeros}}) {
    const PackedTexts packed(std::vector<std::string_view>(texts.begin(), texts.end()));
    EXPECT_EQ(contents(packed), texts);
    EXPECT_EQ(packed.size(), texts.size());
    EXPECT_EQ(packed.empty(), texts.empty());
  }
}

TEST(PackedTexts, AreEqualWhenEveryTextIs) {
  EXPECT_EQ((PackedTexts{"ab", "c"}), (PackedTexts{"ab", "c"}));
  EXPECT_EQ(PackedTexts(), PackedTexts(std::vector<std::string_view>{}));
  EXPECT_NE((PackedTexts{"ab", "c"}), (PackedTexts{"a", "bc"}));
  EXPECT_NE((PackedTexts{"ab", "c"}), (PackedTexts{"ab"}));
  EXPECT_NE((PackedTexts{""}), PackedTexts());
}

TEST(PackedTexts, LieThereAsOctetStrings) {
  using namespace std::string_literals;
  EXPECT_EQ(PackedTexts().octets(), "");
  EXPECT_EQ((PackedTexts{"", "ab"}).octets(), "\x04\0\x04\x02"s + "ab");
  for (const auto& [size, header] : {std::pair(127U, "\x04\x7f"s),
                                     {128U, "\x04\x81\x80"s},
                                     {255U, "\x04\x81\xff"s},
                                     {256U, "\x04\x82\x01\0"s},
                                     {70'000U, "\x04\x83\x01\x11\x70"s}}) {
    EXPECT_EQ(PackedTexts{std::string(size, 'x')}.octets(), header + std::string(size, 'x'));
  }
}

TEST(PackedTexts, AreSharedByCopies) {
  PackedTexts copy;
  {
    const PackedTexts original{"one", "two"};
    copy = original;
    EXPECT_EQ((*copy.begin()).data(), (*original.begin()).data());
  }
  EXPECT_EQ(contents(copy), (std::vector<std::string>{"one", "two"}));
}

}  // namespace
}  // namespace drawbridge
