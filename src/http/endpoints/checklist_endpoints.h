#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// What people are asked by an offering's checklist and how they answer; which checklist an
/// offering has.
void add_checklist_routes(Router& router);

/// Checklists and their questions, for staff.
void add_checklist_admin_routes(Router& router);

}  // namespace drawbridge::http
