#include "domain/transliteration.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"

namespace drawbridge::domain {
namespace {

struct Letter {
  char32_t code_point;
  std::string_view ascii;
};

// Letters of the Latin script that Unicode does not decompose (The Unicode Standard 15, code charts
// Latin-1 Supplement to Latin Extended-B, IPA Extensions). The one or two ASCII letters nearest in
// shape, as the bearers write them: o for o with stroke, not ICAO's oe.
constexpr Letter kLatin[] = {
    {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"},  {0x0138, "k"}, {0x0142, "l"}, {0x014B, "ng"}, {0x0153, "oe"},
    {0x0167, "t"},  {0x0180, "b"},  {0x0188, "c"}, {0x018C, "d"}, {0x0192, "f"},  {0x0199, "k"},
    {0x019A, "l"},  {0x01A5, "p"},  {0x01AD, "t"}, {0x01B4, "y"}, {0x01B6, "z"},  {0x01DD, "e"},
    {0x01E5, "g"},  {0x0221, "d"},  {0x0237, "j"}, {0x023C, "c"}, {0x0247, "e"},  {0x0249, "j"},
    {0x024D, "r"},  {0x024F, "y"},  {0x0253, "b"}, {0x0254, "o"}, {0x0256, "d"},  {0x0257, "d"},
    {0x0259, "e"},  {0x025B, "e"},  {0x0260, "g"}, {0x0268, "i"}, {0x0269, "i"},  {0x0272, "n"},
    {0x0289, "u"},  {0x028B, "v"},
};

// ICAO Doc 9303, Machine Readable Travel Documents, part 3, section 6.B "Transliteration of
// Cyrillic characters", the column that holds for all languages. The last line is not in that
// table: letters of Kazakh, Kyrgyz, Tatar and others, by the nearest letter.
constexpr Letter kCyrillic[] = {
    {0x0430, "a"},    {0x0431, "b"},  {0x0432, "v"},  {0x0433, "g"},  {0x0434, "d"},
    {0x0435, "e"},    {0x0436, "zh"}, {0x0437, "z"},  {0x0438, "i"},  {0x0439, "i"},
    {0x043A, "k"},    {0x043B, "l"},  {0x043C, "m"},  {0x043D, "n"},  {0x043E, "o"},
    {0x043F, "p"},    {0x0440, "r"},  {0x0441, "s"},  {0x0442, "t"},  {0x0443, "u"},
    {0x0444, "f"},    {0x0445, "kh"}, {0x0446, "ts"}, {0x0447, "ch"}, {0x0448, "sh"},
    {0x0449, "shch"}, {0x044A, "ie"}, {0x044B, "y"},  {0x044C, ""},   {0x044D, "e"},
    {0x044E, "iu"},   {0x044F, "ia"}, {0x0451, "e"},  {0x0452, "d"},  {0x0453, "g"},
    {0x0454, "ie"},   {0x0455, "dz"}, {0x0456, "i"},  {0x0457, "i"},  {0x0458, "j"},
    {0x0459, "lj"},   {0x045A, "nj"}, {0x045B, "c"},  {0x045C, "k"},  {0x045E, "u"},
    {0x045F, "dz"},   {0x046B, "u"},  {0x0475, "y"},  {0x0491, "g"},  {0x0493, "g"},
    {0x049B, "k"},    {0x04A3, "n"},  {0x04AF, "u"},  {0x04B1, "u"},  {0x04BB, "h"},
    {0x04D9, "a"},    {0x04E9, "o"},
};

// ELOT 743 (2nd edition) = ISO 843 type 2, table of single letters.
constexpr Letter kGreek[] = {
    {0x03B1, "a"}, {0x03B2, "v"}, {0x03B3, "g"},  {0x03B4, "d"},  {0x03B5, "e"},
    {0x03B6, "z"}, {0x03B7, "i"}, {0x03B8, "th"}, {0x03B9, "i"},  {0x03BA, "k"},
    {0x03BB, "l"}, {0x03BC, "m"}, {0x03BD, "n"},  {0x03BE, "x"},  {0x03BF, "o"},
    {0x03C0, "p"}, {0x03C1, "r"}, {0x03C2, "s"},  {0x03C3, "s"},  {0x03C4, "t"},
    {0x03C5, "y"}, {0x03C6, "f"}, {0x03C7, "ch"}, {0x03C8, "ps"}, {0x03C9, "o"},
};

constexpr char32_t kAlpha = 0x03B1, kGamma = 0x03B3, kEpsilon = 0x03B5, kEta = 0x03B7;
constexpr char32_t kMu = 0x03BC, kXi = 0x03BE, kOmicron = 0x03BF, kPi = 0x03C0;
constexpr char32_t kUpsilon = 0x03C5, kChi = 0x03C7;
constexpr char32_t kAcute = 0x0301, kDiaeresis = 0x0308;

template <std::size_t N>
std::optional<std::string_view> find(const Letter (&table)[N], char32_t code_point) {
  const auto* const found =
      std::find_if(std::begin(table), std::end(table),
                   [&](const Letter& letter) { return letter.code_point == code_point; });
  if (found == std::end(table)) return std::nullopt;
  return found->ascii;
}

/// A Greek letter without its marks, in lower case.
struct GreekLetter {
  char32_t base = 0;  ///< 0: no Greek letter.
  bool has_acute = false;
  bool has_diaeresis = false;

  bool is(char32_t letter) const { return base == letter; }
};

GreekLetter greek_letter(char32_t code_point) {
  if (code_point < 0x0370 || (code_point > 0x03FF && code_point < 0x1F00) || code_point > 0x1FFF) {
    return {};
  }
  const auto pieces = nfkd(code_point);
  const char32_t base = to_lower(pieces.front());
  if (!find(kGreek, base)) return {};
  return {base, pieces.find(kAcute) != std::u32string::npos,
          pieces.find(kDiaeresis) != std::u32string::npos};
}

/// Before these (and at a word's end) the upsilon of a diphthong is unvoiced: f instead of v.
bool is_unvoiced(char32_t greek) {
  constexpr std::u32string_view kUnvoiced =
      U"\u03B8\u03BA\u03BE\u03C0\u03C3\u03C2\u03C4\u03C6\u03C7\u03C8";
  return kUnvoiced.find(greek) != std::u32string_view::npos;
}

/// ASCII for the code points at a place in a text, and how many of them it stands for.
struct Piece {
  std::string_view ascii;
  std::size_t count = 1;
};

class Transliteration {
 public:
  explicit Transliteration(std::string_view text) : text_(code_points(nfkc(text))) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char32_t code_point = text_[at_];
    if (is_white_space(code_point)) {
      out_.push_back(' ');
      ++at_;
    } else if (code_point < 0x80) {
      out_.push_back(static_cast<char>(code_point));
      ++at_;
    } else if (const auto greek = greek_letter(code_point); greek.base != 0) {
      const Piece piece = greek_piece(greek);
      put(piece.ascii, code_point);
      at_ += piece.count;
    } else {
      put_other(code_point);
      ++at_;
    }
  }

  GreekLetter greek_at(std::size_t at) const {
    return at < text_.size() ? greek_letter(text_[at]) : GreekLetter{};
  }

  Piece greek_piece(const GreekLetter& letter) const {
    const auto next = greek_at(at_ + 1);
    if (next.is(kUpsilon) && !next.has_diaeresis && !letter.has_acute) {
      if (const auto piece = diphthong(letter.base)) return *piece;
    }
    if (letter.is(kGamma)) {
      if (next.is(kGamma)) return {"ng", 2};
      if (next.is(kXi)) return {"nx", 2};
      if (next.is(kChi)) return {"nch", 2};
    }
    if (letter.is(kMu) && next.is(kPi)) {
      const bool is_initial = at_ == 0 || greek_at(at_ - 1).base == 0;
      const bool is_final = greek_at(at_ + 2).base == 0;
      return {is_initial || is_final ? "b" : "mp", 2};
    }
    return {find(kGreek, letter.base).value_or(""), 1};
  }

  /// Alpha, epsilon, eta or omicron with the upsilon behind it.
  std::optional<Piece> diphthong(char32_t vowel) const {
    const auto after = greek_at(at_ + 2);
    const bool is_f = after.base == 0 || is_unvoiced(after.base);
    if (vowel == kOmicron) return Piece{"ou", 2};
    if (vowel == kAlpha) return Piece{is_f ? "af" : "av", 2};
    if (vowel == kEpsilon) return Piece{is_f ? "ef" : "ev", 2};
    if (vowel == kEta) return Piece{is_f ? "if" : "iv", 2};
    return std::nullopt;
  }

  void put_other(char32_t code_point) {
    if (put_from_tables(code_point)) return;
    for (const char32_t piece : nfkd(code_point)) {
      if (piece < 0x80) {
        out_.push_back(static_cast<char>(piece));
      } else {
        put_from_tables(piece);
      }
    }
  }

  bool put_from_tables(char32_t code_point) {
    const char32_t lower = to_lower(code_point);
    auto ascii = find(kLatin, lower);
    if (!ascii) ascii = find(kCyrillic, lower);
    if (ascii) put(*ascii, code_point);
    return ascii.has_value();
  }

  /// Writes `ascii` in the case of `source`: all of it when the next letter is a capital too.
  void put(std::string_view ascii, char32_t source) {
    const bool is_capital = to_lower(source) != source;
    const bool is_all_capital =
        is_capital && at_ + 1 < text_.size() && to_lower(text_[at_ + 1]) != text_[at_ + 1];
    for (std::size_t i = 0; i < ascii.size(); ++i) {
      out_.push_back(is_all_capital || (is_capital && i == 0) ? ascii_upper(ascii[i]) : ascii[i]);
    }
  }

  std::u32string text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string transliterate(std::string_view text) {
  return is_printable_ascii(text) ? std::string(text) : Transliteration(text).run();
}

}  // namespace drawbridge::domain
