#pragma once

#include <string>
#include <string_view>

namespace drawbridge::domain {

/// `text` in ASCII, capitals kept.
///
/// * Latin: compatibility decomposition without its marks (Unicode UAX 15); letters without a
///   decomposition by a table (l for U+0142, o for U+00F8, ae, oe, ss, th, d, ...).
/// * Greek: ELOT 743 (2nd edition, transcription; the table of ISO 843 type 2), digraphs included.
/// * Cyrillic: ICAO Doc 9303 part 3 section 6.B (the language-neutral column).
/// * Anything else outside ASCII is left out; white space of any kind becomes a blank.
std::string transliterate(std::string_view text);

}  // namespace drawbridge::domain
