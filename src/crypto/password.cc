#include "crypto/password.h"

#include <crypt.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "base/text.h"
#include "crypto/digest.h"

namespace drawbridge::crypto {
namespace {

constexpr std::size_t kMaxMemoryKib = 262144;
constexpr unsigned kMaxPasses = 10;
constexpr unsigned kMaxLanes = 4;
// What libsodium asks for (RFC 9106 section 3.1); it refuses less at once.
constexpr std::size_t kMinArgon2Salt = 8, kMinArgon2Hash = 16, kMinArgon2MemoryOfLane = 8;
constexpr unsigned kMinBcryptCost = 4;
constexpr unsigned kMaxBcryptCost = 14;
constexpr std::size_t kBcryptReads = 72;
constexpr std::size_t kBcryptLength = 60;
constexpr std::string_view kBcryptDigits =
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Lets libsodium choose the code for this processor; without it Argon2 runs several times slower.
void prepare_sodium() { [[maybe_unused]] static const int state = sodium_init(); }

tl::unexpected<Error> refuse(std::string reason) {
  return fail(ErrorCode::kInvalid, std::move(reason), "password");
}

Status check_length(std::string_view password, std::size_t most) {
  if (password.empty()) return refuse("A password may not be empty.");
  if (password.size() > most) {
    return refuse("A password has at most " + std::to_string(most) + " bytes.");
  }
  return {};
}

/// The number of a PHC parameter `<name>=<digits>`.
std::optional<std::size_t> parameter(std::string_view text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  const auto number = parse_integer<std::size_t>(text.substr(name.size()));
  return number ? std::optional(*number) : std::nullopt;
}

/// Octets of a base64 text without padding (RFC 4648 section 4); nothing when it is none.
std::optional<std::size_t> base64_size(std::string_view text) {
  std::array<unsigned char, crypto_pwhash_STRBYTES> octets{};
  std::size_t size = 0;
  const char* end = nullptr;
  const bool is_base64 =
      sodium_base642bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, &size,
                        &end, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0;
  return is_base64 && end == text.data() + text.size() ? std::optional(size) : std::nullopt;
}

bool is_argon2id(std::string_view stored) { return stored.starts_with("$argon2id$"); }

bool is_bcrypt(std::string_view stored) {
  return stored.starts_with("$2a$") || stored.starts_with("$2b$") || stored.starts_with("$2y$");
}

/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`
Status check_argon2id(std::string_view stored) {
  if (stored.size() >= crypto_pwhash_STRBYTES) return refuse("The Argon2id text is too long.");
  const auto pieces = split(stored, '$');
  if (pieces.size() != 6 || pieces[2] != "v=19" ||
      base64_size(pieces[4]).value_or(0) < kMinArgon2Salt ||
      base64_size(pieces[5]).value_or(0) < kMinArgon2Hash) {
    return refuse("Not an Argon2id text of version 19.");
  }
  const auto costs = split(pieces[3], ',');
  if (costs.size() != 3) return refuse("The Argon2id text does not name its costs.");
  const auto memory = parameter(costs[0], "m=");
  const auto passes = parameter(costs[1], "t=");
  const auto lanes = parameter(costs[2], "p=");
  if (!memory || !passes || !lanes || *passes < 1 || *lanes < 1) {
    return refuse("The Argon2id text does not name its costs.");
  }
  if (*memory > kMaxMemoryKib || *passes > kMaxPasses || *lanes > kMaxLanes) {
    return refuse("The Argon2id cost is over what this server computes.");
  }
  if (*memory < kMinArgon2MemoryOfLane * *lanes) {
    return refuse("The Argon2id cost is under what Argon2 has.");
  }
  return {};
}

/// Whether a verifier that check_verifier accepts takes less work than that of the default cost.
bool is_cheaper_than_usual(std::string_view stored) {
  // The dummy's work is between that of bcrypt's costs 8 and 10.
  constexpr unsigned kUsualBcryptCost = 10;
  if (is_bcrypt(stored)) {
    return parse_integer<unsigned>(stored.substr(4, 2)).value_or(0) < kUsualBcryptCost;
  }
  const auto costs = split(split(stored, '$')[3], ',');
  constexpr Argon2idCost kUsual;
  return parameter(costs[0], "m=").value_or(0) * parameter(costs[1], "t=").value_or(0) <
         kUsual.memory_kib * kUsual.passes;
}

/// `$2b$12$<53 characters>`
Status check_bcrypt(std::string_view stored) {
  if (stored.size() != kBcryptLength || stored[6] != '$' ||
      stored.substr(7).find_first_not_of(kBcryptDigits) != std::string_view::npos) {
    return refuse("Not a bcrypt text.");
  }
  const auto cost = parse_integer<unsigned>(stored.substr(4, 2));
  if (!cost || *cost < kMinBcryptCost) return refuse("Not a bcrypt text.");
  if (*cost > kMaxBcryptCost) return refuse("The bcrypt cost is over what this server computes.");
  return {};
}

bool verify_argon2id(std::string_view stored, std::string_view password) {
  prepare_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};  // the library reads all of it
  std::memcpy(text.data(), stored.data(), stored.size());
  return crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
}

/// crypt_r's work area is 32 KiB: too much for a small stack.
std::string bcrypt(std::string_view password, const std::string& setting) {
  const auto area = std::make_unique<crypt_data>();
  const std::string phrase(password);
  const char* text = crypt_r(phrase.c_str(), setting.c_str(), area.get());
  return text == nullptr ? std::string() : std::string(text);
}

bool is_bcrypt_password(std::string_view password) {
  return password.size() <= kBcryptReads && password.find('\0') == std::string_view::npos;
}

bool verify_bcrypt(std::string_view stored, std::string_view password) {
  const auto computed = bcrypt(password, std::string(stored));
  return computed.size() == kBcryptLength && constant_time_equal(computed, stored);
}

}  // namespace

Result<std::string> make_argon2id(std::string_view password, const Argon2idCost& cost) {
  DRAWBRIDGE_CHECK(check_length(password, kMaxPasswordBytes));
  if (cost.memory_kib < 8 || cost.memory_kib > kMaxMemoryKib || cost.passes < 1 ||
      cost.passes > kMaxPasses) {
    return fail(ErrorCode::kInvalid, "The Argon2id cost is out of range.");
  }
  prepare_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes,
                            cost.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kUnavailable, "There is no memory to hash a password.");
  }
  return std::string(text.data());
}

Result<std::string> make_bcrypt(std::string_view password, unsigned cost) {
  DRAWBRIDGE_CHECK(check_length(password, kBcryptReads));
  if (!is_bcrypt_password(password)) return refuse("Null characters are not allowed.");
  if (cost < kMinBcryptCost || cost > kMaxBcryptCost) {
    return fail(ErrorCode::kInvalid, "The bcrypt cost is out of range.");
  }
  std::array<char, 16> salt{};
  randombytes_buf(salt.data(), salt.size());
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  if (crypt_gensalt_rn("$2b$", cost, salt.data(), static_cast<int>(salt.size()), setting.data(),
                       static_cast<int>(setting.size())) == nullptr) {
    return fail(ErrorCode::kInternal, "libxcrypt makes no bcrypt salt");
  }
  auto text = bcrypt(password, setting.data());
  if (text.size() != kBcryptLength) return fail(ErrorCode::kInternal, "libxcrypt has no bcrypt");
  return text;
}

Status check_verifier(std::string_view stored) {
  if (is_argon2id(stored)) return check_argon2id(stored);
  if (is_bcrypt(stored)) return check_bcrypt(stored);
  return refuse("Not an Argon2id or bcrypt text.");
}

bool verify_password(std::string_view stored, std::string_view password) {
  if (!check_length(password, kMaxPasswordBytes)) return false;
  const bool is_usable =
      check_verifier(stored).has_value() && (is_argon2id(stored) || is_bcrypt_password(password));
  if (is_usable) {
    const bool is_right =
        is_argon2id(stored) ? verify_argon2id(stored, password) : verify_bcrypt(stored, password);
    if (is_right || !is_cheaper_than_usual(stored)) return is_right;
  }
  verify_argon2id(dummy_verifier(), password);
  return false;
}

std::string_view dummy_verifier() {
  // Of random bytes that nobody kept, with the default cost.
  static const std::string verifier = [] {
    std::array<char, 32> nobody{};
    randombytes_buf(nobody.data(), nobody.size());
    return make_argon2id({nobody.data(), nobody.size()}).value_or(std::string());
  }();
  return verifier;
}

}  // namespace drawbridge::crypto
