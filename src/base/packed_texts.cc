#include "base/packed_texts.h"

namespace drawbridge {
namespace {

constexpr char kOctetString = 0x04;
constexpr unsigned kLongForm = 0x80;

/// Octets of the length besides the first, see X.690 section 8.1.3.
std::size_t more_length_octets(std::size_t length) {
  std::size_t count = 0;
  if (length < kLongForm) return count;
  for (; length != 0; length >>= 8U) ++count;
  return count;
}

/// @return behind the header
char* put_header(char* at, std::size_t length) {
  const std::size_t more = more_length_octets(length);
  *at++ = kOctetString;
  *at++ = static_cast<char>(more == 0 ? length : kLongForm | more);
  for (std::size_t left = more; left-- > 0;) *at++ = static_cast<char>(length >> (8U * left));
  return at;
}

/// The text whose header is at `at`.
std::string_view text_at(const char* at) {
  const auto first = static_cast<unsigned char>(at[1]);
  at += 2;
  if (first < kLongForm) return {at, first};
  std::size_t length = 0;
  for (unsigned left = first & ~kLongForm; left != 0; --left) {
    length = length << 8U | static_cast<unsigned char>(*at++);
  }
  return {at, length};
}

}  // namespace

std::string_view PackedTexts::Iterator::operator*() const { return text_at(at_); }

PackedTexts::Iterator& PackedTexts::Iterator::operator++() {
  const std::string_view text = text_at(at_);
  at_ = text.data() + text.size();
  return *this;
}

PackedTexts::PackedTexts(const std::vector<std::string_view>& texts)
    : count_(static_cast<std::uint32_t>(texts.size())) {
  if (texts.empty()) return;
  std::size_t size = 0;
  for (const std::string_view text : texts) {
    size += 2 + more_length_octets(text.size()) + text.size();
  }
  size_ = static_cast<std::uint32_t>(size);
  const auto octets = std::make_shared_for_overwrite<char[]>(size);
  char* at = octets.get();
  for (const std::string_view text : texts) {
    at = put_header(at, text.size());
    at += text.copy(at, text.size());
  }
  octets_ = octets;
}

bool operator==(const PackedTexts& a, const PackedTexts& b) { return a.octets() == b.octets(); }

}  // namespace drawbridge
