#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/last_contacts.h"
#include "app/projection.h"
#include "app/rules.h"
#include "app/writer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"

namespace drawbridge::http {

/// What endpoints work with, given by the composition root; everything is borrowed and outlives
/// the server.
struct Services {
  app::Store* store = nullptr;
  app::Writer* writer = nullptr;
  const app::OfferingOutputs* outputs = nullptr;
  const app::Rules* rules = nullptr;
  const Clock* clock = nullptr;
  Logger* logger = nullptr;
  MetricsRegistry* metrics = nullptr;
  app::LastContacts* last_contacts = nullptr;  ///< null: not kept

  std::int64_t page_size_max = 300;         ///< Rows; a larger page_size is clamped.
  bool allow_clear_text = false;            ///< Tokens without TLS from other than loopback.
  bool allow_private_destinations = false;  ///< Webhooks into private networks.
  /// The DN of a service account of the LDAP view, by its name.
  std::function<std::string(std::string_view name)> service_account_dn;
  std::string version;
  /// Why the daemon is not ready to serve; empty: it is.
  std::function<std::vector<std::string>()> not_ready_reasons;
};

}  // namespace drawbridge::http
