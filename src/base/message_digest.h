#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string_view>

#include <openssl/evp.h>

namespace drawbridge {

/// A digest algorithm of OpenSSL together with what it works in, for one thread. Kept for many
/// texts, because finding the one and making the other takes as long as hashing some hundred
/// octets.
class MessageDigest {
 public:
  /// A digest, as raw octets.
  struct Value {
    std::array<char, EVP_MAX_MD_SIZE> octets{};
    std::size_t size = 0;

    std::string_view view() const { return {octets.data(), size}; }
  };

  /// @param name  as EVP_MD_fetch(3) knows it
  /// @throws std::runtime_error where OpenSSL does not have it
  explicit MessageDigest(const char* name);

  /// The digest of a whole text, which may come in parts that lie behind one another in it.
  Value of(std::initializer_list<std::string_view> parts);
  Value of(std::string_view octets) { return of({octets}); }

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
