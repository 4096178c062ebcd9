#pragma once

#include <cstddef>

#include "settings/settings.h"

namespace drawbridge::daemon {

/// Raises the number of files that this process may have open as far as the system lets it
/// (RLIMIT_NOFILE: the soft limit to the hard one).
void raise_descriptor_limit();

/// How many files this process may have open now.
std::size_t descriptor_limit();

/// How many LDAP connections there may be so that HTTP, the database and the admin socket still
/// find descriptors. At least half of `limit`.
std::size_t max_ldap_connections(std::size_t limit, const settings::Settings& settings);

/// A cluster's worth of LDAP connections: with room for fewer the log says so at the start.
constexpr std::size_t kWantedLdapConnections = 10'000;

}  // namespace drawbridge::daemon
