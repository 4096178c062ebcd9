#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/transaction.h"
#include "domain/account_records.h"

/// People's own passwords for the LDAP view and for GLauth, one an account.
namespace drawbridge::app {

/// What is stored of a password.
struct PasswordHashes {
  std::string argon2id, bcrypt;
};

/// Takes a good part of a second and 19 MiB: never in the writer's thread nor on an event loop.
/// bcrypt reads 72 bytes: of a longer password GLauth checks the first 72, LDAP all.
/// @param password  8 to 512 bytes without a NUL
/// @return kInvalid on `password`
Result<PasswordHashes> hash_ldap_password(std::string_view password);

/// Gives the account a password, or takes it away (none).
/// @return kNotFound when there is no such account
Status set_ldap_password(Transaction& transaction, const Uuid& account,
                         const std::optional<PasswordHashes>& hashes);

}  // namespace drawbridge::app
