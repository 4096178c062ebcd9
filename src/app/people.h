#pragma once

#include <optional>
#include <string>

#include "app/transaction.h"
#include "json/value.h"

/// Users, their keys and their FreeIPA profiles.
namespace drawbridge::app {

/// Checks and cleans a user's fields: Waldur user name, names, mail, civil number.
/// @return kInvalid with the field at fault
Status check_user(domain::User& user);

Result<domain::User> create_user(Transaction& transaction, domain::User user);

/// Replaces the user by `after` (same uuid), checked.
Result<domain::User> update_user(Transaction& transaction, const Uuid& uuid, domain::User after);

struct NewKey {
  Uuid user_uuid;
  std::string name, public_key;
};
/// @return kInvalid with Waldur's texts on `public_key`, or on `name` for one the user has already
Result<domain::SshPublicKey> create_key(Transaction& transaction, const NewKey& wanted);
Status delete_key(Transaction& transaction, const Uuid& key);

/// Sets the user name of a person's FreeIPA profile; one a person, unique.
Result<domain::User> set_freeipa_username(Transaction& transaction, const Uuid& user,
                                          const std::string& username, bool must_be_new);

}  // namespace drawbridge::app
