#include "ldap/ber/length_prefix.h"

namespace drawbridge::ldap::ber {

namespace {

constexpr unsigned kLongForm = 0x80;
constexpr std::size_t kMaxLengthOctets = 4;

unsigned octet(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

}  // namespace

Result<std::optional<Header>> read_header(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const unsigned tag = octet(bytes, 0);
  if ((tag & kTagNumberMask) == kTagNumberMask) {
    return fail(ErrorCode::kInvalid, "BER tag numbers above 30 are not used in LDAP");
  }
  if (bytes.size() < 2) return std::nullopt;
  const unsigned first = octet(bytes, 1);
  if (first < kLongForm) return Header{static_cast<Tag>(tag), 2, first};
  const std::size_t count = first & ~kLongForm;
  if (count == 0) return fail(ErrorCode::kInvalid, "the indefinite BER length is not allowed");
  if (count > kMaxLengthOctets) return fail(ErrorCode::kInvalid, "BER length is too long");
  if (bytes.size() < 2 + count) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = (length << 8U) | octet(bytes, 2 + i);
  return Header{static_cast<Tag>(tag), 2 + count, length};
}

}  // namespace drawbridge::ldap::ber
