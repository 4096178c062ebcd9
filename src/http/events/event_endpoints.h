#pragma once

#include "domain/event_records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

namespace drawbridge::http {

/// /api/events/: list and retrieve what happened, newest first.
void add_event_routes(Router& router);

/// Filters, orderings and representation of events.
const Collection<domain::AuditEvent>& event_collection();

}  // namespace drawbridge::http
