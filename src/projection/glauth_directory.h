#pragma once

#include <string>

#include "base/result.h"
#include "ldap/client/plain_entry.h"
#include "ldap/dn/dn.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// What a GLauth server's [backend] says of names.
struct GlauthNaming {
  ldap::dn::Dn base;                   ///< baseDN
  std::string name_attribute = "uid";  ///< the first of nameformat
  std::string group_attribute = "cn";  ///< the first of groupformat
};

/// The entries that a GLauth server fed with this offering's document shows: each group below
/// `ou=groups` (groupOfUniqueNames) and below `ou=users` (posixGroup), each user below its primary
/// group there. Of their attributes those that come from the document; not the constants.
///
/// @return the sink's error, or kInvalid for a name that no DN can hold
Status each_glauth_entry(const OfferingOutput& offering, const GlauthNaming& naming,
                         const ldap::client::EntrySink& sink);

}  // namespace drawbridge::projection
