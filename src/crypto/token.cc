#include "crypto/token.h"

#include <sodium.h>

#include <array>
#include <cstdint>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace drawbridge::crypto {

Secret random_token(std::string_view prefix) {
  std::array<char, 20> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(prefix);
  text += hex_encode({bytes.data(), bytes.size()});
  sodium_memzero(bytes.data(), bytes.size());
  return Secret(std::move(text));
}

Secret random_code(std::string_view alphabet, std::size_t length) {
  std::string text;
  text.reserve(length);
  for (std::size_t i = 0; i < length; ++i) {
    text += alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
  }
  return Secret(std::move(text));
}

std::string token_digest(std::string_view token) { return sha256_hex(token); }

bool token_matches(std::string_view token, std::string_view stored_digest) {
  return constant_time_equal(token_digest(token), stored_digest);
}

}  // namespace drawbridge::crypto
