#include "base/message_digest.h"

#include <stdexcept>
#include <string>

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

MessageDigest::Value MessageDigest::of(std::initializer_list<std::string_view> parts) {
  Value value;
  unsigned size = 0;
  bool is_digested = true;
  for (const std::string_view part : parts) {
    is_digested = is_digested && EVP_DigestUpdate(state_.get(), part.data(), part.size()) == 1;
  }
  auto* const out = reinterpret_cast<unsigned char*>(value.octets.data());
  is_digested = is_digested && EVP_DigestFinal_ex(state_.get(), out, &size) == 1;
  // Also so that nothing of the text, which may be a secret, stays in the state.
  if (!begin() || !is_digested) throw std::runtime_error("OpenSSL could not compute a digest");
  value.size = size;
  return value;
}

}  // namespace drawbridge
