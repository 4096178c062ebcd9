#include "base/keyed_hash.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace drawbridge {
namespace {

using HashKey = std::array<unsigned char, crypto_shorthash_KEYBYTES>;

HashKey random_key() {
  HashKey key{};
  // Idempotent; makes the generator ready for several threads.
  [[maybe_unused]] const int state = sodium_init();
  crypto_shorthash_keygen(key.data());
  return key;
}

}  // namespace

std::uint64_t keyed_hash(std::string_view bytes) {
  static const HashKey key = random_key();
  std::array<unsigned char, crypto_shorthash_BYTES> digest{};
  crypto_shorthash(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                   bytes.size(), key.data());
  std::uint64_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

}  // namespace drawbridge
