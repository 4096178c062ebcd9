#pragma once

#include "app/transaction.h"

/// Roles and offering categories.
namespace drawbridge::app {

/// @return kInvalid on `name` (taken) or `content_type` (unknown scope)
Result<domain::Role> create_role(Transaction& transaction, domain::Role role);
/// @return kForbidden for a system role
Result<domain::Role> update_role(Transaction& transaction, const Uuid& uuid, domain::Role after);
/// @return kForbidden for a system role, kConflict while somebody holds it
Status delete_role(Transaction& transaction, const Uuid& uuid);

Result<domain::Category> create_category(Transaction& transaction, domain::Category category);
Result<domain::Category> update_category(Transaction& transaction, const Uuid& uuid,
                                         domain::Category after);
/// @return kConflict while an offering is in it
Status delete_category(Transaction& transaction, const Uuid& uuid);

}  // namespace drawbridge::app
