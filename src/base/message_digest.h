#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace drawbridge {

/// A digest algorithm of OpenSSL together with what it works in, for one thread. Kept for many
/// texts, because finding the one and making the other takes as long as hashing some hundred
/// octets.
class MessageDigest {
 public:
  /// @param name  as EVP_MD_fetch(3) knows it
  /// @throws std::runtime_error where OpenSSL does not have it
  explicit MessageDigest(const char* name);

  /// The digest of a whole text as raw octets.
  std::string of(std::string_view octets);

 private:
  /// Makes ready for a text. @return whether that worked
  bool begin();

  struct Free {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* state) const { EVP_MD_CTX_free(state); }
  };

  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> state_;
};

}  // namespace drawbridge
