#include "crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/encoding.h"
#include "base/message_digest.h"

namespace drawbridge::crypto {
namespace {

struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};
using Digest = std::unique_ptr<EVP_MD, FreeDigest>;

/// OpenSSL 3 looks an algorithm up by name on every use of EVP_sha256(); fetched once it does not.
Digest fetch(const char* name) {
  Digest digest(EVP_MD_fetch(nullptr, name, nullptr));
  if (!digest) throw std::runtime_error(std::string("OpenSSL has no ") + name);
  return digest;
}

std::string text_of(const std::array<unsigned char, EVP_MAX_MD_SIZE>& bytes, unsigned length) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), length);
}

}  // namespace

std::string md5(std::string_view bytes) {
  thread_local MessageDigest digest("MD5");
  return std::string(digest.of(bytes).view());
}

std::string sha1(std::string_view bytes) {
  thread_local MessageDigest digest("SHA1");
  return std::string(digest.of(bytes).view());
}

std::string sha256(std::string_view bytes) {
  thread_local MessageDigest digest("SHA256");
  return std::string(digest.of(bytes).view());
}

std::string sha512(std::string_view bytes) {
  thread_local MessageDigest digest("SHA512");
  return std::string(digest.of(bytes).view());
}

std::string md5_hex(std::string_view bytes) { return hex_encode(md5(bytes)); }
std::string sha256_hex(std::string_view bytes) { return hex_encode(sha256(bytes)); }
std::string sha512_hex(std::string_view bytes) { return hex_encode(sha512(bytes)); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  static const Digest digest = fetch("SHA256");
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  const auto* input = reinterpret_cast<const unsigned char*>(bytes.data());
  // A null key would mean "reuse the last one" to OpenSSL.
  const char* key_bytes = key.empty() ? "" : key.data();
  if (HMAC(digest.get(), key_bytes, static_cast<int>(key.size()), input, bytes.size(), out.data(),
           &length) == nullptr) {
    throw std::runtime_error("OpenSSL could not compute an HMAC");
  }
  return text_of(out, length);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace drawbridge::crypto
