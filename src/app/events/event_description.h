#pragma once

#include <string_view>

#include "app/ports.h"
#include "domain/event_records.h"

namespace drawbridge::app {

/// Fills in what an audit event means: its type in Waldur's words, a sentence for people, the
/// context that the type promises, and whom and what it concerns. Reads `object_kind`,
/// `object_uuid`, `before` and `after`; a few lookups by uuid. An import is told as it came,
/// without lookups. Never holds a secret: records are logged without theirs.
///
/// @param what  `created`, `updated` or `deleted`
Status describe_event(StoreReader& store, std::string_view what, domain::AuditEvent& event);

}  // namespace drawbridge::app
