#pragma once

#include "app/authority.h"
#include "domain/account_records.h"
#include "domain/records.h"
#include "http/call.h"

/// The offering that a path names, as far as the caller may know of it and act on it.
namespace drawbridge::http {

app::Scope scope_of(const domain::Offering& offering);

/// @return kNotFound unless the caller may see the offering
Result<domain::Offering> visible_offering(const Call& call, const Uuid& uuid);

/// @return kNotFound unless the caller works for the offering's provider (staff and support do)
Result<domain::Offering> provider_offering(const Call& call, const Uuid& uuid);

/// @return kNotFound unless the caller may see the offering, kForbidden unless `operation` is
///         permitted there
Result<domain::Offering> permitted_offering(const Call& call, const Uuid& uuid,
                                            domain::Operation operation);

/// The offering user of the path.
/// @return kNotFound unless it is shown to the caller (app/attribute_exposure.h)
Result<domain::OfferingUser> shown_account(const Call& call);

/// As shown_account; kForbidden unless the caller manages the offering's accounts.
Result<domain::OfferingUser> managed_account(const Call& call);

}  // namespace drawbridge::http
