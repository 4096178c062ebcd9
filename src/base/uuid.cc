#include "base/uuid.h"

#include <sodium.h>

#include <cstring>
#include <span>

#include "base/fixed_text.h"
#include "base/message_digest.h"

namespace drawbridge {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_dash_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

void stamp_version(std::array<std::uint8_t, 16>& bytes, unsigned version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | (version << 4U));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);
}

}  // namespace

Result<Uuid> Uuid::parse(std::string_view text) {
  const bool dashed = text.size() == 36;
  if (!dashed && text.size() != 32) return fail(ErrorCode::kInvalid, "Must be a valid UUID.");
  std::array<std::uint8_t, 16> bytes{};
  std::size_t nibble = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (dashed && is_dash_place(at)) {
      if (text[at] != '-') return fail(ErrorCode::kInvalid, "Must be a valid UUID.");
      continue;
    }
    const int value = digit_value(text[at]);
    if (value < 0) return fail(ErrorCode::kInvalid, "Must be a valid UUID.");
    auto& byte = bytes[nibble / 2];
    byte = static_cast<std::uint8_t>((static_cast<unsigned>(byte) << 4U) |
                                     static_cast<unsigned>(value));
    ++nibble;
  }
  return Uuid(bytes);
}

Uuid Uuid::random() {
  std::array<std::uint8_t, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  stamp_version(bytes, 4);
  return Uuid(bytes);
}

Uuid Uuid::from_name(const Uuid& name_space, std::string_view name) {
  thread_local MessageDigest sha1("SHA1");
  const std::string_view octets(reinterpret_cast<const char*>(name_space.bytes_.data()),
                                name_space.bytes_.size());
  const auto digest = sha1.of({octets, name});
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), digest.octets.data(), bytes.size());
  stamp_version(bytes, 5);
  return Uuid(bytes);
}

std::string Uuid::hex() const {
  std::string text;
  text.reserve(32);
  for (const auto byte : bytes_) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 0x0fU]);
  }
  return text;
}

std::string Uuid::dashed() const {
  std::string text(kDashedSize, '\0');
  print_dashed(*this, std::span<char, kDashedSize>(text));
  return text;
}

}  // namespace drawbridge

std::size_t std::hash<drawbridge::Uuid>::operator()(const drawbridge::Uuid& uuid) const noexcept {
  // The second half is random in those that begin with a moment.
  std::size_t value = 0;
  std::memcpy(&value, uuid.bytes().data() + sizeof(value), sizeof(value));
  return value;
}
