#pragma once

#include <optional>
#include <string>

#include "app/transaction.h"

/// Named sets of roles that offerings share.
namespace drawbridge::app {

struct ProfileChange {
  std::optional<std::string> name, description;  ///< none: stays
};

/// @return kInvalid on `name` when another profile has it.
Result<domain::OfferingProfile> create_offering_profile(Transaction& transaction,
                                                        const ProfileChange& wanted);
Result<domain::OfferingProfile> update_offering_profile(Transaction& transaction, const Uuid& uuid,
                                                        const ProfileChange& change);
Status delete_offering_profile(Transaction& transaction, const Uuid& uuid);

/// Puts a role in or takes it out; one that is (not) there already is no change.
/// @return kInvalid on `role` when there is no such role.
Result<domain::OfferingProfile> set_profile_role(Transaction& transaction, const Uuid& uuid,
                                                 const Uuid& role, bool is_member);

}  // namespace drawbridge::app
