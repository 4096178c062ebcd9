#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/transaction.h"

/// API tokens and the service accounts of the LDAP view. Callers make the secret (crypto/token.h),
/// show it once, and hand its digest here; nothing else of it is kept.
namespace drawbridge::app {

inline constexpr std::int64_t kDefaultTokenDays = 90;
inline constexpr std::int64_t kMaxTokenDays = 36500;

struct NewToken {
  Uuid user_uuid;
  std::string name, digest;
  std::int64_t expires_days = kDefaultTokenDays;  ///< 0: never
};
/// @return kInvalid with field `expires_days` outside 0..kMaxTokenDays
Result<domain::ApiToken> create_token(Transaction& transaction, const NewToken& wanted);
/// @return kNotFound when there is none
Status revoke_token(Transaction& transaction, const Uuid& token);

struct NewLdapAccount {
  std::string name;
  std::optional<Uuid> offering_uuid;  ///< none: all offerings
  std::string digest;
  std::vector<std::string> attributes = {};  ///< names in any case; empty: it sees all
};
/// @return kInvalid with field `name` when it is malformed (1 to 64 of `A-Za-z0-9._-`) or taken,
///         with `offering_uuid`, or with `attributes` when one is none that entries carry
Result<domain::LdapAccount> create_ldap_account(Transaction& transaction,
                                                const NewLdapAccount& wanted);
/// Puts a new secret in force; the old one stays valid until retire_ldap_secret.
Result<domain::LdapAccount> rotate_ldap_account(Transaction& transaction, const Uuid& account,
                                                const std::string& digest);
Result<domain::LdapAccount> retire_ldap_secret(Transaction& transaction, const Uuid& account);
/// The names as the schema spells them, sorted, each once.
/// @return kInvalid, field `attributes`, for a name no entry carries
Result<std::vector<std::string>> check_attribute_names(const std::vector<std::string>& names);
Status delete_ldap_account(Transaction& transaction, const Uuid& account);

}  // namespace drawbridge::app
