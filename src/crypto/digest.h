#pragma once

#include <string>
#include <string_view>

namespace drawbridge::crypto {

// Digests of a whole text as raw bytes. MD5 and SHA-1 are for names others compute the same way
// (SSH fingerprints, version-5 UUIDs), never for protection.
std::string md5(std::string_view bytes);
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);

/// The same as lower-case hex.
std::string md5_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string sha512_hex(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104), 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// Equal, in time that depends on the lengths alone. Different lengths are never equal.
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace drawbridge::crypto
