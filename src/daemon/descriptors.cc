#include "daemon/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace drawbridge::daemon {
namespace {

/// What the database, the logs, listeners, event loops and the admin socket have open.
constexpr std::size_t kOwnDescriptors = 128;

/// Far above what is needed, and far below what makes a table of descriptors expensive.
constexpr rlim_t kMostDescriptors = 1'048'576;

}  // namespace

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min(limit.rlim_max, kMostDescriptors);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  // Where this is refused the server lives with what it has; see kWantedLdapConnections.
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMostDescriptors;
  return static_cast<std::size_t>(std::min(limit.rlim_cur, kMostDescriptors));
}

std::size_t max_ldap_connections(std::size_t limit, const settings::Settings& settings) {
  const std::size_t others =
      kOwnDescriptors + settings.http.threads + settings.http.waiting_readers_max;
  return std::max(limit / 2, limit - std::min(limit, others));
}

}  // namespace drawbridge::daemon
