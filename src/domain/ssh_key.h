#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::domain {

/// A public key in OpenSSH's one-line form (sshd(8), AUTHORIZED_KEYS FILE FORMAT, without options).
///
/// Invariant: a type of the allowed list; a blob (RFC 4253 section 6.6, RFC 8709, RFC 5656,
/// PROTOCOL.u2f) of that type with nothing left over; RSA of 2048 to 16384 bits; a comment without
/// control characters. There is no way to hold an invalid one.
class SshKey {
 public:
  /// Characters of the line as it was given, without white space at the ends. (RSA of 8192 bits
  /// fits; of 16384 bits does not.)
  static constexpr std::size_t kMaxCharacters = 2000;
  static constexpr std::size_t kRsaMinBits = 2048;
  static constexpr std::size_t kRsaMaxBits = 16384;

  /// @return kInvalid with field `public_key` and Waldur's texts: "Key is not valid: it should be
  ///         single line.", "Key is not valid: cannot generate fingerprint_md5 from it." (blob is
  ///         no base64), "Invalid SSH public key." (the rest), and our own for a type that is not
  ///         allowed, a small RSA key and control characters.
  static Result<SshKey> parse(std::string_view line);

  /// First token: `ssh-ed25519`, ...
  const std::string& type() const { return type_; }
  /// The decoded blob.
  const std::string& blob() const { return blob_; }
  /// May be empty.
  const std::string& comment() const { return comment_; }

  /// Normal form: `type base64`, and ` comment` when there is one.
  std::string str() const;

  /// 16 pairs of hex digits with colons.
  std::string fingerprint_md5() const;
  /// `SHA256:` and base64 without padding.
  std::string fingerprint_sha256() const;
  /// `SHA512:` and base64 without padding.
  std::string fingerprint_sha512() const;

  /// The same key, whatever the comments.
  bool same_key(const SshKey& other) const { return blob_ == other.blob_; }

  friend bool operator==(const SshKey&, const SshKey&) = default;

 private:
  SshKey(std::string type, std::string blob, std::string comment)
      : type_(std::move(type)), blob_(std::move(blob)), comment_(std::move(comment)) {}

  std::string type_;
  std::string blob_;
  std::string comment_;
};

}  // namespace drawbridge::domain
