#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace drawbridge::crypto {

/// A fresh API token or service-account secret: `prefix` and 40 lower-case hex digits, 160 bits
/// from the system's generator. Without a prefix it has the form Waldur's clients know.
Secret random_token(std::string_view prefix = {});

/// A fresh text of `length` characters of `alphabet`, each as likely as any other.
/// @param alphabet  1 to 256 characters
Secret random_code(std::string_view alphabet, std::size_t length);

/// What is stored instead of a token: its SHA-256 as 64 lower-case hex digits. A fast hash is
/// enough, for a token has 160 bits nobody can try out.
std::string token_digest(std::string_view token);

/// Whether `token` has `stored_digest` (64 hex digits), in constant time.
bool token_matches(std::string_view token, std::string_view stored_digest);

}  // namespace drawbridge::crypto
