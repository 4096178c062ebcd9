#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::crypto {

/// Longer passwords are refused without hashing (a megabyte must not buy a second of our time).
inline constexpr std::size_t kMaxPasswordBytes = 512;

/// Cost of Argon2id (RFC 9106), one lane. Defaults: OWASP's 19 MiB and 2 passes.
struct Argon2idCost {
  std::size_t memory_kib = 19456;  ///< 8 to 262144
  unsigned passes = 2;             ///< 1 to 10
};

/// @return a PHC string `$argon2id$v=19$...`, or kInvalid (empty, over kMaxPasswordBytes, cost out
///         of range), kUnavailable (no memory)
Result<std::string> make_argon2id(std::string_view password, const Argon2idCost& cost = {});

/// @param cost  binary logarithm of the rounds, 4 to 14
/// @return `$2b$..`, or kInvalid: empty, a NUL in it, or over the 72 bytes bcrypt reads
Result<std::string> make_bcrypt(std::string_view password, unsigned cost = 12);

/// Whether `stored` is a verifier that can be computed and that we are willing to compute: Argon2id
/// within 262144 KiB, 10 passes and 4 lanes, or bcrypt up to cost 14.
///
/// @return kInvalid with the reason; for the load of foreign data
Status check_verifier(std::string_view stored);

/// Whether `password` belongs to `stored`. An empty or over-long password, and a verifier that
/// check_verifier refuses, is false, after the work of the dummy where a password could be hashed:
/// what is stored must not show in the time it takes. So a wrong password for a verifier that is
/// cheaper than those of the default cost takes the dummy's work as well.
///
/// Takes tens of milliseconds and 19 MiB by default: not for an event loop.
bool verify_password(std::string_view stored, std::string_view password);

/// A verifier of nobody's password with the default cost, to spend the same time on an unknown
/// user: `verify_password(dummy_verifier(), password)` is always false.
std::string_view dummy_verifier();

}  // namespace drawbridge::crypto
