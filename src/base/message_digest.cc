#include "base/message_digest.h"

#include <array>
#include <stdexcept>

namespace drawbridge {

MessageDigest::MessageDigest(const char* name)
    : algorithm_(EVP_MD_fetch(nullptr, name, nullptr)), state_(EVP_MD_CTX_new()) {
  if (!algorithm_ || !state_ || !begin()) {
    throw std::runtime_error(std::string("OpenSSL has no ") + name);
  }
}

bool MessageDigest::begin() {
  return EVP_DigestInit_ex(state_.get(), algorithm_.get(), nullptr) == 1;
}

std::string MessageDigest::of(std::string_view octets) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const bool is_digested = EVP_DigestUpdate(state_.get(), octets.data(), octets.size()) == 1 &&
                           EVP_DigestFinal_ex(state_.get(), digest.data(), &length) == 1;
  // Also so that nothing of the text, which may be a secret, stays in the state.
  if (!begin() || !is_digested) throw std::runtime_error("OpenSSL could not compute a digest");
  return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace drawbridge
