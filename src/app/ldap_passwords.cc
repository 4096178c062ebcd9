#include "app/ldap_passwords.h"

#include "crypto/password.h"

namespace drawbridge::app {
namespace {

using domain::LdapPassword;

constexpr std::size_t kMinBytes = 8;
constexpr std::size_t kBcryptReads = 72;

}  // namespace

Result<PasswordHashes> hash_ldap_password(std::string_view password) {
  if (password.size() < kMinBytes || password.size() > crypto::kMaxPasswordBytes) {
    return fail(ErrorCode::kInvalid, "A password has 8 to 512 bytes.", "password");
  }
  if (password.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::kInvalid, "Null characters are not allowed.", "password");
  }
  PasswordHashes hashes;
  DRAWBRIDGE_TRY(hashes.argon2id, crypto::make_argon2id(password));
  DRAWBRIDGE_TRY(hashes.bcrypt, crypto::make_bcrypt(password.substr(0, kBcryptReads)));
  return hashes;
}

Status set_ldap_password(Transaction& transaction, const Uuid& account,
                         const std::optional<PasswordHashes>& hashes) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const bool is_there,
                 exists<domain::OfferingUser>(store, where::equal("uuid", account)));
  if (!is_there) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_TRY(const auto before, find<LdapPassword>(store, account));
  if (!hashes) return before ? transaction.erase(*before) : Status{};
  LdapPassword after = before.value_or(LdapPassword{});
  after.uuid = account;
  after.argon2id = hashes->argon2id;
  after.bcrypt = hashes->bcrypt;
  return before ? transaction.update(*before, after) : transaction.insert(after);
}

}  // namespace drawbridge::app
