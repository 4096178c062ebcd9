#pragma once

#include <optional>
#include <string>

#include "app/offering_options.h"
#include "app/rules.h"
#include "app/transaction.h"

/// Account and group names of one offering, against the ledger of names ever used there.
namespace drawbridge::app {

/// Who has a name.
struct NameHolder {
  std::string kind;  ///< `user`, `robot_account` or `offering_user_group`
  Uuid uuid;
};

/// What a policy gave.
struct NameChoice {
  std::optional<std::string> username;
  std::string reason;  ///< why there is none, for the provider; may be empty
};

/// What happens with the names a person had on the offering before.
enum class FormerName {
  kComesBack,       ///< whatever policy gave it: the person returns
  kIfPolicyAgrees,  ///< only one that the policy could have produced: a refresh
};

/// The name of `person` on `offering` by its policy. `uid` is for the policy's last resort (a name
/// made of the number).
Result<NameChoice> choose_username(Transaction& transaction, const Rules& rules,
                                   const domain::Offering& offering, const OfferingOptions& options,
                                   const domain::User& person, std::optional<std::int64_t> uid,
                                   FormerName former_names = FormerName::kComesBack);

/// Whether `name` is used on the offering, or ever was, by somebody else.
Result<bool> is_name_taken(StoreReader& store, const Uuid& offering, std::string_view name,
                           const NameHolder& holder);

/// Checks a name that somebody chose, and enters it as the holder's.
/// @return kInvalid with field `username` when it breaks the rules or is taken.
Status claim_name(Transaction& transaction, const Rules& rules, const Uuid& offering,
                  std::string_view name, const NameHolder& holder);

/// Marks a name as no longer used; it stays its holder's. `home_directory` comes back with it.
Status release_name(Transaction& transaction, const Uuid& offering, std::string_view name,
                    std::string_view home_directory);

/// The home directory the holder last had under this name there; empty when none is known.
Result<std::string> remembered_home(StoreReader& store, const Uuid& offering,
                                    std::string_view name);

/// A free group name on the offering, claimed: `base`, or that with a number behind it (identity
/// spec 5.6).
/// @param base  see domain::project_group_name
Result<std::string> choose_group_name(Transaction& transaction, const Rules& rules,
                                      const Uuid& offering, const std::string& base,
                                      const NameHolder& holder);

}  // namespace drawbridge::app
