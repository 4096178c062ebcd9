#include "domain/transliteration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/utf8.h"

namespace drawbridge::domain {
namespace {

void expect_all(std::initializer_list<std::pair<const char*, const char*>> rows) {
  for (const auto& [text, ascii] : rows) EXPECT_EQ(transliterate(text), ascii) << text;
}

TEST(Transliteration, LatinLettersLoseTheirMarks) {
  expect_all({{"Ülle", "Ulle"},
              {"Zoë", "Zoe"},
              {"Größe", "Grosse"},
              {"İsmail", "Ismail"},
              {"Été", "Ete"},
              {"Nguyễn", "Nguyen"},
              {"Dvořák", "Dvorak"},
              {"Ștefan", "Stefan"}});
}

TEST(Transliteration, LatinLettersWithoutDecompositionComeFromTheTable) {
  expect_all({{"Łukasz Żółć", "Lukasz Zolc"},
              {"Øyvind Ægirsson", "Oyvind Aegirsson"},
              {"Straße", "Strasse"},
              {"Þórður", "Thordur"},
              {"Đorđe", "Dorde"},
              {"Ħal", "Hal"},
              {"Işık", "Isik"},
              {"Ŋandu", "Ngandu"},
              {"Œuvre", "Oeuvre"},
              {"Ŧ", "T"},
              {"Ǿ", "O"},
              {"Əliyev", "Eliyev"},
              {"ẞ", "Ss"}});
}

TEST(Transliteration, GreekFollowsElot743) {
  expect_all({{"Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"},
              {"Ευάγγελος", "Evangelos"},
              {"Ευτυχία", "Eftychia"},
              {"Αύρα", "Avra"},
              {"Αυτός", "Aftos"},
              {"Ηύρα", "Ivra"},
              {"Σφίγξ", "Sfinx"},
              {"Άγχος", "Anchos"},
              {"Άγκυρα", "Agkyra"},
              {"Μπάμπης", "Bampis"},
              {"Μαΐου", "Maiou"},
              {"ταξί", "taxi"},
              {"άυλος", "aylos"},
              {"προϋπηρεσία", "proypiresia"},
              {"Ψυχή", "Psychi"},
              {"Θεός", "Theos"},
              {"ταυ", "taf"},
              {"ΟΥΡΑΝΟΣ", "OURANOS"},
              {"Χρήστος", "Christos"},
              {"Γιώργος", "Giorgos"},
              {"κομπ", "kob"}});
}

TEST(Transliteration, GreekWrittenWithCombiningMarksGivesTheSame) {
  EXPECT_EQ(transliterate(nfkd("Γιώργος Παπαδόπουλος")), "Giorgos Papadopoulos");
}

TEST(Transliteration, CyrillicFollowsIcao9303) {
  expect_all({{"Иван Щербаков", "Ivan Shcherbakov"},
              {"Юлия", "Iuliia"},
              {"Артём", "Artem"},
              {"Николай", "Nikolai"},
              {"Объедков", "Obieedkov"},
              {"Игорь", "Igor"},
              {"Ґалаґан", "Galagan"},
              {"Київ", "Kiiv"},
              {"Ђорђе", "Dorde"},
              {"Њего", "Njego"},
              {"Ўладзімір", "Uladzimir"},
              {"Хрущёв", "Khrushchev"},
              {"Цой", "Tsoi"},
              {"Жук", "Zhuk"},
              {"ЩЕРБАКОВ", "SHCHERBAKOV"}});
}

TEST(Transliteration, OtherScriptsAreLeftOut) {
  expect_all(
      {{"李", ""}, {"小龙", ""}, {"محمد", ""}, {"שלום", ""}, {"ひらがな", ""}, {"a李b", "ab"}});
}

TEST(Transliteration, WhiteSpaceOfAnyKindIsOneBlankEach) {
  EXPECT_EQ(transliterate("a\u00a0b\u2028c\td"), "a b c d");
}

TEST(Transliteration, AsciiStaysAsItIs) {
  std::string ascii;
  for (char c = 0x21; c < 0x7F; ++c) ascii += c;
  EXPECT_EQ(transliterate(ascii), ascii);
}

TEST(Transliteration, GivesAsciiForEveryCodePointAndForBrokenText) {
  // Every code point of the planes with scripts, every 257th of the rest.
  for (char32_t c = 1; c <= 0x10FFFF; c += c < 0x20000 ? 1 : 257) {
    if (c == 0xD800) c = 0xE000;
    const std::string text = transliterate(to_utf8(std::u32string(1, c)));
    ASSERT_TRUE(std::all_of(text.begin(), text.end(), [](char out) { return out > 0; }))
        << static_cast<unsigned>(c);
  }
  EXPECT_EQ(transliterate("a\xFF\xC3z"), "az");
}

}  // namespace
}  // namespace drawbridge::domain
