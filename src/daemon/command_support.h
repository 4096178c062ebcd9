#pragma once

#include <string>
#include <string_view>

#include "app/actor.h"
#include "app/records.h"
#include "domain/account_records.h"

namespace drawbridge::daemon {

/// Who the audit log names for what is done on the command line.
app::Actor command_line_actor();

/// The offering of that slug (without regard to case) or uuid.
/// @return kNotFound with a sentence for the administrator
Result<domain::Offering> find_offering(app::StoreReader& store, std::string_view slug_or_uuid);

/// The service account of that name, without regard to case.
/// @return kNotFound with a sentence for the administrator
Result<domain::LdapAccount> find_ldap_account(app::StoreReader& store, const std::string& name);

}  // namespace drawbridge::daemon
