#pragma once

#include "app/rules.h"
#include "app/transaction.h"

/// Groups of the people who hold a role on a resource, where an offering maps the role
/// (`resource_role_map`; identity spec 5.5). They are made with the grant, never while an output is
/// rendered, and keep name and gid for ever; without a holder they are not shown.
namespace drawbridge::app {

/// Makes the groups that the resource's holders of mapped custom roles lack, on an offering with
/// the switch on.
Status ensure_role_groups(Transaction& transaction, const Rules& rules, const Uuid& resource);

/// The same for all resources of an offering: after an import, or a change of the map.
Status ensure_offering_role_groups(Transaction& transaction, const Rules& rules,
                                   const Uuid& offering);

}  // namespace drawbridge::app
