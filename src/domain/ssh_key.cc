#include "domain/ssh_key.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "crypto/digest.h"

namespace drawbridge::domain {
namespace {

constexpr std::string_view kField = "public_key";
constexpr std::string_view kSecurityKeySuffix = "@openssh.com";

auto refuse(std::string message) {
  return fail(ErrorCode::kInvalid, std::move(message), std::string(kField));
}

/// Reads the fields of a blob (RFC 4251 section 5).
class Blob {
 public:
  explicit Blob(std::string_view rest) : rest_(rest) {}

  bool at_end() const { return rest_.empty(); }

  std::optional<std::string_view> string() {
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = (size << 8U) | static_cast<std::uint8_t>(rest_[i]);
    rest_.remove_prefix(4);
    if (size > rest_.size()) return std::nullopt;
    const std::string_view field = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return field;
  }

  /// The magnitude of a positive mpint in its shortest form, without the sign octet.
  std::optional<std::string_view> positive_number() {
    auto field = string();
    if (!field || field->empty()) return std::nullopt;
    const auto first = static_cast<std::uint8_t>(field->front());
    if (first >= 0x80) return std::nullopt;
    if (first != 0) return field;
    field->remove_prefix(1);
    if (field->empty() || static_cast<std::uint8_t>(field->front()) < 0x80) return std::nullopt;
    return field;
  }

 private:
  std::string_view rest_;
};

std::size_t bits(std::string_view magnitude) {
  const auto first = static_cast<std::uint8_t>(magnitude.front());
  return (magnitude.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(first));
}

bool is_even(std::string_view magnitude) {
  return (static_cast<std::uint8_t>(magnitude.back()) & 1U) == 0;
}

/// RFC 4253 section 6.6: e, n.
Status check_rsa(Blob& blob) {
  const auto exponent = blob.positive_number();
  const auto modulus = blob.positive_number();
  if (!exponent || !modulus || is_even(*exponent) || bits(*exponent) < 2) {
    return refuse("Invalid SSH public key.");
  }
  if (bits(*modulus) < SshKey::kRsaMinBits) {
    return refuse("Key is not valid: an RSA key of at least 2048 bits is required.");
  }
  if (bits(*modulus) > SshKey::kRsaMaxBits) {
    return refuse("Key is not valid: an RSA key of at most 16384 bits is allowed.");
  }
  return {};
}

/// RFC 8709 section 4: 32 octets.
Status check_ed25519(Blob& blob) {
  const auto key = blob.string();
  if (!key || key->size() != 32) return refuse("Invalid SSH public key.");
  return {};
}

/// RFC 5656 section 3.1: curve name, uncompressed point.
Status check_ecdsa(Blob& blob, std::string_view curve, std::size_t coordinate_size) {
  const auto name = blob.string();
  const auto point = blob.string();
  if (!name || *name != curve || !point || point->size() != 1 + 2 * coordinate_size ||
      point->front() != '\x04') {
    return refuse("Invalid SSH public key.");
  }
  return {};
}

/// PROTOCOL.u2f: the application, `ssh:` and what the owner put behind it.
Status check_application(Blob& blob) {
  const auto application = blob.string();
  if (!application || application->empty() || !valid_utf8(*application) ||
      has_control_characters(*application)) {
    return refuse("Invalid SSH public key.");
  }
  return {};
}

Status check_security_key_ed25519(Blob& blob) {
  DRAWBRIDGE_CHECK(check_ed25519(blob));
  return check_application(blob);
}

Status check_security_key_ecdsa(Blob& blob) {
  DRAWBRIDGE_CHECK(check_ecdsa(blob, "nistp256", 32));
  return check_application(blob);
}

struct KeyType {
  std::string_view name;
  Status (*check)(Blob&);
};

constexpr std::array<KeyType, 7> kTypes = {{
    {"ssh-ed25519", check_ed25519},
    {"ecdsa-sha2-nistp256", [](Blob& blob) { return check_ecdsa(blob, "nistp256", 32); }},
    {"ecdsa-sha2-nistp384", [](Blob& blob) { return check_ecdsa(blob, "nistp384", 48); }},
    {"ecdsa-sha2-nistp521", [](Blob& blob) { return check_ecdsa(blob, "nistp521", 66); }},
    {"ssh-rsa", check_rsa},
    {"sk-ssh-ed25519@openssh.com", check_security_key_ed25519},
    {"sk-ecdsa-sha2-nistp256@openssh.com", check_security_key_ecdsa},
}};

Result<KeyType> find_type(std::string_view name) {
  const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                         [&](const KeyType& type) { return type.name == name; });
  if (found != kTypes.end()) return *found;
  if (name == "ssh-dss" || name.ends_with("-cert-v01" + std::string(kSecurityKeySuffix))) {
    return refuse("Key is not valid: keys of type " + std::string(name) + " are not allowed.");
  }
  return refuse("Invalid SSH public key.");
}

/// Checks the characters of the whole line; what follows can rely on one line of clean text.
Status check_line(std::string_view line) {
  if (line.find_first_of("\n\r") != std::string_view::npos) {
    return refuse("Key is not valid: it should be single line.");
  }
  // The longest code point has four octets; the bound comes before the walk over the text.
  if (line.size() > 4 * SshKey::kMaxCharacters ||
      count_code_points(line) > SshKey::kMaxCharacters) {
    return refuse("Ensure this field has no more than 2000 characters.");
  }
  if (!valid_utf8(line)) return refuse("Key is not valid: it should be UTF-8.");
  return {};
}

/// Takes the text up to the next blanks or tabs, and those, off the front of `line`.
std::string_view take_word(std::string_view& line) {
  const auto end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(line.find_first_not_of(" \t", end), line.size()));
  return word;
}

std::string fingerprint(std::string_view name, std::string_view digest) {
  return std::string(name) + ":" + base64_encode(digest, Base64Padding::kForbidden);
}

}  // namespace

Result<SshKey> SshKey::parse(std::string_view line) {
  std::string_view rest = trim(line);
  DRAWBRIDGE_CHECK(check_line(rest));
  const std::string_view name = take_word(rest);
  DRAWBRIDGE_TRY(const KeyType type, find_type(name));
  const std::string_view body = take_word(rest);
  auto blob = base64_decode(body, Base64Padding::kOptional);
  if (!blob || blob->empty()) {
    return refuse("Key is not valid: cannot generate fingerprint_md5 from it.");
  }
  Blob fields(*blob);
  const auto inner = fields.string();
  if (!inner || *inner != name) return refuse("Invalid SSH public key.");
  DRAWBRIDGE_CHECK(type.check(fields));
  if (!fields.at_end()) return refuse("Invalid SSH public key.");
  std::string comment = single_line(rest);
  if (has_control_characters(comment)) {
    return refuse("Key is not valid: control characters are not allowed.");
  }
  return SshKey(std::string(name), *std::move(blob), std::move(comment));
}

std::string SshKey::str() const {
  std::string line = type_ + " " + base64_encode(blob_);
  if (!comment_.empty()) line += " " + comment_;
  return line;
}

std::string SshKey::fingerprint_md5() const {
  const std::string digits = crypto::md5_hex(blob_);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    if (i > 0) text += ':';
    text += digits.substr(i, 2);
  }
  return text;
}

std::string SshKey::fingerprint_sha256() const {
  return fingerprint("SHA256", crypto::sha256(blob_));
}

std::string SshKey::fingerprint_sha512() const {
  return fingerprint("SHA512", crypto::sha512(blob_));
}

}  // namespace drawbridge::domain
