#include "http/entity_tag.h"

#include "base/text.h"

namespace drawbridge::http {

bool names_tag(std::string_view header, std::string_view etag) {
  for (auto piece : split(header, ',')) {
    piece = trim(piece);
    if (piece == "*") return true;
    if (piece.starts_with("W/")) piece.remove_prefix(2);
    if (piece == etag) return true;
  }
  return false;
}

}  // namespace drawbridge::http
