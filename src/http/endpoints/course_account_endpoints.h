#pragma once

#include "domain/robot_and_service_account_records.h"
#include "http/list_endpoint.h"
#include "http/router.h"

/// `/api/marketplace-course-accounts/` (identity spec 1.10).
namespace drawbridge::http {

void add_course_account_routes(Router& router);

const Collection<domain::CourseAccount>& course_account_collection();

}  // namespace drawbridge::http
