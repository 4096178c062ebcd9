#pragma once

#include "app/principal.h"

namespace drawbridge::app {

/// The audit events that exist for the principal: all for staff and support; else what the
/// principal did, what affects the principal, and what concerns organisations and offerings the
/// principal works for and projects on which the principal has a role.
Condition visible_events(const Principal& principal);

/// The sequence of the newest audit event; 0 when there is none.
Result<std::int64_t> newest_event(StoreReader& store);

}  // namespace drawbridge::app
