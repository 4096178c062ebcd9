#include "app/people.h"

#include <utility>

#include "app/accounts.h"
#include "base/ordered_uuid.h"
#include "domain/person_name.h"
#include "domain/ssh_key.h"

namespace drawbridge::app {
namespace {

using domain::SshPublicKey;
using domain::User;

constexpr std::int64_t kKeysMax = 100;  // of one user: each is served to every node
constexpr const char* kUnique = "This field must be unique.";

Status check_unique(Transaction& transaction, const User& user, std::string_view field,
                    const std::string& value, const std::string& text) {
  DRAWBRIDGE_TRY(
      const auto taken,
      exists<User>(transaction.store(), where::both(where::equal(field, value),
                                                    where::not_(where::equal("uuid", user.uuid)))));
  if (taken) return fail(ErrorCode::kInvalid, text, std::string(field));
  return {};
}

Status check_uniqueness(Transaction& transaction, const User& user) {
  DRAWBRIDGE_CHECK(check_unique(transaction, user, "username", user.username,
                                "A user with that username already exists."));
  if (user.civil_number) {
    DRAWBRIDGE_CHECK(check_unique(transaction, user, "civil_number", *user.civil_number, kUnique));
  }
  return {};
}

}  // namespace

Status check_user(User& user) {
  DRAWBRIDGE_CHECK(domain::check_waldur_username(user.username));
  DRAWBRIDGE_TRY(user.first_name, domain::clean_person_name(user.first_name, "first_name"));
  DRAWBRIDGE_TRY(user.last_name, domain::clean_person_name(user.last_name, "last_name"));
  if (!user.email.empty()) DRAWBRIDGE_CHECK(domain::check_mail(user.email));
  if (user.civil_number && user.civil_number->empty()) user.civil_number.reset();
  return {};
}

Result<User> create_user(Transaction& transaction, User user) {
  user.uuid = ordered_uuid(transaction.now());
  DRAWBRIDGE_CHECK(check_user(user));
  DRAWBRIDGE_CHECK(check_uniqueness(transaction, user));
  DRAWBRIDGE_CHECK(transaction.insert(user));
  return user;
}

Result<User> update_user(Transaction& transaction, const Uuid& uuid, User after) {
  DRAWBRIDGE_TRY(const auto before, find<User>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  DRAWBRIDGE_CHECK(check_user(after));
  DRAWBRIDGE_CHECK(check_uniqueness(transaction, after));
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Result<SshPublicKey> create_key(Transaction& transaction, const NewKey& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto parsed, domain::SshKey::parse(wanted.public_key));
  DRAWBRIDGE_TRY(const auto is_there,
                 exists<domain::User>(store, where::equal("uuid", wanted.user_uuid)));
  if (!is_there) return fail(ErrorCode::kInvalid, "User is not found.", "user");
  DRAWBRIDGE_TRY(
      const auto taken,
      exists<SshPublicKey>(store, where::both(where::equal("user_uuid", wanted.user_uuid),
                                              where::equal("name", wanted.name))));
  if (taken) return fail(ErrorCode::kInvalid, kUnique, "name");
  DRAWBRIDGE_CHECK(check_count<SshPublicKey>(store, wanted.user_uuid, kKeysMax, "SSH keys"));
  SshPublicKey key;
  key.uuid = ordered_uuid(transaction.now());
  key.user_uuid = wanted.user_uuid;
  key.name = wanted.name;
  key.public_key = parsed.str();
  key.type = parsed.type();
  key.fingerprint_md5 = parsed.fingerprint_md5();
  key.fingerprint_sha256 = parsed.fingerprint_sha256();
  key.fingerprint_sha512 = parsed.fingerprint_sha512();
  DRAWBRIDGE_CHECK(transaction.insert(key));
  return key;
}

Status delete_key(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto key, find<SshPublicKey>(transaction.store(), uuid));
  if (!key) return fail(ErrorCode::kNotFound, "Not found.");
  return transaction.erase(*key);
}

Result<User> set_freeipa_username(Transaction& transaction, const Uuid& uuid,
                                  const std::string& username, bool must_be_new) {
  DRAWBRIDGE_CHECK(domain::check_freeipa_username(username));
  DRAWBRIDGE_TRY(const auto before, find<User>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kInvalid, "User is not found.", "user");
  if (must_be_new && before->freeipa_username) {
    return fail(ErrorCode::kInvalid, "The user has a FreeIPA profile already.", "user");
  }
  auto after = *before;
  DRAWBRIDGE_TRY(
      const auto taken,
      exists<User>(transaction.store(), where::both(where::equal("freeipa_username", username),
                                                    where::not_(where::equal("uuid", uuid)))));
  if (taken) return fail(ErrorCode::kInvalid, kUnique, "username");
  after.freeipa_username = username;
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

}  // namespace drawbridge::app
