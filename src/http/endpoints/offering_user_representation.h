#pragma once

#include "domain/account_records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Filters, orderings and representation of offering users.
const Collection<domain::OfferingUser>& offering_user_collection();

/// The filters of a list that depend on the moment, the rules or the caller: has_consent,
/// has_complete_profile, user_username, query.
Result<app::Condition> offering_user_filters(const Call& call);

/// The view fields of offering users that hold attributes of people.
std::vector<std::string> attribute_fields();

/// Those of the exposed attributes that the person of a row with attribute_fields() left blank;
/// for full_name one of the two names is enough.
domain::StringList missing_attributes(const ExtraFields& extra, const domain::StringList& exposed);

}  // namespace drawbridge::http
